package dev.beadle.server.verification;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.graph.PolicySnapshot;
import java.util.function.Supplier;

/**
 * A question of the search rooms, as a call of one of Moodle's functions.
 *
 * @param text the call, for people; asked for when there is something to tell
 * @param answering how it is answered
 * @param explaining how the answer comes about
 */
record SearchQuestion(Supplier<String> text, Answering answering, Answering explaining)
    implements Question {
  private static final Answering UNEXPLAINED = (_, _) -> "";

  SearchQuestion {
    requireNonNull(text, "text");
    requireNonNull(answering, "answering");
    requireNonNull(explaining, "explaining");
  }

  /** A question whose answer says all there is to say. */
  SearchQuestion(Supplier<String> text, Answering answering) {
    this(text, answering, UNEXPLAINED);
  }

  /** Works out a text from a site. */
  @FunctionalInterface
  interface Answering {
    String answer(Engine engine, PolicySnapshot site);
  }

  @Override
  public String describe() {
    return text.get();
  }

  @Override
  public String answer(Engine engine, PolicySnapshot site) {
    return answering.answer(engine, site);
  }

  @Override
  public String explain(Engine engine, PolicySnapshot site) {
    return explaining.answer(engine, site);
  }
}
