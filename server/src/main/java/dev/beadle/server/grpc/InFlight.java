package dev.beadle.server.grpc;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the calls that have begun and not ended. Thread-safe; counting never waits. */
final class InFlight {
  private final AtomicInteger calls = new AtomicInteger();
  private final CountDownLatch none = new CountDownLatch(1);
  private volatile boolean isDraining;

  void begin() {
    calls.incrementAndGet();
  }

  void end() {
    if (calls.decrementAndGet() == 0 && isDraining) {
      none.countDown();
    }
  }

  /** Waits until no call is left; says whether that came about in time. New ones must not begin. */
  boolean awaitNone(Duration patience) throws InterruptedException {
    isDraining = true;
    return calls.get() == 0 || none.await(patience.toNanos(), TimeUnit.NANOSECONDS);
  }
}
