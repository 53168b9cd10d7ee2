package dev.beadle.benchmarks.load;

import java.util.Locale;
import java.util.Properties;

/**
 * What is kept of a soak. Immutable.
 *
 * @param checks how many were asked
 * @param heapBytes in the end
 * @param residentBytes in the end
 * @param heapGrowth bytes for each {@link #GROWTH_CHECKS} checks
 * @param nativeGrowth the same of resident memory: the heap in it has a fixed size
 */
record SoakResult(
    double checks, double heapBytes, double residentBytes, double heapGrowth, double nativeGrowth) {
  /** Over how many checks growth is told. */
  static final double GROWTH_CHECKS = 1e9;

  static final double MEBI = 1 << 20;

  /** What a site asks in a day: fewer checks say nothing about it. */
  private static final double CHECKS_OF_A_DAY = 1e9;

  /** How much a growth of noise alone may seem to be. */
  private static final double HEAP_NOISE = 2 * MEBI;

  private static final double NATIVE_NOISE = 16 * MEBI;

  private static final String CHECKS = "checks";
  private static final String HEAP = "heap";
  private static final String RESIDENT = "resident";
  private static final String HEAP_GROWTH = "heap.growth";
  private static final String NATIVE_GROWTH = "native.growth";

  /** Whether it was as long as it has to be. */
  boolean isWhole() {
    return checks >= CHECKS_OF_A_DAY;
  }

  /** Whether memory is flat; it is not if its growth is no number. */
  boolean isFlat() {
    return heapGrowth <= HEAP_NOISE && nativeGrowth <= NATIVE_NOISE;
  }

  /** In words. */
  String text() {
    return String.format(
        Locale.ROOT,
        "%,.0f checks; for each 10^9: heap %+.2f MiB, native %+.1f MiB; heap %.1f MiB, resident"
            + " %.0f MiB in the end",
        checks,
        heapGrowth / MEBI,
        nativeGrowth / MEBI,
        heapBytes / MEBI,
        residentBytes / MEBI);
  }

  /** As text to be kept. */
  Properties toProperties() {
    var properties = new Properties();
    properties.setProperty(CHECKS, Double.toString(checks));
    properties.setProperty(HEAP, Double.toString(heapBytes));
    properties.setProperty(RESIDENT, Double.toString(residentBytes));
    properties.setProperty(HEAP_GROWTH, Double.toString(heapGrowth));
    properties.setProperty(NATIVE_GROWTH, Double.toString(nativeGrowth));
    return properties;
  }

  /** The inverse of {@link #toProperties}; what is not there is no number. */
  static SoakResult of(Properties properties) {
    return new SoakResult(
        number(properties, CHECKS),
        number(properties, HEAP),
        number(properties, RESIDENT),
        number(properties, HEAP_GROWTH),
        number(properties, NATIVE_GROWTH));
  }

  private static double number(Properties properties, String key) {
    return Double.parseDouble(properties.getProperty(key, "NaN"));
  }
}
