package dev.beadle.client.policy;

import java.time.Duration;

/** What pauses have to be like. */
final class Pauses {
  private Pauses() {}

  static void requireOrdered(Duration firstPause, Duration longestPause) {
    if (!firstPause.isPositive()) {
      throw new IllegalArgumentException("firstPause: " + firstPause + " (expected: above 0)");
    }
    if (longestPause.compareTo(firstPause) < 0) {
      throw new IllegalArgumentException(
          "longestPause: " + longestPause + " (expected: at least " + firstPause + ")");
    }
  }
}
