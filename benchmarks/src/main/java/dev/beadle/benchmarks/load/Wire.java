package dev.beadle.benchmarks.load;

import io.grpc.Status;
import java.util.concurrent.ScheduledExecutorService;

/** One connection on which messages are asked and answered. */
interface Wire extends AutoCloseable {
  /**
   * Asks. The answer comes on a thread of the wire's, the same for all answers.
   *
   * @param asked tells this question from others in flight
   */
  void ask(byte[] request, Asked asked);

  /** The thread of {@link #ask}'s answers; what is asked on it is not handed over. */
  ScheduledExecutorService thread();

  @Override
  void close();

  /** Who waits for one answer. Called by one thread at a time, once for each {@link #ask}. */
  interface Asked {
    /** The answer is there. */
    void answered(byte[] response);

    /** There is none. */
    void failed(Status status);
  }
}
