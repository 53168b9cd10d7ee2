package dev.beadle.server.grpc;

/** A request beyond a bound; its message names the field, the size and the option. */
public final class LimitExceededException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A bound named {@code option} was exceeded. */
  public LimitExceededException(String field, long actual, String option, long limit) {
    super(
        field + ": " + actual + " exceeds the limit of " + limit + " (--" + option + ")",
        null,
        false,
        false);
  }
}
