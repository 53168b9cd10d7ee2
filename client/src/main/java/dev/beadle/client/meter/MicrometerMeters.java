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
    this.allowed = registry.timer("beadle.client.checks", "answer", "allowed");
    this.denied = registry.timer("beadle.client.checks", "answer", "denied");
    this.retries = registry.counter("beadle.client.retries");
    this.hedges = registry.counter("beadle.client.hedges");
    this.hits = registry.counter("beadle.client.near.cache", "result", "hit");
    this.misses = registry.counter("beadle.client.near.cache", "result", "miss");
    this.questions = registry.summary("beadle.client.batch.questions");
    this.callers = registry.summary("beadle.client.batch.callers");
  }

  @Override
  public void answered(boolean isAllowed, long nanos) {
    (isAllowed ? allowed : denied).record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void failed(Status.Code why) {
    registry.counter("beadle.client.failures", "code", why.name()).increment();
  }

  @Override
  public void failedOpen(String capability) {
    registry.counter("beadle.client.fail.open", "capability", capability).increment();
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

  private AtomicInteger gaugeOf(String endpoint) {
    var value = new AtomicInteger();
    Gauge.builder("beadle.client.circuit", value, AtomicInteger::get)
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
