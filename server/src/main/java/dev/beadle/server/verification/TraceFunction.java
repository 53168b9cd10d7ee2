package dev.beadle.server.verification;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An access function of Moodle that traces may call.
 *
 * @param question what a call of it asks
 * @param expected what a call of it answered, in the words of {@link AnswerText}
 */
record TraceFunction(Function<TraceCall, Question> question, Function<TraceCall, String> expected) {
  private static final Map<String, TraceFunction> ALL = Map.copyOf(CheckCalls.functions());

  TraceFunction {
    requireNonNull(question, "question");
    requireNonNull(expected, "expected");
  }

  /** The function of a name, or null when it is none of the known ones. */
  static @Nullable TraceFunction find(String name) {
    return ALL.get(name);
  }
}
