package dev.beadle.server.telemetry;

import dev.beadle.server.change.ApplierListener;
import dev.beadle.server.change.ChangeApplier;
import dev.beadle.server.change.ChangeLog;
import dev.beadle.server.change.LogUnavailableException;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotStore;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The meters of a site that changes. Thread-safe; recording never waits. */
public final class ChangeMetrics implements MultiCollector, ApplierListener {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MILLIS_PER_SECOND = 1e3;

  /** 10 µs to 1 s: the next snapshot is microseconds for a row, and the bar is 50 µs. */
  private static final long[] APPLY_BOUNDS_NANOS = {
    10_000, 50_000, 250_000, 1_000_000, 5_000_000, 50_000_000, 1_000_000_000
  };

  private static final long[] GROUP_BOUNDS = {1, 4, 16, 64, 256};

  /** 5 ms to 5 s; what one writes is to be seen by the others within 50 ms. */
  private static final long[] LAG_BOUNDS_MILLIS = {5, 10, 25, 50, 100, 1_000, 5_000};

  private final StripedHistogram applyTimes = new StripedHistogram(APPLY_BOUNDS_NANOS);
  private final StripedHistogram groups = new StripedHistogram(GROUP_BOUNDS);
  private final StripedHistogram lags = new StripedHistogram(LAG_BOUNDS_MILLIS);
  private final LongAdder changes = new LongAdder();
  private final LongAdder reloads = new LongAdder();

  @Override
  public void applied(long nanos, int count) {
    applyTimes.record(nanos);
    changes.add(count);
  }

  @Override
  public void written(int entries) {
    groups.record(entries);
  }

  @Override
  public void followed(long lagMillis) {
    lags.record(lagMillis);
  }

  @Override
  public void reloaded() {
    reloads.increment();
  }

  /** Registers the gauges of the waiting requests and of time. */
  public void register(MeterRegistry registry, SnapshotStore site) {
    gauge("beadle.revision.waiters", site::waiterCount)
        .description("Requests that wait for a revision; bounded by --max-revision-waiters.")
        .register(registry);
    TimeGauge.builder(
            "beadle.next.boundary.timestamp",
            site,
            TimeUnit.SECONDS,
            store -> boundarySeconds(store.findCurrent()))
        .description("When an assignment starts or ends next; NaN when none does.")
        .register(registry);
  }

  /** Registers the gauges of the watchers, and of the merged changes that they hold. */
  public void register(
      MeterRegistry registry, Supplier<Number> watchers, Supplier<Number> mergedChanges) {
    gauge("beadle.merged.changes", mergedChanges)
        .description("Merged changes that watchers hold; bounded by --max-merged-changes-in-all.")
        .register(registry);
    gauge("beadle.watchers", watchers)
        .description("Watch streams that are open; bounded by --max-watchers.")
        .register(registry);
  }

  /** Registers the gauge of readiness. */
  public void registerReadiness(MeterRegistry registry, BooleanSupplier isReady) {
    gauge("beadle.ready", () -> isReady.getAsBoolean() ? 1 : 0)
        .description("1 when /readyz says ok; see --max-stale-seconds.")
        .register(registry);
  }

  /** Registers the gauges of a writer and its log. */
  public void register(MeterRegistry registry, ChangeApplier applier, ChangeLog log) {
    gauge("beadle.write.queue", applier::queueLength)
        .description("Writes that wait; bounded by --max-pending-writes.")
        .register(registry);
    gauge("beadle.stale", () -> applier.isStale() ? 1 : 0)
        .description("1 when the log cannot be followed: the last good facts are served.")
        .register(registry);
    TimeGauge.builder(
            "beadle.stale.duration",
            applier,
            TimeUnit.MILLISECONDS,
            one -> one.staleFor().toMillis())
        .description("How long the log could not be followed; bounded by --max-stale-seconds.")
        .register(registry);
    gauge("beadle.log.bytes", () -> bytesOf(log))
        .description("Bytes that the log and its checkpoints take.")
        .baseUnit("bytes")
        .register(registry);
  }

  @Override
  public MetricSnapshots collect() {
    return new MetricSnapshots(
        HistogramSnapshot.builder()
            .name("beadle_change_apply_duration_seconds")
            .unit(Unit.SECONDS)
            .help("Time to make the next snapshot from a batch of changes.")
            .dataPoint(applyTimes.snapshot(Labels.EMPTY, NANOS_PER_SECOND))
            .build(),
        HistogramSnapshot.builder()
            .name("beadle_write_group_entries")
            .help("Batches of changes that went to the log at once.")
            .dataPoint(groups.snapshot(Labels.EMPTY, 1))
            .build(),
        HistogramSnapshot.builder()
            .name("beadle_follower_lag_seconds")
            .unit(Unit.SECONDS)
            .help(
                "Time from when another server wrote a batch to when it was visible here, by both"
                    + " clocks.")
            .dataPoint(lags.snapshot(Labels.EMPTY, MILLIS_PER_SECOND))
            .build(),
        CounterSnapshot.builder()
            .name("beadle_changes_applied")
            .help("Changes of rows that became part of a snapshot.")
            .dataPoint(
                CounterDataPointSnapshot.builder()
                    .labels(Labels.EMPTY)
                    .value((double) changes.sum())
                    .build())
            .build(),
        CounterSnapshot.builder()
            .name("beadle_site_reloads")
            .help("Times the facts were read anew because the log no longer reached back to them.")
            .dataPoint(
                CounterDataPointSnapshot.builder()
                    .labels(Labels.EMPTY)
                    .value((double) reloads.sum())
                    .build())
            .build());
  }

  private static Gauge.Builder<Supplier<Number>> gauge(String name, Supplier<Number> value) {
    return Gauge.builder(name, value);
  }

  private static double boundarySeconds(@Nullable PolicySnapshot snapshot) {
    long boundary = snapshot == null ? Long.MAX_VALUE : snapshot.nextBoundaryMillis();
    return boundary == Long.MAX_VALUE ? Double.NaN : boundary / MILLIS_PER_SECOND;
  }

  private static double bytesOf(ChangeLog log) {
    try {
      long bytes = log.sizeInBytes();
      return bytes < 0 ? Double.NaN : bytes;
    } catch (LogUnavailableException _) {
      return Double.NaN;
    }
  }
}
