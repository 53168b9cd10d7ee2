package dev.beadle.server.graph;

/** A change that touches damaged rows: the site has to be read anew. Never leaves this package. */
final class NotInPlaceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotInPlaceException() {
    super("the rows have to be read anew", null, false, false);
  }
}
