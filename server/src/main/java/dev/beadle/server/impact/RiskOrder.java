package dev.beadle.server.impact;

import dev.beadle.server.model.Risk;
import java.util.List;

/** The risks of capabilities from the gravest down. Stateless. */
public final class RiskOrder {
  /** The bits, the gravest first. */
  public static final List<Integer> BITS =
      List.of(Risk.MANAGE_TRUST, Risk.CONFIG, Risk.XSS, Risk.DATA_LOSS, Risk.PERSONAL, Risk.SPAM);

  /** All of them. */
  static final long ALL = BITS.stream().mapToLong(Integer::longValue).sum();

  private RiskOrder() {}

  /** A number that is the greater the graver the gravest risk is, then the next; 0 for none. */
  static int rank(long risks) {
    int rank = 0;
    for (int bit : BITS) {
      rank = rank << 1 | ((risks & bit) == 0 ? 0 : 1);
    }
    return rank;
  }
}
