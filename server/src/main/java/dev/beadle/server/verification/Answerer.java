package dev.beadle.server.verification;

import java.util.List;

/** Whoever answers recorded questions again. Confined to one thread. */
public interface Answerer {
  /** What is answered when a question could not be asked at all. */
  String UNANSWERED = "unanswered: ";

  /**
   * Answers questions that belong to one group.
   *
   * @return for each question {@code yes}, {@code no}, or {@link #UNANSWERED} and why
   */
  List<String> answer(List<RecordedDecision> questions);

  /** The way to the answer, for people. */
  String explain(RecordedDecision question);

  /** {@code yes} or {@code no}. */
  static String textOf(boolean allowed) {
    return allowed ? "yes" : "no";
  }
}
