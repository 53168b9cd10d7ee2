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

  /** After so many, the largest message is one question. */
  static final int MOST_HALVINGS = 10;

  /** How long messages do not grow again after one that ended its stream was too large. */
  private static final long SMALL_NANOS = TimeUnit.MINUTES.toNanos(1);

  private volatile int most = MOST_QUESTIONS;
  private volatile long growsAfter;
  // Whether a message was taken since one was too large.
  private volatile boolean isFitting = true;

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
    if (failure.status().getCode() != Status.Code.RESOURCE_EXHAUSTED || questions == 0) {
      return false;
    }
    if (questions == 1) {
      if (!isFitting) {
        // No size will do: it was not the size. What is left is not to be sent one by one.
        most = MOST_QUESTIONS;
      }
      return false;
    }
    isFitting = false;
    most = Math.max(1, Math.min(questions, most) / 2);
    return true;
  }

  /** It cost a stream to find out that a message was too large: not soon again. */
  void streamEnded(long now) {
    growsAfter = now + SMALL_NANOS;
  }

  /** A server that took as much as it was sent may take more. */
  void taken(int questions, long now) {
    if (!isFitting) {
      isFitting = true;
    }
    int current = most;
    if (current < MOST_QUESTIONS && questions >= current && now - growsAfter >= 0) {
      most = current + 1;
    }
  }
}
