package dev.beadle.client.internal.check;

import dev.beadle.client.internal.wire.Failure;
import io.grpc.Status;
import java.util.concurrent.TimeUnit;

/**
 * How many unlike questions a message may carry: half as many as were too many for the server, and
 * more again when it has taken as many. Thread-safe: who is overtaken makes messages a little
 * smaller or larger than they could be.
 */
final class MessageSize {
  /** Unlike questions in one message, unless the server takes fewer. */
  static final int MOST_QUESTIONS = 1_024;

  /** So many in a row were not refused for their size: ten halvings, and ten single questions. */
  static final int MOST_REFUSALS = 20;

  /** How long messages do not grow again after one that ended its stream was too large. */
  private static final long SMALL_NANOS = TimeUnit.MINUTES.toNanos(1);

  private volatile int most = MOST_QUESTIONS;
  private volatile long growsAfter;
  // How many messages were refused since one was taken, from the first that was too large.
  private volatile int refusals;

  MessageSize(long now) {
    this.growsAfter = now;
  }

  /** At least 1. */
  int most() {
    return most;
  }

  /**
   * Whether a failure says that a message was too large; smaller ones will do then, if there are
   * any.
   */
  boolean isTooLarge(int questions, Failure failure) {
    int refused = refusals;
    boolean isSmallest = questions == 0 || (questions == 1 && refused == 0);
    if (failure.status().getCode() != Status.Code.RESOURCE_EXHAUSTED || isSmallest) {
      return false;
    }
    if (refused >= MOST_REFUSALS) {
      // No size will do: whoever waits is told, instead of being sent one by one.
      refusals = 0;
      return false;
    }
    refusals = refused + 1;
    if (refused + 1 == MOST_REFUSALS) {
      most = MOST_QUESTIONS;
    } else if (questions > 1) {
      most = Math.max(1, Math.min(questions, most) / 2);
    }
    return questions > 1;
  }

  /** It cost a stream to find out that a message was too large: not soon again. */
  void streamEnded(long now) {
    growsAfter = now + SMALL_NANOS;
  }

  /** A server that took as much as it was sent may take more. */
  void taken(int questions, long now) {
    if (refusals != 0) {
      refusals = 0;
    }
    int current = most;
    if (current < MOST_QUESTIONS && questions >= current && now - growsAfter >= 0) {
      most = current + 1;
    }
  }
}
