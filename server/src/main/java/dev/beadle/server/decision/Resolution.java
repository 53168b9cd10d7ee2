package dev.beadle.server.decision;

/**
 * What a set of roles says about every capability at once, within one override scope. Immutable and
 * so thread-safe. Three bits of one cache line answer a check, without a branch.
 */
public final class Resolution {
  /** Nobody says anything about anything. */
  public static final Resolution SILENT = new Resolution(new long[0], new long[0], new long[0]);

  /** How many long values tell of 64 capabilities: what is allowed, prohibited and prevented. */
  private static final int STRIDE = 3;

  // By the three bits, the first one least. Only one of them is ever set.
  private static final Decision[] DECISIONS = {
    Decision.DENIED_NOTHING_ALLOWS,
    Decision.ALLOWED_BY_ROLE,
    Decision.DENIED_BY_PROHIBIT,
    Decision.DENIED_BY_PROHIBIT,
    Decision.DENIED_BY_PREVENT,
    Decision.DENIED_BY_PREVENT,
    Decision.DENIED_BY_PROHIBIT,
    Decision.DENIED_BY_PROHIBIT
  };

  private static final byte[] ORDINALS = ordinalsOf(DECISIONS);

  private final long[] allowed;
  private final long[] said;

  /** Takes the first array over. They are disjoint and of one length. */
  Resolution(long[] allowed, long[] prohibited, long[] prevented) {
    this.allowed = allowed;
    this.said = new long[allowed.length * STRIDE];
    for (int word = 0; word < allowed.length; word++) {
      said[word * STRIDE] = allowed[word];
      said[word * STRIDE + 1] = prohibited[word];
      said[word * STRIDE + 2] = prevented[word];
    }
  }

  /** The decision about one capability, 0 or more. Cost: three loads, side by side. */
  public Decision decisionFor(int capability) {
    return DECISIONS[saidOf(capability)];
  }

  /** The ordinal of the {@link #decisionFor} a capability. */
  byte ordinalFor(int capability) {
    return ORDINALS[saidOf(capability)];
  }

  /** The three bits of a capability. */
  private int saidOf(int capability) {
    int at = (capability >> 6) * STRIDE;
    if (at >= said.length) {
      return 0;
    }
    long isAllowed = (said[at] >>> capability) & 1;
    long isProhibited = (said[at + 1] >>> capability) & 1;
    long isPrevented = (said[at + 2] >>> capability) & 1;
    return (int) (isAllowed | (isProhibited << 1) | (isPrevented << 2));
  }

  private static byte[] ordinalsOf(Decision[] decisions) {
    byte[] ordinals = new byte[decisions.length];
    for (int i = 0; i < ordinals.length; i++) {
      ordinals[i] = (byte) decisions[i].ordinal();
    }
    return ordinals;
  }

  /** A bit for each capability that is allowed; shorter when none is. Not to be changed. */
  long[] allowedBits() {
    return allowed;
  }

  /** The bytes it takes. */
  public int sizeInBytes() {
    return 24 + 2 * 16 + (allowed.length + said.length) * Long.BYTES;
  }
}
