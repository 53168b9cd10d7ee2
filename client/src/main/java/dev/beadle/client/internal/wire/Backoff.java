package dev.beadle.client.internal.wire;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Pauses that double, with jitter, so that clients that failed together do not return together. */
public final class Backoff {
  private static final int MOST_DOUBLINGS = 30;

  private Backoff() {}

  /**
   * A pause, drawn between half and one and a half times of what it is on average.
   *
   * @param repetition how many pauses there were before: at least 0
   */
  public static long nanos(Duration first, Duration longest, int repetition) {
    double doubled = first.toNanos() * (double) (1L << Math.min(repetition, MOST_DOUBLINGS));
    double average = Math.min(doubled, (double) longest.toNanos());
    return (long) (average * (0.5 + ThreadLocalRandom.current().nextDouble()));
  }
}
