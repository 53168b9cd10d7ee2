package dev.beadle.server.decision;

/**
 * What a set of roles says about every capability at once, within one override scope. Immutable and
 * so thread-safe. One bit test answers a check.
 */
public final class Resolution {
  /** Nobody says anything about anything. */
  public static final Resolution SILENT = new Resolution(new long[0], new long[0], new long[0]);

  // One bit for each capability; a capability is in at most one of them.
  private final long[] allowed;
  private final long[] prohibited;
  private final long[] prevented;

  /** Takes the arrays over. They are disjoint. */
  Resolution(long[] allowed, long[] prohibited, long[] prevented) {
    this.allowed = allowed;
    this.prohibited = prohibited;
    this.prevented = prevented;
  }

  /** The decision about one capability, 0 or more. Cost: one to three array loads. */
  public Decision decisionFor(int capability) {
    int word = capability >> 6;
    if (word >= allowed.length) {
      return Decision.DENIED_NOTHING_ALLOWS;
    }
    long bit = 1L << capability;
    if ((allowed[word] & bit) != 0) {
      return Decision.ALLOWED_BY_ROLE;
    }
    if ((prohibited[word] & bit) != 0) {
      return Decision.DENIED_BY_PROHIBIT;
    }
    return (prevented[word] & bit) != 0
        ? Decision.DENIED_BY_PREVENT
        : Decision.DENIED_NOTHING_ALLOWS;
  }

  /** A bit for each capability that is allowed; shorter when none is. Not to be changed. */
  long[] allowedBits() {
    return allowed;
  }

  /** The bytes it takes. */
  public int sizeInBytes() {
    return 24 + 3 * (16 + allowed.length * Long.BYTES);
  }
}
