package dev.beadle.client.internal.wire;

import dev.beadle.client.meter.ClientMeters;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Meters of a caller's that cost nobody his answer: what they throw is logged, once. Thread-safe.
 */
public final class GuardedMeters implements ClientMeters {
  private final ClientMeters meters;
  private final AtomicBoolean isTold = new AtomicBoolean();

  /** Guards what a caller brought along. */
  public GuardedMeters(ClientMeters meters) {
    this.meters = meters;
  }

  @Override
  public void answered(boolean isAllowed, long nanos) {
    try {
      meters.answered(isAllowed, nanos);
    } catch (Throwable thrown) {
      tell(thrown);
    }
  }

  @Override
  public void failed(Status.Code why) {
    guard(() -> meters.failed(why));
  }

  @Override
  public void failedOpen(String capability) {
    guard(() -> meters.failedOpen(capability));
  }

  @Override
  public void retried() {
    guard(meters::retried);
  }

  @Override
  public void hedged() {
    guard(meters::hedged);
  }

  @Override
  public void endpointAdded(String endpoint) {
    guard(() -> meters.endpointAdded(endpoint));
  }

  @Override
  public void circuitChanged(String endpoint, CircuitState state) {
    guard(() -> meters.circuitChanged(endpoint, state));
  }

  @Override
  public void batchSent(int questions, int callers) {
    guard(() -> meters.batchSent(questions, callers));
  }

  @Override
  public void nearCacheRead(boolean isHit) {
    guard(() -> meters.nearCacheRead(isHit));
  }

  private void guard(Runnable telling) {
    try {
      telling.run();
    } catch (Throwable thrown) {
      tell(thrown);
    }
  }

  private void tell(Throwable thrown) {
    if (!isTold.getAndSet(true)) {
      Trouble.tell("the client's meters failed; this is said once", thrown);
    }
  }
}
