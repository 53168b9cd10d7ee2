package dev.beadle.server.change;

import static java.util.Objects.requireNonNull;

/** Something that cannot be written; nothing has changed. The message names field and rule. */
public final class RefusedChangeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  // The exception is not meant to be sent; a copy that was knows its message only.
  private final transient RefusalDetails details;

  /** Why it cannot be written. */
  public enum Kind {
    /** What is asked for could never be done, whatever the facts. */
    INVALID,
    /** Something that it names does not exist. */
    NOT_FOUND,
    /** The facts, as they are, do not allow it. */
    FAILED_PRECONDITION,
    /** The actor may not do it. */
    FORBIDDEN,
    /** Its idempotency key was used for something else. */
    KEY_REUSED,
    /** Too many others are waiting to write. */
    OVERLOADED,
    /** The log cannot be written to at present. */
    LOG_UNAVAILABLE
  }

  public RefusedChangeException(Kind kind, String message) {
    this(kind, message, RefusalDetails.NONE);
  }

  public RefusedChangeException(Kind kind, String message, RefusalDetails details) {
    super(message);
    this.kind = requireNonNull(kind, "kind");
    this.details = requireNonNull(details, "details");
  }

  public RefusedChangeException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = requireNonNull(kind, "kind");
    this.details =
        cause instanceof RefusedChangeException refused ? refused.details() : RefusalDetails.NONE;
  }

  /** The same refusal, with more said of where it belongs. */
  public RefusedChangeException moved(String newMessage, RefusalDetails newDetails) {
    var moved = new RefusedChangeException(kind, newMessage, newDetails);
    moved.initCause(this);
    return moved;
  }

  public Kind kind() {
    return kind;
  }

  /** Where it points. */
  public RefusalDetails details() {
    return details;
  }
}
