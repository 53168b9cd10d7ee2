package dev.beadle.client;

import dev.beadle.client.meter.ClientMeters;
import io.grpc.Status;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what it is told. Thread-safe. */
final class CountingMeters implements ClientMeters {
  final AtomicInteger allowed = new AtomicInteger();
  final AtomicInteger denied = new AtomicInteger();
  final AtomicInteger retries = new AtomicInteger();
  final AtomicInteger hedges = new AtomicInteger();
  final AtomicInteger hits = new AtomicInteger();
  final Queue<Status.Code> failures = new ConcurrentLinkedQueue<>();
  final Queue<String> opened = new ConcurrentLinkedQueue<>();
  final Queue<CircuitState> circuits = new ConcurrentLinkedQueue<>();
  final Queue<List<Integer>> batches = new ConcurrentLinkedQueue<>();

  @Override
  public void answered(boolean isAllowed, long nanos) {
    (isAllowed ? allowed : denied).incrementAndGet();
  }

  @Override
  public void failed(Status.Code why) {
    failures.add(why);
  }

  @Override
  public void failedOpen(String capability) {
    opened.add(capability);
  }

  @Override
  public void retried() {
    retries.incrementAndGet();
  }

  @Override
  public void hedged() {
    hedges.incrementAndGet();
  }

  @Override
  public void circuitChanged(String endpoint, CircuitState state) {
    circuits.add(state);
  }

  @Override
  public void batchSent(int questions, int callers) {
    batches.add(List.of(questions, callers));
  }

  @Override
  public void nearCacheRead(boolean isHit) {
    if (isHit) {
      hits.incrementAndGet();
    }
  }
}
