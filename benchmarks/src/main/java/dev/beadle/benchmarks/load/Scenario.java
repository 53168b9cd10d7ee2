package dev.beadle.benchmarks.load;

import java.util.Comparator;
import java.util.List;

/** The names of what a comparison measures. */
final class Scenario {
  static final String UNARY = "unary";
  static final String LONELY = "unary-unix-1";
  static final String HALF_PEAK = "half-peak";
  static final String BATCH = "batch";
  static final String STREAM = "stream";
  static final String MATRIX = "matrix";
  static final String UNLIKE_MATRIX = "unlike-matrix";
  static final String CLIENT = "client";
  static final String PLAIN_UNARY = "plain-unary";
  static final String PLAIN_BATCH = "plain-batch";
  static final String PLAIN_MATRIX = "plain-matrix";
  static final String PLAIN_CLIENT = "plain-client";
  static final String CERBOS_SINGLE = "cerbos-single";
  static final String CERBOS_BATCH = "cerbos-batch";
  static final String JCASBIN = "jcasbin";
  static final String CEDAR = "cedar";
  static final String SAPL = "sapl";
  static final String DENY_UNARY = "deny-unary";
  static final String DENY_BATCH = "deny-batch";
  static final String COLD_UNARY = "cold-unary";
  static final String COLD_BATCH = "cold-batch";
  static final String NEW_SERVER = "new-server";

  /** Where the curve of latency against load is measured, in percent of Beadle's peak. */
  static final List<Integer> CURVE_PERCENTS = List.of(10, 25, 40, 50, 60, 70, 80, 90);

  /** Beadle's memory over many checks. */
  static final String SOAK = "soak";

  /** In the order in which they are told; what belongs together stands together. */
  private static final List<String> ORDER =
      List.of(
          UNARY,
          PLAIN_UNARY,
          DENY_UNARY,
          COLD_UNARY,
          NEW_SERVER,
          LONELY,
          HALF_PEAK,
          BATCH,
          PLAIN_BATCH,
          DENY_BATCH,
          COLD_BATCH,
          MATRIX,
          PLAIN_MATRIX,
          UNLIKE_MATRIX,
          STREAM,
          CLIENT,
          PLAIN_CLIENT,
          CERBOS_SINGLE,
          CERBOS_BATCH,
          JCASBIN,
          CEDAR,
          SAPL);

  private Scenario() {}

  /** Whether there is a scenario of this name. */
  static boolean isKnown(String name) {
    return ORDER.contains(name)
        || name.equals(SOAK)
        || CURVE_PERCENTS.stream().map(Scenario::curve).anyMatch(name::equals);
  }

  /** The point of the curve at a percentage of Beadle's peak: one of {@link #CURVE_PERCENTS}. */
  static String curve(int percent) {
    return "curve-" + percent;
  }

  /** The order in which scenarios are told; the points of the curve come last. */
  static Comparator<String> order() {
    return Comparator.comparingInt(
            (String name) -> {
              int at = ORDER.indexOf(name);
              return at < 0 ? ORDER.size() : at;
            })
        .thenComparing(Comparator.naturalOrder());
  }
}
