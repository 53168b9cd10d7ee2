package dev.beadle.client.internal.check;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets one thread at a time run a lane. Whoever wishes that it is run, and finds that nobody does,
 * runs it, and once more for those who wish so meanwhile; not for ever, though: he may be a caller
 * who has a deadline, and leaves the rest to the ticker. Thread-safe, without locks.
 */
final class LaneTurn {
  /** How often one thread runs the lane in a row. */
  static final int MOST_ROUNDS = 100;

  private final Work work;
  // Above zero while somebody runs the lane, or has left the rest to the ticker.
  private final AtomicInteger wishes = new AtomicInteger();
  private final AtomicBoolean isLeft = new AtomicBoolean();
  private volatile boolean isClosed;

  /** What one thread at a time does. */
  interface Work {
    /** Looks at everything that may be due. */
    void run();

    /** It threw. There may be little of the stack or the memory left: to be noted, no more. */
    void failed(Throwable unexpected);

    /** The ticker has to {@link #resume} soon. */
    void left();
  }

  LaneTurn(Work work) {
    this.work = work;
  }

  /** Runs the work now; or, if somebody does, has it run once more. */
  void wish() {
    if (wishes.getAndIncrement() == 0) {
      run(1);
    }
  }

  /** Goes on with what was left, if anything was. For the ticker. */
  void resume() {
    if (isLeft.getAndSet(false)) {
      run(wishes.get());
    }
  }

  /** Leaves nothing to the ticker any more. */
  void close() {
    isClosed = true;
    resume();
  }

  private void run(int granted) {
    int open = granted;
    for (int round = 0; open != 0; round++) {
      if (round == MOST_ROUNDS && !isClosed) {
        isLeft.set(true);
        work.left();
        if (isClosed) {
          resume();
        }
        return;
      }
      try {
        work.run();
      } catch (RuntimeException | Error unexpected) {
        work.failed(unexpected);
      } finally {
        open = wishes.addAndGet(-open);
      }
    }
  }
}
