package dev.beadle.client.policy;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** What pauses have to be like. */
final class Pauses {
  /** Longer ones make no sense, and could not be counted in nanoseconds some day. */
  private static final Duration LONGEST = Duration.ofDays(365);

  private Pauses() {}

  static void requireUsable(String field, Duration time) {
    requireNonNull(time, field);
    if (!time.isPositive() || time.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          field + ": " + time + " (expected: above 0, at most " + LONGEST + ")");
    }
  }

  static void requireOrdered(Duration firstPause, Duration longestPause) {
    requireUsable("firstPause", firstPause);
    requireUsable("longestPause", longestPause);
    if (longestPause.compareTo(firstPause) < 0) {
      throw new IllegalArgumentException(
          "longestPause: " + longestPause + " (expected: at least " + firstPause + ")");
    }
  }
}
