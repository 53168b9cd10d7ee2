package dev.beadle.server.graph;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Somebody who waits for a revision: is called once, or withdrawn. Thread-safe. */
public final class RevisionWaiter {
  private final long position;
  private final Runnable callback;
  private final AtomicInteger waiting;
  private final AtomicBoolean isOver = new AtomicBoolean();
  // Only touched by the one thread that has it in its hands; handed on by the stack's top.
  private @Nullable RevisionWaiter below;

  RevisionWaiter(long position, Runnable callback, AtomicInteger waiting) {
    this.position = position;
    this.callback = callback;
    this.waiting = waiting;
    waiting.incrementAndGet();
  }

  /**
   * Withdraws.
   *
   * @return false when it was called, or withdrawn, before
   */
  public boolean withdraw() {
    boolean isFirst = isOver.compareAndSet(false, true);
    if (isFirst) {
      waiting.decrementAndGet();
    }
    return isFirst;
  }

  boolean isOver() {
    return isOver.get();
  }

  /** Calls back when the snapshot has the position; once at the most. */
  void callIfMetBy(@Nullable PolicySnapshot snapshot) {
    boolean isMet = snapshot != null && snapshot.revision().position() >= position;
    if (isMet && withdraw()) {
      callback.run();
    }
  }

  @Nullable RevisionWaiter below() {
    return below;
  }

  void putOn(@Nullable RevisionWaiter top) {
    below = top;
  }
}
