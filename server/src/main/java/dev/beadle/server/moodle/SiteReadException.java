package dev.beadle.server.moodle;

/**
 * A site that cannot be read. Its message says where (file, line and column, or table), what was
 * found, and what was expected.
 */
public final class SiteReadException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SiteReadException(String message) {
    super(message);
  }

  public SiteReadException(String message, Throwable cause) {
    super(message, cause);
  }
}
