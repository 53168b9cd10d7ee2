package dev.beadle.server.verification;

import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * How a recorded call cuts its list.
 *
 * @param from how many are left out at the beginning
 * @param count how many are kept; 0: all others
 */
record CallLimit(long from, long count) {
  /** Nothing is cut. */
  static final CallLimit NONE = new CallLimit(0, 0);

  private static final List<String> ID_ORDERS =
      List.of("id", "u.id", "c.id", "id asc", "u.id asc", "c.id asc");

  /**
   * The limit of a call.
   *
   * @param sortIndex the argument that says in which order the list is cut
   * @throws UnsupportedCallException if it is cut in another order than that of the ids, which
   *     depends on what no table holds
   */
  static CallLimit of(TraceCall call, int fromIndex, int countIndex, int sortIndex) {
    long from = fromIndex < 0 ? 0 : call.number(fromIndex, 0);
    var limit = new CallLimit(from, call.number(countIndex, 0));
    String sort =
        call.isGiven(sortIndex) ? call.text(sortIndex).strip().toLowerCase(Locale.ROOT) : "";
    if (!limit.equals(NONE) && !ID_ORDERS.contains(sort)) {
      throw new UnsupportedCallException("cut in the order `" + sort + "`");
    }
    return limit;
  }

  /** What is left of ascending ids. */
  LongStream cut(LongStream ids) {
    LongStream rest = ids.skip(from);
    return count == 0 ? rest : rest.limit(count);
  }
}
