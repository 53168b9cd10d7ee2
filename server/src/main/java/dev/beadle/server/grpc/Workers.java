package dev.beadle.server.grpc;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * The threads that work out long answers of a kind: one for each processor, two at the least; what
 * is more than that waits. The threads are the system's, which shares the processors between them
 * and everything else: virtual ones give a carrier back only when they wait, and a few long answers
 * would keep all carriers from the probes, the writes and the watchers. Thread-safe.
 */
public final class Workers implements Executor, AutoCloseable {
  private static final int FEWEST = 2;

  private final ExecutorService threads;

  /**
   * Starts none yet.
   *
   * @param kind of answers, for the threads' names
   */
  public Workers(String kind) {
    this.threads =
        Executors.newFixedThreadPool(
            Math.max(FEWEST, Runtime.getRuntime().availableProcessors()),
            Thread.ofPlatform().name("beadle-" + kind + "-", 0).daemon().factory());
  }

  /**
   * Does some work, now or when a thread is free.
   *
   * @throws RejectedExecutionException once this is closed
   */
  @Override
  public void execute(Runnable work) {
    threads.execute(work);
  }

  /** Takes no more work, interrupts what is being worked on, and forgets what waits. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
