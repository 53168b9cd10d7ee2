package dev.beadle.server.graph.image;

/** Blocks that are not those of an image, or not all of them. */
public final class MalformedImageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MalformedImageException(String message) {
    super(message);
  }
}
