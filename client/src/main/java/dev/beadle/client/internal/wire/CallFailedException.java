package dev.beadle.client.internal.wire;

import io.grpc.Status;

/** A call has no answer. Of use within the client only. */
public final class CallFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  // The exception is not meant to be sent.
  private final transient Failure failure;

  private final boolean isInDoubt;

  /** A call that failed. */
  public CallFailedException(Failure failure) {
    this(failure, false);
  }

  /**
   * A call that failed.
   *
   * @param isInDoubt whether an earlier attempt was lost, and may have been done
   */
  CallFailedException(Failure failure, boolean isInDoubt) {
    super(failure.status().toString(), failure.status().getCause(), false, false);
    this.failure = failure;
    this.isInDoubt = isInDoubt;
  }

  /** Whether an earlier attempt was lost, and may have been done, whatever the last one says. */
  public boolean isInDoubt() {
    return isInDoubt;
  }

  /** Why, in gRPC's terms. */
  public Status status() {
    return failure.status();
  }

  /** Why, with the details that the server sent. */
  public Failure failure() {
    return failure;
  }
}
