package dev.beadle.client.internal.check;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread at a time run a lane. Whoever wishes that it is run, and finds that nobody does,
 * runs it, and once more for those who wish so meanwhile; not for ever, though: he may be a caller
 * who has a deadline, and leaves the rest to the ticker. So does one whose stack or memory runs
 * out; what notes that here calls nothing. Thread-safe, without locks.
 */
final class LaneTurn {
  /** How often one thread runs the lane in a row. */
  static final int MOST_ROUNDS = 100;

  private static final VarHandle IS_LEFT;

  static {
    try {
      IS_LEFT = MethodHandles.lookup().findVarHandle(LaneTurn.class, "isLeft", boolean.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private final Work work;
  // Above zero while somebody runs the lane, or has left the rest to the ticker.
  private final AtomicInteger wishes = new AtomicInteger();
  private volatile boolean isLeft;
  private volatile @Nullable Throwable trouble;
  private volatile boolean isClosed;

  /** What one thread at a time does. */
  interface Work {
    /** Looks at everything that may be due. */
    void run();

    /** The ticker has to {@link #resume} soon. */
    void left();
  }

  LaneTurn(Work work) {
    this.work = work;
  }

  /** Runs the work now; or, if somebody does, has it run once more. */
  void wish() {
    if (wishes.getAndIncrement() == 0) {
      boolean hasRun = false;
      try {
        run(1);
        hasRun = true;
      } finally {
        if (!hasRun) {
          // Not even begun: there was no stack left for it.
          isLeft = true;
        }
      }
      tellIfLeft();
    }
  }

  /** Goes on with what was left, if anything was. For the ticker. */
  void resume() {
    if (isLeft && IS_LEFT.compareAndSet(this, true, false)) {
      run(wishes.get());
      tellIfLeft();
    }
  }

  /** Leaves nothing to the ticker any more. */
  void close() {
    isClosed = true;
    resume();
  }

  /** What the work has thrown, and nobody has seen to yet. */
  @Nullable Throwable findTrouble() {
    return trouble;
  }

  /** It has been seen to. */
  void forgetTrouble() {
    trouble = null;
  }

  /** Never throws. */
  private void run(int granted) {
    int open = granted;
    try {
      for (int round = 0; open != 0 && (round < MOST_ROUNDS || isClosed); round++) {
        try {
          work.run();
        } catch (Throwable unexpected) {
          trouble = unexpected;
        }
        open = wishes.addAndGet(-open);
      }
    } catch (Throwable unexpected) {
      trouble = unexpected;
    } finally {
      if (open != 0) {
        isLeft = true;
      }
    }
  }

  private void tellIfLeft() {
    if (isLeft) {
      work.left();
      if (isClosed) {
        resume();
      }
    }
  }
}
