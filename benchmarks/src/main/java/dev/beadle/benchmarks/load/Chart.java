package dev.beadle.benchmarks.load;

import java.util.Formatter;
import java.util.List;
import java.util.Locale;

/**
 * Lines over a linear x and a logarithmic y, as SVG.
 *
 * @param title above it
 * @param xLabel below it
 * @param yLabel beside it
 * @param lines at least one, each with at least one point
 */
record Chart(String title, String xLabel, String yLabel, List<Line> lines) {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 440;
  private static final int LABEL = 34;
  private static final int CHARACTER = 8;
  private static final int GAP = 8;
  private static final int RIGHT = 170;
  private static final int TOP = 50;
  private static final int BOTTOM = 60;
  private static final int X_STEPS = 5;

  Chart {
    lines = List.copyOf(lines);
    if (lines.isEmpty() || lines.stream().anyMatch(line -> line.points().isEmpty())) {
      throw new IllegalArgumentException("a line without points, or no line");
    }
  }

  /**
   * One line.
   *
   * @param color as SVG names it
   * @param isDashed whether it is
   */
  record Line(String name, String color, boolean isDashed, List<Point> points) {
    Line {
      points = List.copyOf(points);
    }
  }

  /**
   * A point of a line.
   *
   * @param x at least 0
   * @param y greater than 0
   */
  record Point(double x, double y) {
    Point {
      if (!(x >= 0) || !(y > 0) || Double.isInfinite(x) || Double.isInfinite(y)) {
        throw new IllegalArgumentException("(" + x + ", " + y + ") has no place on the chart");
      }
    }
  }

  /** The picture. */
  String svg() {
    var svg = new Formatter(Locale.ROOT);
    svg.format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
            + " font-family=\"sans-serif\" font-size=\"13\">",
        WIDTH, HEIGHT);
    svg.format("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", WIDTH, HEIGHT);
    text(svg, left(), TOP - 25, "start", title);
    text(svg, (left() + WIDTH - RIGHT) / 2.0, HEIGHT - 15, "middle", xLabel);
    svg.format(
        "<text transform=\"translate(20 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>",
        (TOP + HEIGHT - BOTTOM) / 2, escaped(yLabel));
    drawGrid(svg);
    for (int i = 0; i < lines.size(); i++) {
      draw(svg, lines.get(i), i);
    }
    return svg.format("</svg>\n").toString();
  }

  private void drawGrid(Formatter svg) {
    for (double y = leastY(); y <= greatestY() * 1.001; y *= 10) {
      rule(svg, left(), placeY(y), WIDTH - RIGHT, placeY(y));
      text(svg, left() - GAP, placeY(y) + 4, "end", number(y));
    }
    for (int i = 0; i <= X_STEPS; i++) {
      double x = greatestX() * i / X_STEPS;
      rule(svg, placeX(x), TOP, placeX(x), HEIGHT - BOTTOM);
      text(svg, placeX(x), HEIGHT - BOTTOM + 20, "middle", number(x));
    }
  }

  private void draw(Formatter svg, Line line, int index) {
    var points = new Formatter(Locale.ROOT);
    for (Point point : line.points()) {
      points.format("%.1f,%.1f ", placeX(point.x()), placeY(point.y()));
    }
    String dashes = line.isDashed() ? " stroke-dasharray=\"5 4\"" : "";
    svg.format(
        "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s points=\"%s\"/>",
        line.color(), dashes, points.toString().strip());
    int y = TOP + 10 + 22 * index;
    svg.format(
        "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-width=\"2\"%s/>",
        WIDTH - RIGHT + 15, y, WIDTH - RIGHT + 40, y, line.color(), dashes);
    text(svg, WIDTH - RIGHT + 46, y + 4, "start", line.name());
  }

  /** Where the lines begin: beyond the label and the widest number of the y axis. */
  private int left() {
    int longest = Math.max(number(leastY()).length(), number(greatestY()).length());
    return LABEL + longest * CHARACTER + GAP;
  }

  private double placeX(double x) {
    return left() + (WIDTH - left() - RIGHT) * x / greatestX();
  }

  private double placeY(double y) {
    double share =
        (Math.log10(y) - Math.log10(leastY())) / (Math.log10(greatestY()) - Math.log10(leastY()));
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share;
  }

  private double greatestX() {
    double greatest =
        lines.stream()
            .flatMap(line -> line.points().stream())
            .mapToDouble(Point::x)
            .max()
            .orElse(1);
    return greatest == 0 ? 1 : greatest;
  }

  /** The power of ten at or below the least y. */
  private double leastY() {
    return Math.pow(10, Math.floor(Math.log10(extremeY(false))));
  }

  /** The power of ten above the greatest y. */
  private double greatestY() {
    return Math.pow(10, Math.floor(Math.log10(extremeY(true))) + 1);
  }

  private double extremeY(boolean isGreatest) {
    var all = lines.stream().flatMap(line -> line.points().stream()).mapToDouble(Point::y);
    return (isGreatest ? all.max() : all.min()).orElse(1);
  }

  private static void rule(Formatter svg, double x1, double y1, double x2, double y2) {
    svg.format(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>", x1, y1, x2, y2);
  }

  private static void text(Formatter svg, double x, double y, String anchor, String words) {
    svg.format(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor, escaped(words));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 1 && value > 0 ? "%.2g" : "%,.0f", value);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
