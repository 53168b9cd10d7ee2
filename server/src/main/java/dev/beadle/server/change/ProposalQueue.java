package dev.beadle.server.change;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits for the applier: proposals, a bounded number of them, and the word that the log may
 * hold more. Thread-safe; only {@link #take} waits.
 */
final class ProposalQueue {
  private final int max;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // All guarded by the lock.
  private final Queue<PendingProposal> waiting = new ArrayDeque<>();
  private boolean isWoken;
  private boolean isClosed;

  /** What became of an offer. */
  enum Offer {
    TAKEN,
    FULL,
    CLOSED
  }

  /**
   * What there was to do.
   *
   * @param isWoken whether the log may hold more
   * @param isClosed whether no proposal will come any more
   */
  record Taken(List<PendingProposal> proposals, boolean isWoken, boolean isClosed) {}

  ProposalQueue(int max) {
    this.max = max;
  }

  Offer offer(PendingProposal proposal) {
    lock.lock();
    try {
      if (isClosed) {
        return Offer.CLOSED;
      }
      if (waiting.size() >= max) {
        return Offer.FULL;
      }
      waiting.add(proposal);
      changed.signal();
      return Offer.TAKEN;
    } finally {
      lock.unlock();
    }
  }

  /** Says that the log may hold more. */
  void wake() {
    lock.lock();
    try {
      isWoken = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more proposals. */
  void close() {
    lock.lock();
    try {
      isClosed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until there is something to do, or for so long; takes so many proposals at the most. */
  Taken take(int most, long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (waiting.isEmpty() && !isWoken && !isClosed && left > 0) {
        left = changed.awaitNanos(left);
      }
      List<PendingProposal> taken = new ArrayList<>();
      while (taken.size() < most && !waiting.isEmpty()) {
        taken.add(waiting.remove());
      }
      var all = new Taken(taken, isWoken, isClosed);
      isWoken = false;
      return all;
    } finally {
      lock.unlock();
    }
  }

  /** Waits so long, or until it is closed. */
  void pause(long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (!isClosed && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** How long a number of milliseconds is, as {@link #take} has it; a minute at the most. */
  static long nanosOf(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(Math.clamp(millis, 1, 60_000));
  }
}
