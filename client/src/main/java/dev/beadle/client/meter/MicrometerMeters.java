package dev.beadle.client.meter;

import io.grpc.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Meters of Micrometer, whose {@code micrometer-core} the service brings along. Thread-safe.
 *
 * {@snippet class="dev.beadle.server.examples.FollowingExamples" region="meters" :
 * var meters = new MicrometerMeters(registry);
 * try (var beadle = BeadleClient.builder(target).meters(meters).build()) {
 *   return beadle.hasCapability(10, "mod/forum:replypost", Contexts.module(3));
 * }
 * }
 *
 * <table>
 *   <caption>What is metered</caption>
 *   <tr><td>{@code beadle.client.checks}</td><td>timer of answered questions, by {@code
 *       answer}: allowed, denied</td></tr>
 *   <tr><td>{@code beadle.client.failures}</td><td>questions without an answer, by {@code
 *       code}</td></tr>
 *   <tr><td>{@code beadle.client.fail.open}</td><td>those of them that were allowed, by {@code
 *       capability}</td></tr>
 *   <tr><td>{@code beadle.client.retries}, {@code beadle.client.hedges}</td><td>requests sent
 *       again, or to a second endpoint</td></tr>
 *   <tr><td>{@code beadle.client.circuit}</td><td>by {@code endpoint}: 0 closed, 1 half open, 2
 *       open</td></tr>
 *   <tr><td>{@code beadle.client.batch.questions}, {@code beadle.client.batch.callers}</td><td>sizes
 *       of the messages in which single questions travel</td></tr>
 *   <tr><td>{@code beadle.client.near.cache}</td><td>reads, by {@code result}: hit, miss</td></tr>
 * </table>
 */
public final class MicrometerMeters implements ClientMeters {
  private final MeterRegistry registry;
  private final Timer allowed;
  private final Timer denied;
  private final Counter retries;
  private final Counter hedges;
  private final Counter hits;
  private final Counter misses;
  private final DistributionSummary questions;
  private final DistributionSummary callers;
  private final ConcurrentMap<String, AtomicInteger> circuits = new ConcurrentHashMap<>();

  /** Meters in a registry. */
  public MicrometerMeters(MeterRegistry registry) {
    this.registry = registry;
    this.allowed = checks("allowed");
    this.denied = checks("denied");
    this.retries =
        counter("beadle.client.retries", "Requests that were sent again.").register(registry);
    this.hedges =
        counter("beadle.client.hedges", "Requests that a second endpoint was asked too.")
            .register(registry);
    this.hits = nearCache("hit");
    this.misses = nearCache("miss");
    this.questions =
        sizes("beadle.client.batch.questions", "Unlike questions in a message of single ones.");
    this.callers = sizes("beadle.client.batch.callers", "Callers who wait for such a message.");
  }

  @Override
  public void answered(boolean isAllowed, long nanos) {
    (isAllowed ? allowed : denied).record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void failed(Status.Code why) {
    counter("beadle.client.failures", "Questions without an answer, by gRPC status code.")
        .tag("code", why.name())
        .register(registry)
        .increment();
  }

  @Override
  public void failedOpen(String capability) {
    counter("beadle.client.fail.open", "Questions that were allowed without an answer.")
        .tag("capability", capability)
        .register(registry)
        .increment();
  }

  @Override
  public void retried() {
    retries.increment();
  }

  @Override
  public void hedged() {
    hedges.increment();
  }

  @Override
  public void endpointAdded(String endpoint) {
    circuitChanged(endpoint, CircuitState.CLOSED);
  }

  @Override
  public void circuitChanged(String endpoint, CircuitState state) {
    circuits.computeIfAbsent(endpoint, this::gaugeOf).set(numberOf(state));
  }

  @Override
  public void batchSent(int questionCount, int callerCount) {
    questions.record(questionCount);
    callers.record(callerCount);
  }

  @Override
  public void nearCacheRead(boolean isHit) {
    (isHit ? hits : misses).increment();
  }

  private Timer checks(String answer) {
    return Timer.builder("beadle.client.checks")
        .description("How long callers waited for an answer.")
        .tag("answer", answer)
        .register(registry);
  }

  private Counter nearCache(String result) {
    return counter("beadle.client.near.cache", "Questions that the near cache was asked.")
        .tag("result", result)
        .register(registry);
  }

  private DistributionSummary sizes(String name, String description) {
    return DistributionSummary.builder(name).description(description).register(registry);
  }

  private static Counter.Builder counter(String name, String description) {
    return Counter.builder(name).description(description);
  }

  private AtomicInteger gaugeOf(String endpoint) {
    var value = new AtomicInteger();
    Gauge.builder("beadle.client.circuit", value, AtomicInteger::get)
        .description("Whether an endpoint is asked: 0 yes, 1 once to see, 2 no.")
        .tag("endpoint", endpoint)
        .register(registry);
    return value;
  }

  private static int numberOf(CircuitState state) {
    return switch (state) {
      case CLOSED -> 0;
      case HALF_OPEN -> 1;
      case OPEN -> 2;
    };
  }
}
