package dev.beadle.benchmarks.load;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What became of the questions on one connection. Latencies are counted from the moment at which a
 * question was meant to be asked. Confined to the thread that answers come on, but for what is
 * counted many at a time; read after the last.
 */
final class Tally {
  /** Longer latencies count as this one. */
  static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);

  private static final int DIGITS = 3;

  private final Histogram latencies = new Histogram(LONGEST_NANOS, DIGITS);
  private long failures;
  private String firstFailure = "";

  /** An answer that came at one moment, to a question meant for another. */
  void answered(long intendedNanos, long nowNanos) {
    record(nowNanos - intendedNanos);
  }

  /**
   * Many answers at a time, by any thread: one by one, the counting would be part of what is
   * measured.
   *
   * @param nanos from question to answer, the first {@code count} of them
   */
  synchronized void answered(long[] nanos, int count) {
    for (int i = 0; i < count; i++) {
      record(nanos[i]);
    }
  }

  /** A question that was not answered. */
  synchronized void failed(String why) {
    if (failures == 0) {
      firstFailure = why;
    }
    failures++;
  }

  private void record(long nanos) {
    latencies.recordValue(Math.clamp(nanos, 0, LONGEST_NANOS));
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
