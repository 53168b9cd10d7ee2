package dev.beadle.server.testing;

/**
 * Properties by seed: a body is run for the seeds 1, 2, 3 …; when it fails, the message names the
 * seed and how to run just that one.
 *
 * <p>{@code -Dbeadle.seed=7} runs seed 7 alone; {@code -Dbeadle.seeds=100000} runs so many instead
 * of a property's own number.
 */
public final class Seeds {
  static final String ONLY = "beadle.seed";
  static final String COUNT = "beadle.seeds";

  private Seeds() {}

  /** What is to hold for every seed. Must not depend on other seeds. */
  @FunctionalInterface
  public interface Property {
    void check(long seed) throws Exception;
  }

  /**
   * Checks a property.
   *
   * @param count of seeds, unless the system properties say otherwise
   * @throws AssertionError naming the first seed for which it fails
   */
  public static void check(int count, Property property) {
    check(System.getProperty(ONLY, ""), System.getProperty(COUNT, ""), count, property);
  }

  static void check(String only, String otherCount, int count, Property property) {
    if (!only.isEmpty()) {
      checkOne(Long.parseLong(only), property);
      return;
    }
    long last = otherCount.isEmpty() ? count : Long.parseLong(otherCount);
    for (long seed = 1; seed <= last; seed++) {
      checkOne(seed, property);
    }
  }

  private static void checkOne(long seed, Property property) {
    try {
      property.check(seed);
    } catch (Exception | AssertionError failure) {
      throw new AssertionError(
          "seed " + seed + " (again: -D" + ONLY + "=" + seed + "): " + failure, failure);
    }
  }
}
