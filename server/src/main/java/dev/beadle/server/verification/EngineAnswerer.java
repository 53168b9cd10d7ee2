package dev.beadle.server.verification;

import dev.beadle.server.decision.InvalidQueryException;
import dev.beadle.server.decision.UnknownContextException;
import dev.beadle.server.graph.PolicySnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Answers with the engine in this process. */
public final class EngineAnswerer implements Answerer {
  private final Function<String, PolicySnapshot> snapshotOfGroup;
  private final Engine engine;

  /**
   * Answers with an engine.
   *
   * @param snapshotOfGroup the site as it is for a group of questions
   */
  public EngineAnswerer(Function<String, PolicySnapshot> snapshotOfGroup, Engine engine) {
    this.snapshotOfGroup = snapshotOfGroup;
    this.engine = engine;
  }

  @Override
  public List<String> answer(List<RecordedDecision> decisions) {
    PolicySnapshot snapshot = snapshotOfGroup.apply(decisions.getFirst().group());
    List<String> answers = new ArrayList<>(decisions.size());
    for (RecordedDecision decision : decisions) {
      answers.add(answer(engine, snapshot, decision.question()));
    }
    return answers;
  }

  @Override
  public String explain(RecordedDecision decision) {
    return explain(engine, snapshotOfGroup.apply(decision.group()), decision.question());
  }

  /** The answer, or {@link #UNANSWERED} and why. */
  static String answer(Engine engine, PolicySnapshot site, Question question) {
    try {
      return question.answer(engine, site);
    } catch (InvalidQueryException | UnknownContextException unasked) {
      return UNANSWERED + unasked.getMessage();
    }
  }

  /** The way to the answer, or {@link #UNANSWERED} and why. */
  static String explain(Engine engine, PolicySnapshot site, Question question) {
    try {
      return question.explain(engine, site);
    } catch (InvalidQueryException | UnknownContextException unasked) {
      return UNANSWERED + unasked.getMessage() + "\n";
    }
  }
}
