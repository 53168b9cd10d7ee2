package dev.beadle.server.decision;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the roles that count for a question. Roles with ordinals below 64, which on all but the
 * largest sites are all of them, are one long; only the others allocate. Not thread-safe, and never
 * handed on: what leaves are its two parts, so that the JIT can keep it in registers.
 */
final class RoleSet implements RoleCollector {
  private long low;
  private long @Nullable [] high;

  @Override
  public void add(int role, RoleOrigin origin, int node, int entry) {
    if (role >= 0) {
      if (role < Long.SIZE) {
        low |= 1L << role;
      } else {
        addHigh(role);
      }
    }
  }

  /** The roles 0 to 63, a bit each. */
  long low() {
    return low;
  }

  /** The roles from 64, 64 in each long; null when there is none. */
  long @Nullable [] high() {
    return high;
  }

  private void addHigh(int role) {
    int word = (role >> 6) - 1;
    long[] words = high == null ? new long[word + 1] : high;
    if (word >= words.length) {
      words = Arrays.copyOf(words, word + 1);
    }
    words[word] |= 1L << role;
    high = words;
  }
}
