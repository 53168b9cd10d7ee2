package dev.beadle.server.grpc;

/** The server stops, and begins nothing new. */
final class DrainingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DrainingException() {
    super("the server is draining", null, false, false);
  }
}
