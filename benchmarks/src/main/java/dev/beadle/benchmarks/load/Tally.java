package dev.beadle.benchmarks.load;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * What became of the questions on one connection. Latencies are counted from the moment at which a
 * question was meant to be asked. Confined to the thread that answers come on, unless {@link
 * #shared}; read after the last.
 */
final class Tally {
  /** Longer latencies count as this one. */
  static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);

  private static final int DIGITS = 3;

  private final Histogram latencies;
  private long failures;
  private String firstFailure = "";

  Tally() {
    this(new Histogram(LONGEST_NANOS, DIGITS));
  }

  private Tally(Histogram latencies) {
    this.latencies = latencies;
  }

  /** One that many threads may count in. */
  static Tally shared() {
    return new Tally(new ConcurrentHistogram(LONGEST_NANOS, DIGITS));
  }

  /** An answer that came at one moment, to a question meant for another. */
  void answered(long intendedNanos, long nowNanos) {
    latencies.recordValue(Math.clamp(nowNanos - intendedNanos, 0, LONGEST_NANOS));
  }

  /** A question that was not answered. */
  synchronized void failed(String why) {
    if (failures == 0) {
      firstFailure = why;
    }
    failures++;
  }

  /** Adds what another counted. */
  void add(Tally other) {
    latencies.add(other.latencies);
    if (failures == 0) {
      firstFailure = other.firstFailure;
    }
    failures += other.failures;
  }

  long answers() {
    return latencies.getTotalCount();
  }

  long failures() {
    return failures;
  }

  /** The first failure's words; empty without one. */
  String firstFailure() {
    return firstFailure;
  }

  Histogram latencies() {
    return latencies;
  }
}
