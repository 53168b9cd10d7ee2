package dev.beadle.server.cli;

/** A file of commands that cannot be read; the message names file, line and, if known, column. */
final class MalformedCommandsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedCommandsException(String message) {
    super(message);
  }

  MalformedCommandsException(String message, Throwable cause) {
    super(message, cause);
  }
}
