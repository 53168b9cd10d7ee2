package dev.beadle.server.change;

import java.util.concurrent.atomic.AtomicInteger;

/** How many merged changes all who follow a site may hold together. Thread-safe, never waits. */
public final class MergeBudget {
  private final int max;
  private final AtomicInteger held = new AtomicInteger();

  /** More than all may hold: who wants more has to come again. */
  public static final class SpentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SpentException(int max) {
      super(
          "merged changes of all watchers: the limit of "
              + max
              + " is reached (--max-merged-changes-in-all): resume later",
          null,
          false,
          false);
    }
  }

  /**
   * Starts with nothing held.
   *
   * @param max how many changes may be held at once
   */
  public MergeBudget(int max) {
    this.max = max;
  }

  /** How many are held. */
  public int held() {
    return held.get();
  }

  /**
   * Takes so many more.
   *
   * @throws SpentException if there is no room; nothing is taken then
   */
  void take(int changes) {
    if (held.addAndGet(changes) > max) {
      held.addAndGet(-changes);
      throw new SpentException(max);
    }
  }

  void giveBack(int changes) {
    held.addAndGet(-changes);
  }
}
