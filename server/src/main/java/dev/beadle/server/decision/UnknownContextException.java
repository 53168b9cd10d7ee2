package dev.beadle.server.decision;

/** A question about a context that the site does not have. */
public final class UnknownContextException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnknownContextException(String message) {
    // An answer to the caller, not a failure of ours: the stack would say nothing.
    super(message, null, false, false);
  }
}
