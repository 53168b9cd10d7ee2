package dev.beadle.benchmarks.load;

/** The straight line that lies nearest to some points. */
final class Trend {
  private Trend() {}

  /**
   * Its slope, by least squares.
   *
   * @throws IllegalArgumentException if there are not at least two points with unlike x
   */
  static double slope(double[] x, double[] y) {
    if (x.length != y.length || x.length < 2) {
      throw new IllegalArgumentException(
          x.length + " and " + y.length + " values (expected: as many, at least two)");
    }
    double meanX = mean(x);
    double meanY = mean(y);
    double products = 0;
    double squares = 0;
    for (int i = 0; i < x.length; i++) {
      products += (x[i] - meanX) * (y[i] - meanY);
      squares += (x[i] - meanX) * (x[i] - meanX);
    }
    if (squares == 0) {
      throw new IllegalArgumentException("all x are " + meanX + " (expected: unlike ones)");
    }
    return products / squares;
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
