package dev.beadle.server.verification;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.model.SiteTable;
import dev.beadle.server.moodle.SiteReadException;
import java.util.ArrayList;
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

    /** The same, of a site that arguments said something about. */
    Asked claiming(List<Claim> moreClaims) {
      List<Claim> all = new ArrayList<>(claims);
      all.addAll(moreClaims);
      return new Asked(question, expected, all);
    }
  }

  /**
   * What an argument said of a row. Moodle takes a record that it is given at its word, whatever
   * the table says.
   *
   * @param values the texts of its id and of some of its other columns, by name
   */
  record Claim(SiteTable table, Map<String, String> values) {
    public Claim {
      values = Map.copyOf(values);
    }
  }

  /** The same, but that arguments in a form of their own are not understood, not malformed. */
  private TraceFunction orUnsupported() {
    return call -> {
      try {
        return read(call);
      } catch (SiteReadException malformed) {
        throw new UnsupportedCallException("arguments that are not understood", malformed);
      }
    };
  }

  /** The function of a name, or null when it is none of the known ones. */
  static @Nullable TraceFunction find(String name) {
    return ALL.get(name);
  }

  private static Map<String, TraceFunction> all() {
    Map<String, TraceFunction> all = new HashMap<>();
    all.putAll(CheckCalls.functions());
    List.of(
            SessionCalls.functions(),
            PeopleCalls.functions(),
            RoleCalls.functions(),
            RoleUserCalls.functions(),
            CourseCalls.functions(),
            OwnCourseCalls.functions(),
            GroupCalls.functions())
        .forEach(functions ->
            functions.forEach((name, function) -> all.put(name, function.orUnsupported())));
    return all;
  }
}
