package dev.beadle.client;

import dev.beadle.client.internal.wire.Failure;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * A question that the sidecar could not answer: it was malformed, named an unknown context,
 * exceeded a bound, or the sidecar could not be reached in time. Whoever guards something treats it
 * as a no.
 *
 * {@snippet class="dev.beadle.server.examples.AskingExamples" region="failed" :
 * try {
 *   var question = Questions.one(10, "mod/forum:replypost", Contexts.module(99));
 *   return beadle.explain(question).getText();
 * } catch (CheckFailedException failed) {
 *   return failed.isUnreachable() ? "later" : failed.status().getCode().toString();
 * }
 * }
 */
public final class CheckFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  // A status is serializable by its code and description; the exception is not meant to be sent.
  private final transient Status status;

  CheckFailedException(Status status, @Nullable Throwable cause) {
    super(Failure.textOf(status), cause);
    this.status = status;
  }

  /** Why, in gRPC's terms. */
  public Status status() {
    return status;
  }

  /** Whether the sidecar could not be reached, rather than having refused the question. */
  public boolean isUnreachable() {
    return status.getCode() == Status.Code.UNAVAILABLE;
  }
}
