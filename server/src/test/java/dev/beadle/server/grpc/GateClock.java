package dev.beadle.server.grpc;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A clock that a test sets, and at which it can hold whoever looks: each answer looks once, to say
 * how old its facts are. Thread-safe.
 */
final class GateClock implements InstantSource {
  private final AtomicReference<Instant> now;
  private volatile @Nullable Gate gate;

  /** Holds those who look at the clock until it is opened. */
  static final class Gate {
    private final CountDownLatch arrived;
    private final CountDownLatch opened = new CountDownLatch(1);

    private Gate(int expected) {
      this.arrived = new CountDownLatch(expected);
    }

    /** Waits until so many as were expected stand before the gate. */
    void awaitArrivals() throws InterruptedException {
      if (!arrived.await(ServedSite.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(arrived.getCount() + " did not arrive");
      }
    }

    void open() {
      opened.countDown();
    }

    private void pass() {
      arrived.countDown();
      try {
        if (!opened.await(ServedSite.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new IllegalStateException("the gate was never opened");
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }

  GateClock(Instant start) {
    now = new AtomicReference<>(start);
  }

  void set(Instant instant) {
    now.set(instant);
  }

  void advance(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }

  /** Holds whoever looks from now on. */
  Gate close(int expected) {
    var closed = new Gate(expected);
    gate = closed;
    return closed;
  }

  /** Lets everybody look who comes from now on. */
  void leaveOpen() {
    gate = null;
  }

  @Override
  public Instant instant() {
    Gate closed = gate;
    if (closed != null) {
      closed.pass();
    }
    return now.get();
  }
}
