package dev.beadle.server.grpc;

import dev.beadle.server.decision.InvalidQueryException;

/**
 * Checks of the fields of questions; each names the field that fails it. Those of commands are in
 * {@link WireFields}. Stateless.
 */
public final class FieldChecks {
  private FieldChecks() {}

  /** An id of a row, which is 1 or more. */
  public static long requireId(long id, String field) {
    return requireAtLeast(id, 1, field);
  }

  /** An id, or 0 where the field gives that a meaning. */
  public static long requireIdOrZero(long id, String field) {
    return requireAtLeast(id, 0, field);
  }

  /** Bits of risks, or 0 where the field gives that a meaning. */
  public static long requireRisks(long risks, String field) {
    return requireAtLeast(risks, 0, field);
  }

  /** A name that is not empty. */
  public static String requireName(String name, String field) {
    if (name.isEmpty()) {
      throw new InvalidQueryException(field + ": required");
    }
    return name;
  }

  /** Refuses what exceeds a bound, of commands too. */
  public static void requireAtMost(String field, long actual, String option, long limit) {
    if (actual > limit) {
      throw new LimitExceededException(field, actual, option, limit);
    }
  }

  private static long requireAtLeast(long value, long least, String field) {
    if (value < least) {
      throw new InvalidQueryException(field + ": " + value + " (expected: at least " + least + ")");
    }
    return value;
  }
}
