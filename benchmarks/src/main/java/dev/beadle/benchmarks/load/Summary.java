package dev.beadle.benchmarks.load;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/**
 * What is kept of two contenders measured in turn. Immutable.
 *
 * @param left the first one's name
 * @param right the other's, which the first is compared with
 * @param figures of each kind
 */
record Summary(String left, String right, Map<Figure, Compared> figures) {
  private static final String LEFT = "left";
  private static final String RIGHT = "right";

  Summary {
    figures = Map.copyOf(figures);
  }

  /**
   * One figure of both.
   *
   * @param left the first one's
   * @param right the other's
   * @param ratio of the first to the other, round by round
   * @param difference of the first and the other, round by round
   */
  record Compared(Spread left, Spread right, Spread ratio, Spread difference) {
    /** Whether both gave this figure: 0 stands for none. */
    boolean isTold() {
      return left.median() != 0 && right.median() != 0;
    }
  }

  /** Of the first contender that was measured and the last. */
  static Summary of(Interleaved measured) {
    String left = measured.names().getFirst();
    String right = measured.names().getLast();
    Map<Figure, Compared> figures = new EnumMap<>(Figure.class);
    for (Figure figure : Figure.values()) {
      double[] leftValues = measured.values(left, figure);
      double[] rightValues = measured.values(right, figure);
      figures.put(
          figure,
          new Compared(
              Spread.of(leftValues),
              Spread.of(rightValues),
              Spread.ofRatios(leftValues, rightValues),
              Spread.ofDifferences(leftValues, rightValues)));
    }
    return new Summary(left, right, figures);
  }

  /** One figure of both. */
  Compared get(Figure figure) {
    Compared compared = figures.get(figure);
    if (compared == null) {
      throw new IllegalStateException("not measured: " + figure);
    }
    return compared;
  }

  /** As text to be kept. */
  Properties toProperties() {
    var properties = new Properties();
    properties.setProperty(LEFT, left);
    properties.setProperty(RIGHT, right);
    figures.forEach((figure, compared) -> {
      properties.setProperty(key(figure, LEFT), compared.left().kept());
      properties.setProperty(key(figure, RIGHT), compared.right().kept());
      properties.setProperty(key(figure, "ratio"), compared.ratio().kept());
      properties.setProperty(key(figure, "difference"), compared.difference().kept());
    });
    return properties;
  }

  /** The inverse of {@link #toProperties}. */
  static Summary of(Properties properties) {
    Map<Figure, Compared> figures = new EnumMap<>(Figure.class);
    for (Figure figure : Figure.values()) {
      figures.put(
          figure,
          new Compared(
              spread(properties, figure, LEFT),
              spread(properties, figure, RIGHT),
              spread(properties, figure, "ratio"),
              spread(properties, figure, "difference")));
    }
    return new Summary(
        properties.getProperty(LEFT, ""), properties.getProperty(RIGHT, ""), figures);
  }

  private static Spread spread(Properties properties, Figure figure, String part) {
    return Spread.ofKept(properties.getProperty(key(figure, part), ""));
  }

  private static String key(Figure figure, String part) {
    return figure.name().toLowerCase(Locale.ROOT) + "." + part;
  }
}
