package dev.beadle.server.decision;

import static dev.beadle.server.decision.RoleWalk.ROLES_WITH_BITS;

import java.util.Arrays;

/** Gathers the roles that have no bit of their own. Not thread-safe. */
final class RoleSet implements RoleCollector {
  private long[] high = new long[1];

  @Override
  public void add(int role, RoleOrigin origin, int node, int entry) {
    if (role >= ROLES_WITH_BITS) {
      int word = (role - ROLES_WITH_BITS) >> 6;
      if (word >= high.length) {
        high = Arrays.copyOf(high, word + 1);
      }
      high[word] |= 1L << (role - ROLES_WITH_BITS);
    }
  }

  /** The roles from {@link RoleWalk#ROLES_WITH_BITS} on, 64 in each long. */
  long[] high() {
    return high;
  }
}
