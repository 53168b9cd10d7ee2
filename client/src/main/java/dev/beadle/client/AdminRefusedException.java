package dev.beadle.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import dev.beadle.client.internal.wire.Failure;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Map;

/**
 * A batch that the sidecar did not do, or of which it is not known whether it did: see {@link
 * #isOutcomeUnknown}. The message names field, value and bound.
 *
 * {@snippet class="dev.beadle.server.examples.FollowingExamples" region="refused" :
 * try {
 *   return "written: " + admin.apply(batch).getRevision();
 * } catch (AdminRefusedException refused) {
 *   return refused.isOutcomeUnknown()
 *       ? "to be sent again, with the same idempotency key"
 *       : refused.kind() + ": " + refused.field();
 * }
 * }
 */
public final class AdminRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final String DOMAIN = "beadle.dev";

  /** What stands for a command or a context that is not known. */
  public static final int UNKNOWN = -1;

  // The exception is not meant to be sent; what tells of it is its message.
  private final transient Status status;
  private final transient Kind kind;
  private final boolean isOutcomeUnknown;
  private final transient Map<String, String> details;

  /** Why it was not done. */
  public enum Kind {
    /** What is asked for could never be done. */
    INVALID,
    /** Something that it names does not exist. */
    NOT_FOUND,
    /** The facts, as they are, do not allow it, or a precondition does not hold. */
    FAILED_PRECONDITION,
    /** The actor may not do it. */
    FORBIDDEN,
    /** Its idempotency key was used for something else. */
    KEY_REUSED,
    /** A bound was exceeded, or too many others are waiting to write. */
    OVERLOADED,
    /** The sidecar cannot be reached, or cannot write at present. */
    UNAVAILABLE,
    /** Anything else; the status says what. */
    OTHER
  }

  /**
   * A call that was not answered.
   *
   * @param isInDoubt whether an earlier attempt may have been done
   * @param endpoint what was called
   */
  AdminRefusedException(StatusRuntimeException failed, boolean isInDoubt, String endpoint) {
    super(messageOf(failed, endpoint), failed);
    this.status = failed.getStatus();
    this.kind = kindOf(status.getCode());
    // An answer that was too large to take looks the same as a refusal, but is not told.
    this.isOutcomeUnknown =
        kind == Kind.UNAVAILABLE
            || kind == Kind.OTHER
            || (kind == Kind.OVERLOADED && (isInDoubt || !isTold(failed)));
    this.details = detailsOf(failed);
  }

  /** Why, in gRPC's terms. */
  public Status status() {
    return status;
  }

  /** Why it was not done. */
  public Kind kind() {
    return kind;
  }

  /**
   * Whether the batch may have been written all the same. The same batch under the same idempotency
   * key tells, and does not do it twice.
   */
  public boolean isOutcomeUnknown() {
    return isOutcomeUnknown;
  }

  /** The position in the batch of the command that was refused, or {@link #UNKNOWN}. */
  public int command() {
    return (int) number("command");
  }

  /** The field that is wrong, such as {@code commands[3].assign_role.user_id}; may be empty. */
  public String field() {
    return details.getOrDefault("field", "");
  }

  /** The rule that stands in the way; may be empty. */
  public String rule() {
    return details.getOrDefault("rule", "");
  }

  /** The capability that the actor lacks; may be empty. */
  public String capability() {
    return details.getOrDefault("capability", "");
  }

  /** The context in which he lacks it (context.id), or {@link #UNKNOWN}. */
  public long contextId() {
    return number("context_id");
  }

  /** Whether a server said so: one that ends a call always sends trailers. */
  private static boolean isTold(StatusRuntimeException failed) {
    Metadata trailers = failed.getTrailers();
    return trailers != null && !trailers.keys().isEmpty();
  }

  private static String messageOf(StatusRuntimeException failed, String endpoint) {
    String message = Failure.textOf(failed.getStatus());
    // What a sidecar says itself needs no address.
    return isTold(failed) ? message : message + " (" + endpoint + ")";
  }

  private long number(String name) {
    try {
      return Long.parseLong(details.getOrDefault(name, ""));
    } catch (NumberFormatException _) {
      return UNKNOWN;
    }
  }

  private static Kind kindOf(Status.Code code) {
    return switch (code) {
      case INVALID_ARGUMENT -> Kind.INVALID;
      case NOT_FOUND -> Kind.NOT_FOUND;
      case FAILED_PRECONDITION -> Kind.FAILED_PRECONDITION;
      case PERMISSION_DENIED -> Kind.FORBIDDEN;
      case ALREADY_EXISTS -> Kind.KEY_REUSED;
      case RESOURCE_EXHAUSTED -> Kind.OVERLOADED;
      case UNAVAILABLE, DEADLINE_EXCEEDED -> Kind.UNAVAILABLE;
      case OK,
          CANCELLED,
          UNKNOWN,
          ABORTED,
          OUT_OF_RANGE,
          UNIMPLEMENTED,
          INTERNAL,
          DATA_LOSS,
          UNAUTHENTICATED ->
          Kind.OTHER;
    };
  }

  private static Map<String, String> detailsOf(StatusRuntimeException failed) {
    com.google.rpc.Status told = StatusProto.fromThrowable(failed);
    if (told == null) {
      return Map.of();
    }
    for (Any detail : told.getDetailsList()) {
      if (detail.is(ErrorInfo.class)) {
        try {
          ErrorInfo info = detail.unpack(ErrorInfo.class);
          return info.getDomain().equals(DOMAIN) ? Map.copyOf(info.getMetadataMap()) : Map.of();
        } catch (InvalidProtocolBufferException _) {
          // Details of a form that this client does not know: the message says the same.
          return Map.of();
        }
      }
    }
    return Map.of();
  }
}
