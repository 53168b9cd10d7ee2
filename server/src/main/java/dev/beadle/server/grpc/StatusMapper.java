package dev.beadle.server.grpc;

import dev.beadle.server.change.LogUnavailableException;
import dev.beadle.server.change.MergeBudget;
import dev.beadle.server.change.RefusedChangeException;
import dev.beadle.server.decision.InvalidQueryException;
import dev.beadle.server.decision.UnknownContextException;
import dev.beadle.server.graph.InvalidFactException;
import dev.beadle.server.grpc.FactsSource.RevisionGoneException;
import dev.beadle.server.grpc.FactsSource.UnmetConsistencyException;
import dev.beadle.server.grpc.PageTokens.FactsGoneException;
import dev.beadle.server.grpc.SiteDirectory.SiteNotLoadedException;
import dev.beadle.server.grpc.SiteDirectory.UnknownSiteException;
import dev.beadle.server.grpc.WatchService.NothingToWatchException;
import dev.beadle.server.telemetry.CheckMetrics.Refusal;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what went wrong into gRPC's status codes: the only place that knows them. */
public final class StatusMapper {
  private static final Logger LOG = LoggerFactory.getLogger(StatusMapper.class);

  /**
   * How many characters of a description are told: it is sent in a header, which holds 8 KiB, and a
   * character may take nine bytes there.
   */
  private static final int MAX_DESCRIPTION_CHARS = 600;

  private StatusMapper() {}

  /** The status of a failure; what no caller can have caused is logged, and told as INTERNAL. */
  static Status statusOf(RuntimeException failure) {
    Status status = fullStatusOf(failure);
    return status.withDescription(shortened(status.getDescription()));
  }

  /** The status of memory or a stack that ran out for an answer; the next one may be smaller. */
  static Status statusOf(Error failure) {
    LOG.error("an answer failed", failure);
    return Status.INTERNAL.withDescription("internal error");
  }

  /**
   * The deadline of a call passed.
   *
   * @param done what was not done with all by then: answered, or worked out
   */
  static Status deadlinePassed(String done) {
    return Status.DEADLINE_EXCEEDED.withDescription("the deadline passed before all was " + done);
  }

  /** Whoever asked has cancelled the call, or was lost. */
  static Status callerGone() {
    return Status.CANCELLED.withDescription("the caller has gone");
  }

  /** The same of a call that would have written. */
  static Status goneBeforeWriting() {
    return Status.CANCELLED.withDescription("nothing was written");
  }

  /** A call with more requests than its method takes. */
  static Status secondRequest() {
    return Status.UNIMPLEMENTED.withDescription("the method takes one request");
  }

  /** A call without the request that its method takes. */
  static Status noRequest() {
    return Status.UNIMPLEMENTED.withDescription("the call ended without a request");
  }

  /** A request whose bytes cannot be read. */
  static Status noMessage() {
    return Status.INVALID_ARGUMENT.withDescription("the bytes are no message of this method");
  }

  /** A description that fits: it travels in a header, and may quote what was sent. */
  static @Nullable String shortened(@Nullable String description) {
    return description == null || description.length() <= MAX_DESCRIPTION_CHARS
        ? description
        : description.substring(0, MAX_DESCRIPTION_CHARS) + "…";
  }

  private static Status fullStatusOf(RuntimeException failure) {
    return switch (failure) {
      case InvalidQueryException invalid ->
          Status.INVALID_ARGUMENT.withDescription(invalid.getMessage());
      case UnknownContextException unknown ->
          Status.NOT_FOUND.withDescription(unknown.getMessage());
      case UnknownSiteException unknown -> Status.NOT_FOUND.withDescription(unknown.getMessage());
      case LimitExceededException exceeded ->
          Status.RESOURCE_EXHAUSTED.withDescription(exceeded.getMessage());
      case SiteNotLoadedException notLoaded ->
          Status.UNAVAILABLE.withDescription(notLoaded.getMessage());
      case RefusedChangeException refused ->
          Status.fromCode(codeOf(refused.kind())).withDescription(refused.getMessage());
      case CancellationException _ ->
          Status.CANCELLED.withDescription("nobody waits for the answer any more");
      case UnmetConsistencyException unmet ->
          Status.UNAVAILABLE.withDescription(unmet.getMessage());
      case RevisionGoneException gone -> Status.OUT_OF_RANGE.withDescription(gone.getMessage());
      case FactsGoneException gone -> Status.ABORTED.withDescription(gone.getMessage());
      case NothingToWatchException nothing ->
          Status.FAILED_PRECONDITION.withDescription(nothing.getMessage());
      case DrainingException draining -> Status.UNAVAILABLE.withDescription(draining.getMessage());
      case MergeBudget.SpentException spent ->
          Status.RESOURCE_EXHAUSTED.withDescription(spent.getMessage());
      case LogUnavailableException unreadable ->
          Status.UNAVAILABLE.withDescription(unreadable.getMessage());
      case InvalidFactException impossible ->
          Status.FAILED_PRECONDITION.withDescription(impossible.getMessage());
      case StatusRuntimeException status -> status.getStatus();
      default -> {
        LOG.error("a request failed", failure);
        yield Status.INTERNAL.withDescription("the server failed; its log says why");
      }
    };
  }

  /** The same with the details that a refused change has for programs. */
  public static StatusRuntimeException failureOf(RuntimeException failure) {
    return switch (failure) {
      case RefusedChangeException refused -> RefusalStatus.of(codeOf(refused.kind()), refused);
      case StatusRuntimeException status -> status;
      default -> statusOf(failure).asRuntimeException();
    };
  }

  private static Status.Code codeOf(RefusedChangeException.Kind kind) {
    return switch (kind) {
      case INVALID -> Status.Code.INVALID_ARGUMENT;
      case NOT_FOUND -> Status.Code.NOT_FOUND;
      case FAILED_PRECONDITION -> Status.Code.FAILED_PRECONDITION;
      case FORBIDDEN -> Status.Code.PERMISSION_DENIED;
      case KEY_REUSED -> Status.Code.ALREADY_EXISTS;
      case OVERLOADED -> Status.Code.RESOURCE_EXHAUSTED;
      case LOG_UNAVAILABLE -> Status.Code.UNAVAILABLE;
    };
  }

  /** The same for one item of a batch. */
  static com.google.rpc.Status itemStatusOf(RuntimeException failure) {
    Status status = statusOf(failure);
    String description = status.getDescription();
    return com.google.rpc.Status.newBuilder()
        .setCode(status.getCode().value())
        .setMessage(description == null ? "" : description)
        .build();
  }

  /** What a status counts as. */
  static Refusal refusalOf(Status status) {
    return switch (status.getCode()) {
      case INVALID_ARGUMENT -> Refusal.INVALID_ARGUMENT;
      case NOT_FOUND -> Refusal.NOT_FOUND;
      case RESOURCE_EXHAUSTED -> Refusal.RESOURCE_EXHAUSTED;
      case DEADLINE_EXCEEDED -> Refusal.DEADLINE_EXCEEDED;
      case CANCELLED -> Refusal.CANCELLED;
      case UNAVAILABLE -> Refusal.UNAVAILABLE;
      case OUT_OF_RANGE -> Refusal.OUT_OF_RANGE;
      case FAILED_PRECONDITION -> Refusal.FAILED_PRECONDITION;
      case OK,
          UNKNOWN,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          ABORTED,
          UNIMPLEMENTED,
          INTERNAL,
          DATA_LOSS,
          UNAUTHENTICATED ->
          Refusal.INTERNAL;
    };
  }
}
