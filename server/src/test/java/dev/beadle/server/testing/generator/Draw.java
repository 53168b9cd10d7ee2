package dev.beadle.server.testing.generator;

/**
 * Draws by position: what is drawn for a thing depends on the seed, the topic and the thing's
 * number only, so that any row can be made without those before it. Immutable and so thread-safe.
 */
final class Draw {
  private static final long GOLDEN_GAMMA = 0x9E37_79B9_7F4A_7C15L;

  private final long seed;

  Draw(long seed) {
    this.seed = seed;
  }

  /** What is drawn about; each is independent of the others. */
  enum Topic {
    CATEGORY_OF_COURSE,
    SIZE_OF_COURSE,
    COURSE_IS_LOCKED,
    MODULE_IS_LOCKED,
    KIND_OF_MODULE,
    KIND_OF_BLOCK,
    DELETED,
    SUSPENDED,
    STAFF,
    ASSIGNMENT_COUNT,
    MANY_ASSIGNMENTS,
    FIRST_COURSE,
    COURSE_START,
    COURSE_STEP,
    ORDER_OF_USERS,
    KIND_OF_ASSIGNMENT,
    ROLE,
    CHILD,
    SOURCE,
    OVERRIDE_IN_MODULE,
    OVERRIDE_ROLE,
    OVERRIDE_CAPABILITY,
    OVERRIDE_PERMISSION,
    DROPPED_PERMISSION;

    // By its name, so that a topic more does not change what is drawn about the others.
    private final long salt = mixed(name().hashCode());
  }

  /** A number from 0 to {@code bound} - 1. */
  int below(Topic topic, long thing, int bound) {
    return (int) Math.unsignedMultiplyHigh(bits(topic, thing), bound);
  }

  /** True once in {@code rarity} times. */
  boolean oneIn(int rarity, Topic topic, long thing) {
    return below(topic, thing, rarity) == 0;
  }

  /** About normally distributed, mean 0 and deviation 1, within -3.5 to 3.5. */
  double bell(Topic topic, long thing) {
    long bits = bits(topic, thing);
    long sum = (bits & 0xFFFF) + (bits >>> 16 & 0xFFFF) + (bits >>> 32 & 0xFFFF) + (bits >>> 48);
    // Four even draws from 0 to 1 have mean 2 and variance 4/12.
    return (sum / 65_536.0 - 2) * StrictMath.sqrt(3);
  }

  /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014), over all three. */
  private long bits(Topic topic, long thing) {
    return mixed(mixed(seed + topic.salt) + thing * GOLDEN_GAMMA);
  }

  private static long mixed(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return z ^ (z >>> 31);
  }
}
