package dev.beadle.benchmarks.load;

import io.grpc.Status;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A fixed number of questions in flight: an answer brings the next question. Its latencies are
 * those of a caller who waits, so a slow server is asked less.
 *
 * @param requests what is asked
 * @param inFlight on each connection, at least 1
 */
record ClosedLoop(Requests requests, int inFlight) {
  /** So many failures end the loop: nothing is measured any more. */
  private static final int MAX_FAILURES = 1_000;

  ClosedLoop {
    if (inFlight < 1) {
      throw new IllegalArgumentException("in-flight: " + inFlight + " (expected: at least 1)");
    }
  }

  /** Asks for some time and waits for the last answers. */
  Tally run(Wire wire, long nanos) throws InterruptedException {
    var tally = new Tally();
    var ended = new CountDownLatch(inFlight);
    long end = System.nanoTime() + nanos;
    for (int i = 0; i < inFlight; i++) {
      long first = (long) i * requests.messages().size() / inFlight;
      new Slot(new Run(wire, tally, ended, end), first).ask();
    }
    if (!ended.await(nanos + Tally.LONGEST_NANOS, TimeUnit.NANOSECONDS)) {
      throw new IllegalStateException(ended.getCount() + " questions were never answered");
    }
    return tally;
  }

  private record Run(Wire wire, Tally tally, CountDownLatch ended, long end) {}

  /** One question in flight at a time. */
  private final class Slot implements Wire.Asked {
    private final Run run;
    private long position;
    private long askedAt;

    Slot(Run run, long first) {
      this.run = run;
      this.position = first;
    }

    void ask() {
      askedAt = System.nanoTime();
      run.wire().ask(requests.message(position++), this);
    }

    @Override
    public void answered(byte[] response) {
      long now = System.nanoTime();
      run.tally().answered(askedAt, now);
      goOn(now);
    }

    @Override
    public void failed(Status status) {
      run.tally().failed(status.toString());
      goOn(System.nanoTime());
    }

    private void goOn(long now) {
      if (now - run.end() < 0 && run.tally().failures() < MAX_FAILURES) {
        ask();
      } else {
        run.ended().countDown();
      }
    }
  }
}
