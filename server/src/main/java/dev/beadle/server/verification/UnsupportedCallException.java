package dev.beadle.server.verification;

/** A recorded call that is well-formed, but asks or answers in a form that is not understood. */
final class UnsupportedCallException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnsupportedCallException(String message) {
    super(message);
  }

  UnsupportedCallException(String message, Throwable cause) {
    super(message, cause);
  }
}
