package dev.beadle.server.telemetry;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Counts the calls that are worked out off the transport's threads: searches, previews and
 * histories. Thread-safe; recording never waits.
 */
public final class LongCallMetrics implements MultiCollector {
  private static final double NANOS_PER_SECOND = 1e9;

  /** 100 us to 100 s: the bar for a list is 1 ms, that for a preview 2 s. */
  private static final long[] BOUNDS_NANOS = {
    100_000,
    1_000_000,
    10_000_000,
    50_000_000,
    250_000_000,
    500_000_000,
    1_000_000_000,
    2_000_000_000,
    10_000_000_000L,
    100_000_000_000L
  };

  private final LongSupplier nanoClock;
  private final StripedHistogram[] durations = new StripedHistogram[Method.values().length];
  private final LongAdder[] inFlight = new LongAdder[durations.length];
  private final LongAdder[] refusals = new LongAdder[durations.length];

  /** The methods that are counted. */
  public enum Method {
    PREVIEW,
    PREVIEW_PERSON,
    HISTORY,
    WHO_CAN,
    WHERE_CAN,
    WHAT_CAN,
    COMPARE,
    WHAT_WOULD_CHANGE,
    DECIDING_ROLES,
    ROLES_WITH_PERMISSION,
    MANAGEABLE_ROLES,
    ROLE_PERMISSIONS,
    ROLES_OF_USER,
    CONTEXT_CAPABILITIES,
    PERMISSION_MATRIX,
    PARTICIPATION,
    ENROLLED_USERS,
    COURSE_ACCESS,
    GROUP_MODE,
    GROUPS,
    GROUP_VISIBILITY,
    WITH_GROUP,
    SECURITY_OVERVIEW,
    SECURITY_FINDINGS,
    CAPABILITY_OVERVIEW,
    RISK_HOLDERS,
    HYGIENE;

    private Labels labels() {
      return Labels.of("method", name().toLowerCase(Locale.ROOT));
    }
  }

  /** A call that is being worked on. Thread-safe; ends once. */
  public interface LongCall {
    /** Counts its time, however it ended. */
    void end();
  }

  /**
   * Counts from nothing.
   *
   * @param nanoClock counts nanoseconds from any moment
   */
  public LongCallMetrics(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    for (int i = 0; i < durations.length; i++) {
      durations[i] = new StripedHistogram(BOUNDS_NANOS);
      inFlight[i] = new LongAdder();
      refusals[i] = new LongAdder();
    }
  }

  /** Counts a call that begins. */
  public LongCall begin(Method method) {
    int at = method.ordinal();
    long startedAt = nanoClock.getAsLong();
    inFlight[at].increment();
    return () -> {
      inFlight[at].decrement();
      durations[at].record(nanoClock.getAsLong() - startedAt);
    };
  }

  /** Counts a call that was one too many at once. */
  public void refused(Method method) {
    refusals[method.ordinal()].increment();
  }

  @Override
  public MetricSnapshots collect() {
    var times =
        HistogramSnapshot.builder()
            .name("beadle_long_call_duration_seconds")
            .unit(Unit.SECONDS)
            .help(
                "Time that searches, previews and histories took, however they ended, by method.");
    var now =
        GaugeSnapshot.builder()
            .name("beadle_long_calls_in_flight")
            .help(
                "Searches, previews and histories at work or waiting for a processor; bounded by"
                    + " --max-concurrent-searches, --max-concurrent-previews and"
                    + " --max-concurrent-histories.");
    var refused =
        CounterSnapshot.builder()
            .name("beadle_long_calls_refused")
            .help(
                "Searches, previews and histories refused because too many were at work or"
                    + " waiting.");
    for (Method method : Method.values()) {
      int at = method.ordinal();
      times.dataPoint(durations[at].snapshot(method.labels(), NANOS_PER_SECOND));
      now.dataPoint(
          GaugeDataPointSnapshot.builder()
              .labels(method.labels())
              .value((double) inFlight[at].sum())
              .build());
      refused.dataPoint(
          CounterDataPointSnapshot.builder()
              .labels(method.labels())
              .value((double) refusals[at].sum())
              .build());
    }
    return new MetricSnapshots(times.build(), now.build(), refused.build());
  }
}
