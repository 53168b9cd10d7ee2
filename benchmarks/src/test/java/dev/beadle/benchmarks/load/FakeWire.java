package dev.beadle.benchmarks.load;

import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** Answers by the thread that pumps it, in order, and remembers what was asked. */
final class FakeWire implements Wire {
  private final List<byte[]> asked = new ArrayList<>();
  private final Deque<Asked> waiting = new ArrayDeque<>();
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private int mostWaiting;
  private boolean isOpen = true;

  @Override
  public synchronized void ask(byte[] request, Asked who) {
    asked.add(request);
    waiting.add(who);
    mostWaiting = Math.max(mostWaiting, waiting.size());
    notifyAll();
  }

  /** Answers every question until it is closed, each after the same time. */
  void pump(long nanos, boolean isFailing) throws InterruptedException {
    for (Asked who = next(); who != null; who = next()) {
      long end = System.nanoTime() + nanos;
      while (System.nanoTime() - end < 0) {
        Thread.onSpinWait();
      }
      if (isFailing) {
        who.failed(Status.UNAVAILABLE);
      } else {
        who.answered(new byte[0]);
      }
    }
  }

  synchronized int mostWaiting() {
    return mostWaiting;
  }

  synchronized List<byte[]> asked() {
    return List.copyOf(asked);
  }

  @Override
  public ScheduledExecutorService thread() {
    return thread;
  }

  @Override
  public synchronized void close() {
    thread.shutdownNow();
    isOpen = false;
    notifyAll();
  }

  private synchronized @Nullable Asked next() throws InterruptedException {
    while (waiting.isEmpty() && isOpen) {
      wait();
    }
    return waiting.poll();
  }
}
