package dev.beadle.server.graph;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for a revision: a stack, taken down as a whole by whoever looks through it.
 * Thread-safe, without locks.
 *
 * <p>INVARIANT (nobody forgotten): who pushes a waiter looks at the current snapshot afterwards, so
 * a snapshot that was published while a waiter was not in the stack is seen by the one who put it
 * there.
 */
final class RevisionWaiters {
  private final int max;
  private final AtomicReference<@Nullable PolicySnapshot> current;
  private final AtomicReference<@Nullable RevisionWaiter> top = new AtomicReference<>();
  // In the stack or in the hands of who looks through it: those who wait, and those who did.
  private final AtomicInteger held = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();

  RevisionWaiters(int max, AtomicReference<@Nullable PolicySnapshot> current) {
    this.max = max;
    this.current = current;
  }

  @Nullable RevisionWaiter add(long position, Runnable callback) {
    if (!reserve()) {
      if (held.get() > waiting.get()) {
        wake();
      }
      if (!reserve()) {
        return null;
      }
    }
    var waiter = new RevisionWaiter(position, callback, waiting);
    push(waiter);
    waiter.callIfMetBy(current.get());
    return waiter;
  }

  /**
   * Calls those whose revision is there and drops those who are over. Cost: a walk over all.
   *
   * @throws RuntimeException what the first one that failed threw, once all others were called
   */
  void wake() {
    RuntimeException failure = null;
    RevisionWaiter waiter = top.get() == null ? null : top.getAndSet(null);
    while (waiter != null) {
      RevisionWaiter below = waiter.below();
      try {
        lookAt(waiter);
      } catch (RuntimeException failed) {
        failure = failure == null ? failed : failure;
      }
      waiter = below;
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void lookAt(RevisionWaiter waiter) {
    try {
      waiter.callIfMetBy(current.get());
    } finally {
      if (waiter.isOver()) {
        held.decrementAndGet();
      } else {
        push(waiter);
        waiter.callIfMetBy(current.get());
      }
    }
  }

  int count() {
    return waiting.get();
  }

  int max() {
    return max;
  }

  private boolean reserve() {
    int now = held.get();
    while (now < max) {
      if (held.compareAndSet(now, now + 1)) {
        return true;
      }
      now = held.get();
    }
    return false;
  }

  private void push(RevisionWaiter waiter) {
    RevisionWaiter below;
    do {
      below = top.get();
      waiter.putOn(below);
    } while (!top.compareAndSet(below, waiter));
  }
}
