package dev.beadle.client.internal.wire;

import dev.beadle.client.internal.wire.UnaryCalls.Fit;
import dev.beadle.client.internal.wire.UnaryCalls.Parts;
import dev.beadle.client.internal.wire.UnaryCalls.Terms;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a call, at one endpoint, with all the time that is left. Thread-safe, but for what
 * is said to be guarded by the call.
 */
final class Attempt<Q, R> extends ClientCall.Listener<R> {
  private final Asked<Q, R> asked;
  private final Outcome<Q, R> outcome;
  private final Endpoint endpoint;
  private final long startedAt;
  private final long shareEndsAt;
  private final long besideAt;
  private volatile @Nullable ClientCall<Q, R> call;
  private @Nullable R answer;
  private int answers;
  // Guarded by the call.
  private boolean isOver;

  /** What all attempts of a call have in common. */
  record Asked<Q, R>(
      MethodDescriptor<Q, R> method, Q request, Terms terms, Fit<R> fit, Context context) {}

  /** What comes of an attempt. Told on gRPC's threads, once unless it was not even started. */
  interface Outcome<Q, R> {
    /** There is an answer that fits. */
    void attemptAnswered(Attempt<Q, R> attempt, R answer);

    /** There is none, or none that fits. */
    void attemptFailed(Attempt<Q, R> attempt, Failure failure);
  }

  Attempt(
      Asked<Q, R> asked, Outcome<Q, R> outcome, Endpoint endpoint, Parts parts, long startedAt) {
    this.asked = asked;
    this.outcome = outcome;
    this.endpoint = endpoint;
    this.startedAt = startedAt;
    long left = asked.terms.deadlineAt() - startedAt;
    long share = Math.max(left / 2, Math.min(parts.silence().toNanos(), left / 4 * 3));
    Duration hedgeAfter = parts.hedgeAfter();
    this.shareEndsAt = startedAt + share;
    this.besideAt =
        hedgeAfter == null ? shareEndsAt : startedAt + Math.min(hedgeAfter.toNanos(), share);
  }

  Endpoint endpoint() {
    return endpoint;
  }

  long startedAt() {
    return startedAt;
  }

  /**
   * With another endpoint at hand, none takes all the time that there is: a fourth is left at
   * least, and half where that is more than silence may last.
   */
  long shareEndsAt() {
    return shareEndsAt;
  }

  /** When another endpoint is worth asking meanwhile. */
  long besideAt() {
    return besideAt;
  }

  /** Whether nothing that comes of it counts any more. Guarded by the call. */
  boolean isOver() {
    return isOver;
  }

  /** It has come to its end, or nobody waits any more. Guarded by the call. */
  void setOver() {
    isOver = true;
  }

  /** Whether it goes on, and was begun before one that was answered. Guarded by the call. */
  boolean isSlowerThan(Attempt<Q, R> answered) {
    return !isOver && startedAt - answered.startedAt < 0;
  }

  /** Asks. Throws whatever an interceptor of the caller's channel throws. */
  void start() {
    long left = asked.terms.deadlineAt() - startedAt;
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(left, TimeUnit.NANOSECONDS);
    ClientCall<Q, R> started = endpoint.newCall(asked.context, asked.method, options);
    try {
      UnaryRequest.send(asked.context, started, this, asked.request);
    } finally {
      // Not before: gRPC loses what is cancelled on another thread while it is started.
      call = started;
    }
  }

  /** Never throws; does nothing before it is started. */
  void cancel() {
    ClientCall<Q, R> started = call;
    if (started != null) {
      UnaryRequest.cancel(started);
    }
  }

  @Override
  public void onMessage(R message) {
    answers++;
    answer = message;
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    if (!status.isOk()) {
      outcome.attemptFailed(this, endpoint.failureOf(status, trailers));
      return;
    }
    R message = answer;
    String fault =
        message == null || answers != 1
            ? answers + " answers (expected: one)"
            : asked.fit.findFault(message);
    if (message == null || fault != null) {
      outcome.attemptFailed(this, new Failure(Status.INTERNAL.withDescription(fault), trailers));
    } else {
      endpoint.succeeded();
      outcome.attemptAnswered(this, message);
    }
  }
}
