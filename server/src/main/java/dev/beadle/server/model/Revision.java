package dev.beadle.server.model;

import static java.util.Objects.requireNonNull;

/**
 * The position of a set of facts in the log that they come from, with the log's identity, so that a
 * position of another log is never mistaken for one of this.
 *
 * @param log the identity of the log; letters, digits and hyphens
 * @param position the position, at least 0, growing by each change
 */
public record Revision(String log, long position) {
  public Revision {
    requireNonNull(log, "log");
    if (!log.matches("[A-Za-z0-9-]{1,64}")) {
      throw new IllegalArgumentException("log must be 1 to 64 letters, digits or hyphens");
    }
    if (position < 0) {
      throw new IllegalArgumentException("position must not be negative: " + position);
    }
  }

  /** The revision after this one. */
  public Revision next() {
    return new Revision(log, position + 1);
  }

  /**
   * Reads what {@link #token} wrote.
   *
   * @throws IllegalArgumentException if it is not a token
   */
  public static Revision parse(String token) {
    int dot = token.lastIndexOf('.');
    if (dot < 0 || !token.substring(dot + 1).matches("0|[1-9]\\d{0,17}")) {
      throw new IllegalArgumentException("malformed revision `" + token + "`");
    }
    return new Revision(token.substring(0, dot), Long.parseLong(token.substring(dot + 1)));
  }

  /** The form that is shown outside; opaque to whoever reads it. */
  public String token() {
    return log + "." + position;
  }
}
