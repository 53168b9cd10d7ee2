package dev.beadle.benchmarks.load;

import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Questions at a fixed rate, whatever becomes of those before. A latency is counted from the moment
 * at which the question was due, so that a stall is felt by all who would have asked meanwhile, and
 * a generator that is late makes answers late, never better.
 *
 * @param requests what is asked
 * @param perSecond messages in a second, greater than 0
 * @param maxInFlight more than so many unanswered questions are not asked but counted as failures
 */
record OpenLoop(Requests requests, double perSecond, int maxInFlight) {
  /** Unanswered questions when nothing else is said. */
  static final int DEFAULT_MAX_IN_FLIGHT = 100_000;

  /** The wire's thread reads answers too: it is not kept longer than so many questions take. */
  private static final int MOST_AT_ONCE = 64;

  /** Questions that are due within this time go together: each waking of a thread costs as many. */
  private static final long LEAST_PAUSE_NANOS = 50_000;

  OpenLoop {
    if (!(perSecond > 0)) {
      throw new IllegalArgumentException("rate: " + perSecond + " (expected: greater than 0)");
    }
    if (maxInFlight < 1) {
      throw new IllegalArgumentException("max-in-flight: " + maxInFlight);
    }
  }

  /** When a question is due. */
  static long dueNanos(long begun, long position, double perSecond) {
    return begun + (long) (position * (TimeUnit.SECONDS.toNanos(1) / perSecond));
  }

  /** Asks for some time, on the wire's own thread, and waits for the last answers. */
  Tally run(Wire wire, long nanos) throws InterruptedException {
    var pacing = new Pacing(wire, nanos);
    wire.thread().execute(pacing);
    pacing.awaitEnd();
    await(pacing.answered, pacing.asked - pacing.overflowed);
    for (long i = 0; i < pacing.overflowed; i++) {
      pacing.tally.failed("more than " + maxInFlight + " in flight");
    }
    return pacing.tally;
  }

  /** Asks what is due, and comes again when the next question is. */
  private final class Pacing implements Runnable {
    private final Wire wire;
    private final long nanos;
    private final long begun = System.nanoTime();
    private final Tally tally = new Tally();
    private final AtomicLong answered = new AtomicLong();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private long due = begun;
    private long asked;
    private long overflowed;

    Pacing(Wire wire, long nanos) {
      this.wire = wire;
      this.nanos = nanos;
    }

    /** Returns when all has been asked. */
    void awaitEnd() throws InterruptedException {
      try {
        end.get();
      } catch (ExecutionException failed) {
        throw new IllegalStateException(failed.getCause());
      }
    }

    @Override
    public void run() {
      try {
        long now = System.nanoTime();
        for (int i = 0; i < MOST_AT_ONCE && due - now <= 0 && due - begun < nanos; i++) {
          ask();
        }
        if (due - begun < nanos) {
          long pause = Math.max(due - System.nanoTime(), LEAST_PAUSE_NANOS);
          var _ = wire.thread().schedule(this, pause, TimeUnit.NANOSECONDS);
        } else {
          end.complete(null);
        }
      } catch (RuntimeException | Error unaskable) {
        end.completeExceptionally(unaskable);
      }
    }

    private void ask() {
      if (asked - overflowed - answered.get() < maxInFlight) {
        wire.ask(requests.message(asked), new Question(tally, answered, due));
      } else {
        overflowed++;
      }
      asked++;
      due = dueNanos(begun, asked, perSecond);
    }
  }

  private static void await(AtomicLong answered, long wanted) {
    long end = System.nanoTime() + Tally.LONGEST_NANOS;
    while (answered.get() < wanted) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException(wanted - answered.get() + " questions were never answered");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private record Question(Tally tally, AtomicLong count, long due) implements Wire.Asked {
    @Override
    public void answered(byte[] response) {
      tally.answered(due, System.nanoTime());
      // Last, and only by this thread: whoever sees the count sees the tally.
      count.setRelease(count.getPlain() + 1);
    }

    @Override
    public void failed(Status status) {
      tally.failed(status.toString());
      count.setRelease(count.getPlain() + 1);
    }
  }
}
