package dev.beadle.client.internal.wire;

import java.util.concurrent.Executor;

/**
 * The executor that a caller chose for what follows his stages. Whatever it does, a task is run,
 * and nothing is thrown; and it never runs one on the ticker's thread, which others wait for.
 * Thread-safe.
 */
public final class CallerExecutor implements Executor {
  private final Executor chosen;
  private final Ticker ticker;

  /** Makes the best of an executor. */
  public CallerExecutor(Executor chosen, Ticker ticker) {
    this.chosen = chosen;
    this.ticker = ticker;
  }

  @Override
  public void execute(Runnable task) {
    if (ticker.isTicking()) {
      var _ = Thread.startVirtualThread(() -> hand(task));
    } else {
      hand(task);
    }
  }

  /** What is refused is run all the same: it completes a stage, and does so once. */
  private void hand(Runnable task) {
    try {
      chosen.execute(task);
    } catch (Throwable _) {
      var _ = Thread.startVirtualThread(task);
    }
  }
}
