package dev.beadle.server.telemetry;

import dev.beadle.server.decision.Decision;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what the check service does. Thread-safe; recording never waits and allocates nothing. The
 * counters are our own and only read at a scrape, because a meter of the library costs several
 * times as much as the check that it counts.
 */
public final class CheckMetrics implements MultiCollector {
  private static final double NANOS_PER_SECOND = 1e9;

  /** 25 µs to 1 s: below is the wire itself, beyond is an incident. */
  private static final long[] LATENCY_BOUNDS_NANOS = {
    25_000, 100_000, 500_000, 2_500_000, 10_000_000, 100_000_000, 1_000_000_000
  };

  private static final long[] BATCH_BOUNDS = {1, 10, 100, 1_000, 10_000};

  /** The methods of the check service. */
  public enum Method {
    CHECK,
    BATCH,
    MATRIX,
    STREAM,
    EXPLAIN;

    private String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Why a question got no decision. */
  public enum Refusal {
    INVALID_ARGUMENT,
    NOT_FOUND,
    RESOURCE_EXHAUSTED,
    DEADLINE_EXCEEDED,
    CANCELLED,
    UNAVAILABLE,
    OUT_OF_RANGE,
    FAILED_PRECONDITION,
    INTERNAL
  }

  private final LongAdder[] decisions = adders(Decision.values().length);
  private final LongAdder[] refusals = adders(Refusal.values().length);
  private final StripedHistogram[] latencies = new StripedHistogram[Method.values().length];
  private final StripedHistogram batchSizes = new StripedHistogram(BATCH_BOUNDS);

  public CheckMetrics() {
    for (int i = 0; i < latencies.length; i++) {
      latencies[i] = new StripedHistogram(LATENCY_BOUNDS_NANOS);
    }
  }

  /** Counts one decision. Cost: one addition to a striped counter. */
  public void recordDecision(Decision decision) {
    decisions[decision.ordinal()].increment();
  }

  /**
   * Counts decisions.
   *
   * @param counts by the ordinal of {@link Decision}
   */
  public void recordDecisions(int[] counts) {
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] != 0) {
        decisions[i].add(counts[i]);
      }
    }
  }

  /** Counts one question, or one request, that got no decision. */
  public void recordRefusal(Refusal refusal) {
    refusals[refusal.ordinal()].increment();
  }

  /** Counts the time that an answered request took, from its arrival to its answer. */
  public void recordLatency(Method method, long nanos) {
    latencies[method.ordinal()].record(nanos);
  }

  /** Counts the questions of a batch, of a message of a stream, or the cells of a matrix. */
  public void recordBatchSize(int questions) {
    batchSizes.record(questions);
  }

  @Override
  public MetricSnapshots collect() {
    return new MetricSnapshots(checks(), refused(), latency(), sizes());
  }

  private CounterSnapshot checks() {
    CounterSnapshot.Builder snapshot =
        CounterSnapshot.builder()
            .name("beadle_checks")
            .help(
                "Capability checks answered, by outcome and by the rule that decided. A jump of"
                    + " denied_no_such_user or denied_unknown_capability means a caller asks the"
                    + " wrong questions.");
    for (Decision decision : Decision.values()) {
      snapshot.dataPoint(
          CounterDataPointSnapshot.builder()
              .labels(
                  Labels.of(
                      "outcome",
                      decision.isAllowed() ? "allowed" : "denied",
                      "rule",
                      decision.name().toLowerCase(Locale.ROOT)))
              .value((double) decisions[decision.ordinal()].sum())
              .build());
    }
    return snapshot.build();
  }

  private CounterSnapshot refused() {
    CounterSnapshot.Builder snapshot =
        CounterSnapshot.builder()
            .name("beadle_refusals")
            .help(
                "Questions and requests that got no decision, by gRPC status code. internal is a"
                    + " bug: see the log.");
    for (Refusal refusal : Refusal.values()) {
      snapshot.dataPoint(
          CounterDataPointSnapshot.builder()
              .labels(Labels.of("code", refusal.name().toLowerCase(Locale.ROOT)))
              .value((double) refusals[refusal.ordinal()].sum())
              .build());
    }
    return snapshot.build();
  }

  private HistogramSnapshot latency() {
    HistogramSnapshot.Builder snapshot =
        HistogramSnapshot.builder()
            .name("beadle_request_duration_seconds")
            .unit(Unit.SECONDS)
            .help(
                "Time from a request's arrival to its answer, without the network, by method. For"
                    + " a stream, the time of each message.");
    for (Method method : Method.values()) {
      snapshot.dataPoint(
          latencies[method.ordinal()].snapshot(
              Labels.of("method", method.label()), NANOS_PER_SECOND));
    }
    return snapshot.build();
  }

  private HistogramSnapshot sizes() {
    return HistogramSnapshot.builder()
        .name("beadle_batch_questions")
        .help("Questions in a batch or a message of a stream, and cells of a matrix.")
        .dataPoint(batchSizes.snapshot(Labels.EMPTY, 1))
        .build();
  }

  private static LongAdder[] adders(int count) {
    LongAdder[] adders = new LongAdder[count];
    for (int i = 0; i < count; i++) {
      adders[i] = new LongAdder();
    }
    return adders;
  }
}
