package dev.beadle.server.verification;

import java.util.List;

/** Whoever answers recorded questions again. Confined to one thread. */
public interface Answerer {
  /** What is answered when a question could not be asked at all. */
  String UNANSWERED = "unanswered: ";

  /** What is answered when the site cannot know what a question is about, since it is younger. */
  String NOT_ASKED = "not asked: ";

  /**
   * Answers questions that belong to one group.
   *
   * @return for each question its answer, or {@link #UNANSWERED} or {@link #NOT_ASKED} and why
   */
  List<String> answer(List<RecordedDecision> decisions);

  /** The way to the answer, for people. */
  String explain(RecordedDecision decision);
}
