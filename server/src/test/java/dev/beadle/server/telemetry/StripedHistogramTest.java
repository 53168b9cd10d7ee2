package dev.beadle.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** StripedHistogram: each value in the first bucket that takes it, and none lost. */
final class StripedHistogramTest {
  /**
   * Bounds are inclusive; what lies beyond the last goes to +Inf, what is negative to the first.
   */
  @Test
  void record_valuesAroundTheBounds_fallIntoTheirBuckets() {
    var histogram = new StripedHistogram(10, 100);
    LongStream.of(Long.MIN_VALUE / 4, 0, 9, 10, 11, 100, 101, Long.MAX_VALUE / 4)
        .forEach(histogram::record);
    assertThat(counts(histogram)).containsExactly(4L, 2L, 2L);
  }

  /** The sum and the bounds are scaled. */
  @Test
  void snapshot_scaled_dividesSumAndBounds() {
    var histogram = new StripedHistogram(1_000);
    histogram.record(500);
    histogram.record(2_500);
    HistogramDataPointSnapshot snapshot = histogram.snapshot(Labels.of("a", "b"), 1_000);
    assertThat(snapshot.getSum()).isEqualTo(3.0);
    assertThat(snapshot.getCount()).isEqualTo(2);
    assertThat(snapshot.getClassicBuckets().getUpperBound(0)).isEqualTo(1.0);
    assertThat(snapshot.getClassicBuckets().getUpperBound(1)).isInfinite();
  }

  /** Many threads at once lose nothing. */
  @Test
  void record_manyThreads_countsAll() throws Exception {
    var histogram = new StripedHistogram(1, 2);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      long value = i;
      threads.add(
          Thread.ofPlatform()
              .start(() -> LongStream.range(0, 100_000).forEach(_ -> histogram.record(value))));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(counts(histogram)).containsExactly(200_000L, 100_000L, 100_000L);
  }

  private static List<Long> counts(StripedHistogram histogram) {
    var buckets = histogram.snapshot(Labels.EMPTY, 1).getClassicBuckets();
    List<Long> counts = new ArrayList<>();
    for (int i = 0; i < buckets.size(); i++) {
      counts.add(buckets.getCount(i));
    }
    return counts;
  }
}
