package dev.beadle.server.verification;

import dev.beadle.server.graph.PolicySnapshot;

/** A question that was put to a real Moodle, and can be put to the engine. */
public sealed interface Question permits CheckQuestion, JointQuestion, SearchQuestion {
  /** The question, for people. */
  String describe();

  /**
   * The answer, in the words of {@link AnswerText}.
   *
   * @throws dev.beadle.server.decision.InvalidQueryException if it cannot be asked
   * @throws dev.beadle.server.decision.UnknownContextException if the site lacks what it is about
   */
  String answer(Engine engine, PolicySnapshot site);

  /**
   * The way to the answer, for people: lines, each with its end.
   *
   * @throws dev.beadle.server.decision.InvalidQueryException if it cannot be asked
   * @throws dev.beadle.server.decision.UnknownContextException if the site lacks what it is about
   */
  String explain(Engine engine, PolicySnapshot site);
}
