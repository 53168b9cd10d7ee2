package dev.beadle.server.decision;

/** A question that cannot be asked; its message names the field, the value and what is expected. */
public final class InvalidQueryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidQueryException(String message) {
    // A caller's mistake is no failure of ours: the stack would say nothing, and costs much.
    super(message, null, false, false);
  }
}
