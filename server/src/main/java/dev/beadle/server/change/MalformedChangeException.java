package dev.beadle.server.change;

/**
 * A message that stands for no change: damaged, or written by a version that knows more. The
 * message names what is wrong.
 */
public final class MalformedChangeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MalformedChangeException(String message) {
    super(message);
  }

  public MalformedChangeException(String message, Throwable cause) {
    super(message, cause);
  }
}
