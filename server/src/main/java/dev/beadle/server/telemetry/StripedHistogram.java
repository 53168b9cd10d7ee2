package dev.beadle.server.telemetry;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts values in a few buckets. Thread-safe without locks or waiting: recording is a search in a
 * handful of bounds and two additions to striped counters.
 */
public final class StripedHistogram {
  private final long[] upperBounds;
  private final LongAdder[] counts;
  private final LongAdder sum = new LongAdder();

  /**
   * Starts with nothing counted.
   *
   * @param upperBounds of the buckets, ascending, each inclusive; one more takes what lies beyond
   */
  StripedHistogram(long... upperBounds) {
    this.upperBounds = upperBounds.clone();
    this.counts = new LongAdder[upperBounds.length + 1];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  /** Counts one value. */
  public void record(long value) {
    int bucket = 0;
    while (bucket < upperBounds.length && value > upperBounds[bucket]) {
      bucket++;
    }
    counts[bucket].increment();
    sum.add(value);
  }

  /**
   * What was counted.
   *
   * @param scale what a value and a bound are divided by, for example 1e9 for nanoseconds
   */
  HistogramDataPointSnapshot snapshot(Labels labels, double scale) {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    for (int i = 0; i < counts.length; i++) {
      double bound = i < upperBounds.length ? upperBounds[i] / scale : Double.POSITIVE_INFINITY;
      buckets.bucket(bound, counts[i].sum());
    }
    return HistogramDataPointSnapshot.builder()
        .labels(labels)
        .classicHistogramBuckets(buckets.build())
        .sum(sum.sum() / scale)
        .build();
  }
}
