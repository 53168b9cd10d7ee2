package dev.beadle.server.verification;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.model.SiteTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An access function of Moodle that traces may call. */
@FunctionalInterface
interface TraceFunction {
  /** All of them, by name. */
  Map<String, TraceFunction> ALL = Map.copyOf(all());

  /**
   * What a call asks, and what it answered.
   *
   * @throws UnsupportedCallException if that is of a form that is not understood
   */
  Asked read(TraceCall call);

  /**
   * A call, understood.
   *
   * @param expected what it answered, in the words of {@link AnswerText}
   * @param claims what its arguments said of rows
   */
  record Asked(Question question, String expected, List<Claim> claims) {
    public Asked {
      requireNonNull(question, "question");
      requireNonNull(expected, "expected");
      claims = List.copyOf(claims);
    }

    Asked(Question question, String expected) {
      this(question, expected, List.of());
    }
  }

  /**
   * What an argument said of a row. Moodle takes a record that it is given at its word, whatever
   * the table says.
   *
   * @param id the row's
   * @param values the texts of some of its columns, by name
   */
  record Claim(SiteTable table, long id, Map<String, String> values) {
    public Claim {
      values = Map.copyOf(values);
    }
  }

  /** The function of a name, or null when it is none of the known ones. */
  static @Nullable TraceFunction find(String name) {
    return ALL.get(name);
  }

  private static Map<String, TraceFunction> all() {
    Map<String, TraceFunction> all = new HashMap<>();
    all.putAll(CheckCalls.functions());
    return all;
  }
}
