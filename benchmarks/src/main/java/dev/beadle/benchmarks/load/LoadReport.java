package dev.beadle.benchmarks.load;

import java.io.PrintWriter;

/** What was measured, for people to read. Stateless and so thread-safe. */
final class LoadReport {
  private LoadReport() {}

  /** Prints each contender's figures, and the first one's beside the other's. */
  static void print(Summary summary, PrintWriter out) {
    out.printf(
        "%-18s %34s %34s %26s%n", "", summary.left(), summary.right(), "ratio, round by round");
    for (Figure figure : Figure.values()) {
      Summary.Compared compared = summary.get(figure);
      out.printf(
          "%-18s %34s %34s %26s%n",
          figure.words(),
          text(compared.left(), figure.decimals()),
          text(compared.right(), figure.decimals()),
          text(compared.ratio(), 3));
    }
    out.printf(
        "%s - %s: p50 %s µs, %s B/message%n",
        summary.left(),
        summary.right(),
        difference(summary.get(Figure.P50_MICROS), 1),
        difference(summary.get(Figure.SERVER_BYTES), 0));
    out.flush();
  }

  private static String difference(Summary.Compared compared, int decimals) {
    return compared.isTold() ? compared.difference().text(decimals) : "–";
  }

  /** Nothing where there is no figure. */
  private static String text(Spread spread, int decimals) {
    return spread.median() == 0 ? "–" : spread.text(decimals);
  }
}
