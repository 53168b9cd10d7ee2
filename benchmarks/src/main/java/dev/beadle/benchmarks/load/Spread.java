package dev.beadle.benchmarks.load;

import java.util.Arrays;
import java.util.Locale;

/**
 * Some measured values of one kind, put together.
 *
 * @param median the middle one, or the mean of the two in the middle
 * @param least the smallest
 * @param greatest the largest
 */
public record Spread(double median, double least, double greatest) {
  /**
   * Of values in any order.
   *
   * @throws IllegalArgumentException if there are none, or one of them is no number
   */
  public static Spread of(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    if (sorted.length == 0 || Double.isNaN(sorted[sorted.length - 1])) {
      throw new IllegalArgumentException("values: " + Arrays.toString(values));
    }
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }

  /** Of the ratios of pairs measured one right after the other. */
  static Spread ofRatios(double[] dividends, double[] divisors) {
    return of(pairwise(dividends, divisors, true));
  }

  /** Of the differences of such pairs. */
  static Spread ofDifferences(double[] minuends, double[] subtrahends) {
    return of(pairwise(minuends, subtrahends, false));
  }

  /** As text to be kept. */
  String kept() {
    return median + " " + least + " " + greatest;
  }

  /** The inverse of {@link #kept}. */
  static Spread ofKept(String text) {
    String[] numbers = text.split(" ", -1);
    if (numbers.length != 3) {
      throw new IllegalArgumentException("`" + text + "` (expected: three numbers)");
    }
    return new Spread(
        Double.parseDouble(numbers[0]),
        Double.parseDouble(numbers[1]),
        Double.parseDouble(numbers[2]));
  }

  /** As {@code median (least to greatest)}, with so many decimals. */
  String text(int decimals) {
    String number = "%,." + decimals + "f";
    return String.format(
        Locale.ROOT, number + " (" + number + " to " + number + ")", median, least, greatest);
  }

  private static double[] pairwise(double[] left, double[] right, boolean isRatio) {
    if (left.length != right.length) {
      throw new IllegalArgumentException(
          left.length + " values and " + right.length + " (expected: as many)");
    }
    double[] values = new double[left.length];
    for (int i = 0; i < values.length; i++) {
      // 0 stands for no figure, as of latencies in process: then there is no ratio either.
      boolean isUntold = left[i] == 0 || right[i] == 0;
      values[i] = isRatio ? (isUntold ? 0 : left[i] / right[i]) : left[i] - right[i];
    }
    return values;
  }
}
