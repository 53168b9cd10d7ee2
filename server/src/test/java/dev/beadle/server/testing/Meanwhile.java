package dev.beadle.server.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * What goes on while a test does something else, until it is closed, which a test that fails does
 * too. The threads are the system's: a loop without a pause would keep a carrier of virtual threads
 * from all others, and where there are few, the test from its end. Closing fails with what failed
 * meanwhile.
 */
public final class Meanwhile implements AutoCloseable {
  private static final int LONGEST_END_SECONDS = 60;

  private final AtomicBoolean isOver = new AtomicBoolean();
  private final List<FutureTask<Void>> running = new CopyOnWriteArrayList<>();

  /** Goes on until it is said to be over. */
  @FunctionalInterface
  public interface Work {
    /** Returns soon after {@code isOver}. */
    void run(BooleanSupplier isOver) throws Exception;
  }

  /** Starts some work. */
  public Meanwhile start(Work work) {
    var task =
        new FutureTask<Void>(() -> {
          work.run(isOver::get);
          return null;
        });
    running.add(task);
    Thread.ofPlatform().daemon().name("meanwhile").start(task);
    return this;
  }

  /** Ends all of it, and waits for that. */
  @Override
  public void close() {
    isOver.set(true);
    var failure = new AssertionError("failed meanwhile");
    for (FutureTask<Void> task : running) {
      try {
        task.get(LONGEST_END_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException failed) {
        failure.addSuppressed(failed.getCause());
      } catch (TimeoutException late) {
        failure.addSuppressed(late);
      } catch (InterruptedException given) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while it ends", given);
      }
    }
    if (failure.getSuppressed().length > 0) {
      throw failure;
    }
  }
}
