package dev.beadle.benchmarks.load;

import io.grpc.Status;
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

  /** Asks for some time and waits for the last answers. Paces on the calling thread. */
  Tally run(Wire wire, long nanos) {
    var tally = new Tally();
    var answered = new AtomicLong();
    long begun = System.nanoTime();
    long asked = 0;
    long overflowed = 0;
    for (long due = begun; due - begun < nanos; due = dueNanos(begun, asked, perSecond)) {
      waitUntil(due);
      if (asked - overflowed - answered.get() < maxInFlight) {
        wire.ask(requests.message(asked), new Question(tally, answered, due));
      } else {
        overflowed++;
      }
      asked++;
    }
    long wanted = asked - overflowed;
    await(answered, wanted);
    for (long i = 0; i < overflowed; i++) {
      tally.failed("more than " + maxInFlight + " in flight");
    }
    return tally;
  }

  private static void waitUntil(long due) {
    for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
      LockSupport.parkNanos(wait);
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
