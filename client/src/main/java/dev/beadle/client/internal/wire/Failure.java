package dev.beadle.client.internal.wire;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import org.jspecify.annotations.Nullable;

/**
 * Why a request has no answer.
 *
 * @param status in gRPC's terms
 * @param trailers what the server sent with it; empty when it was this side that gave up
 * @param isUnfit whether it is not a sidecar's silence, though it or what came before has the
 *     status of one: there was an answer, which could not be taken or says that a bound was
 *     exceeded, or nobody was asked
 */
public record Failure(Status status, Metadata trailers, boolean isUnfit) {
  /** One whose status says all. */
  public Failure(Status status, Metadata trailers) {
    this(status, trailers, false);
  }

  /** The client is closed. */
  public static Failure closed() {
    return new Failure(
        Status.UNAVAILABLE.withDescription("the client is closed"), new Metadata(), true);
  }

  /** Something failed on this side, which should not. */
  public static Failure broken(Throwable unexpected) {
    return new Failure(
        Status.INTERNAL.withDescription("the stream broke").withCause(unexpected),
        new Metadata(),
        true);
  }

  /** The same, for want of memory or stack. */
  public static Failure exhausted() {
    return new Failure(
        Status.INTERNAL.withDescription("the client ran out of memory, or a caller out of stack"),
        new Metadata(),
        true);
  }

  /** A call could not even be started: by an interceptor of the caller's channel, for example. */
  public static Failure unstarted(Throwable unexpected) {
    return new Failure(
        Status.INTERNAL.withDescription("the call could not be started").withCause(unexpected),
        new Metadata(),
        true);
  }

  /** The caller left no time: nobody was asked. */
  public static Failure noTime() {
    return new Failure(
        Status.DEADLINE_EXCEEDED.withDescription("there was no time to begin with"),
        new Metadata(),
        true);
  }

  /** Nobody answered in time. */
  public static Failure deadlinePassed() {
    return own(Status.DEADLINE_EXCEEDED.withDescription("the deadline passed without an answer"));
  }

  /** There was an answer, and the deadline had passed when it was taken. */
  public static Failure tooLate() {
    return own(Status.DEADLINE_EXCEEDED.withDescription("the answer came too late"));
  }

  /** Whoever waited was told to stop. */
  public static Failure interrupted() {
    return own(Status.CANCELLED.withDescription("the thread was interrupted"));
  }

  /**
   * What became of a call whose future failed: it says so itself, or was withdrawn by its caller.
   */
  public static Failure of(@Nullable Throwable failed) {
    return failed instanceof CallFailedException known
        ? known.failure()
        : own(Status.CANCELLED.withDescription("the call was withdrawn"));
  }

  /** A status in words: its code, and its description if it has one. */
  public static String textOf(Status status) {
    String description = status.getDescription();
    return description == null
        ? status.getCode().toString()
        : status.getCode() + ": " + description;
  }

  /** What this side found, rather than a server. */
  public static Failure own(Status status) {
    return new Failure(status, new Metadata());
  }

  /**
   * What ended a call. gRPC cancels a call whose answer it cannot read: that is garbage, and not a
   * connection that was lost. An answer that is larger than this side takes is none either, and who
   * tells that a bound is exceeded is there.
   */
  public static Failure ofCall(Status status, Metadata trailers) {
    boolean isUnreadable =
        status.getCode() == Status.Code.CANCELLED && status.getCause() instanceof RuntimeException;
    if (isUnreadable) {
      return own(
          Status.INTERNAL.withDescription("the answer is malformed").withCause(status.getCause()));
    }
    return new Failure(status, trailers, isExceeded(status));
  }

  /** What to remember of two failures: the later one, but silence makes up for no other. */
  public static Failure worse(@Nullable Failure before, Failure now) {
    return before != null && now.isSilence() && !before.isSilence() ? before : now;
  }

  /** What to tell at the end: what went wrong before says more, unless that was but silence. */
  public static Failure telling(@Nullable Failure before, Failure now) {
    return before == null || now.isUnfit || (before.isSilence() && !now.isSilence()) ? now : before;
  }

  /** Whether all that is known is that no answer came. */
  public boolean isSilence() {
    return !isUnfit && (isPassing() || status.getCode() == Status.Code.DEADLINE_EXCEEDED);
  }

  /** What an answer says instead of a decision. An error without a code is no sensible answer. */
  public static Failure ofError(com.google.rpc.Status error) {
    if (error.getCode() == Status.Code.OK.value()) {
      return own(Status.INTERNAL.withDescription("neither a decision nor an error"));
    }
    if (Status.fromCodeValue(error.getCode()).getCode().value() != error.getCode()) {
      return own(
          Status.INTERNAL.withDescription(
              "an error of code " + error.getCode() + " (expected: 1 to 16)"));
    }
    var exception = StatusProto.toStatusRuntimeException(error);
    Metadata trailers = exception.getTrailers();
    return new Failure(
        exception.getStatus(),
        trailers == null ? new Metadata() : trailers,
        isExceeded(exception.getStatus()));
  }

  private static boolean isExceeded(Status status) {
    return status.getCode() == Status.Code.RESOURCE_EXHAUSTED;
  }

  /** The same, told in other words. */
  Failure withStatus(Status newStatus) {
    return new Failure(newStatus, trailers, isUnfit);
  }

  /** Whether this side had no memory or stack for what it was about to do. */
  boolean isExhaustion() {
    return isUnfit && status.getCause() instanceof VirtualMachineError;
  }

  /**
   * Whether a server said so, which shows in the trailers. Where it had sent headers before, gRPC
   * leaves only the status: that end counts as a connection that was lost.
   */
  public boolean isTold() {
    return !trailers.keys().isEmpty();
  }

  /** The connection could not be made, or broke. */
  public boolean isLost() {
    return !isTold() && isPassing();
  }

  /** Whether it tells of trouble at the endpoint, rather than in the request. */
  public boolean isTrouble() {
    return switch (status.getCode()) {
      case UNAVAILABLE, CANCELLED, DEADLINE_EXCEEDED, INTERNAL, UNKNOWN, DATA_LOSS, UNIMPLEMENTED ->
          true;
      case OK,
          INVALID_ARGUMENT,
          NOT_FOUND,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          RESOURCE_EXHAUSTED,
          FAILED_PRECONDITION,
          ABORTED,
          OUT_OF_RANGE,
          UNAUTHENTICATED ->
          false;
    };
  }

  /** Whether the same endpoint may well answer soon. */
  public boolean isPassing() {
    Status.Code code = status.getCode();
    return code == Status.Code.UNAVAILABLE || code == Status.Code.CANCELLED;
  }
}
