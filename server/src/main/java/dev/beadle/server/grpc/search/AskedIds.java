package dev.beadle.server.grpc.search;

import dev.beadle.server.decision.InvalidQueryException;

/** Ids in requests. Stateless. */
final class AskedIds {
  private AskedIds() {}

  /** An id of a row, which is 1 or more. */
  static long requireId(long id, String field) {
    return requireAtLeast(id, 1, field);
  }

  /** An id, or 0 for something that the field says. */
  static long requireIdOrZero(long id, String field) {
    return requireAtLeast(id, 0, field);
  }

  /** An id, or the least number, which stands for something that the field says. */
  static long requireAtLeast(long id, long least, String field) {
    if (id < least) {
      throw new InvalidQueryException(field + ": " + id + " (expected: at least " + least + ")");
    }
    return id;
  }
}
