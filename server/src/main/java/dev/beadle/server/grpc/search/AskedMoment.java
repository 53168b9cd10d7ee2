package dev.beadle.server.grpc.search;

import com.google.protobuf.Timestamp;
import dev.beadle.server.decision.InvalidQueryException;

/** The moment that a question is about. Stateless. */
final class AskedMoment {
  private static final long MILLIS_IN_SECOND = 1_000;

  /** The first second of the year 1, and the last of 9999: what a timestamp may say. */
  private static final long FIRST_SECOND = -62_135_596_800L;

  private static final long LAST_SECOND = 253_402_300_799L;

  private AskedMoment() {}

  /** Now, in seconds since 1970: that of the first page on all of them. */
  static long now(SearchFacts facts) {
    return Math.floorDiv(facts.atMillis(), MILLIS_IN_SECOND);
  }

  /** A moment in seconds since 1970; fractions are dropped, as Moodle knows none. */
  static long secondOf(Timestamp at) {
    long second = at.getSeconds();
    if (second < FIRST_SECOND || second > LAST_SECOND) {
      throw new InvalidQueryException(
          "at.seconds: "
              + second
              + " (expected: "
              + FIRST_SECOND
              + " to "
              + LAST_SECOND
              + ", the years 1 to 9999)");
    }
    return second;
  }
}
