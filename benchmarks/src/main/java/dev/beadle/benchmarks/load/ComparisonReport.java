package dev.beadle.benchmarks.load;

import dev.beadle.benchmarks.load.Chart.Line;
import dev.beadle.benchmarks.load.Chart.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A comparison as a page with tables, and a picture of latency against load.
 *
 * @param kept what the scenarios gave, by their names
 * @param bars what is to be reached
 */
record ComparisonReport(Map<String, Properties> kept, Bars bars) {
  private static final String PICTURE = "latency.svg";
  private static final String PAGE = "wire.md";

  ComparisonReport {
    // What else lies there is of another version, whose scenarios were others.
    kept =
        kept.entrySet().stream()
            .filter(result -> Scenario.isKnown(result.getKey()))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** Writes page and picture. */
  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    List<Summary> curve = curve();
    if (!curve.isEmpty()) {
      Files.writeString(folder.resolve(PICTURE), picture(curve).svg());
    }
    Files.writeString(folder.resolve(PAGE), page(!curve.isEmpty()));
  }

  /** The page. */
  String page(boolean hasPicture) {
    var page = new StringBuilder();
    page.append("# The wire, beside its ceiling and its peers\n\n");
    page.append("Written by `./beadle bench compare`; do not edit.\n\n");
    page.append(machines());
    page.append(
        """
        Each pair was measured in turn, round after round, in one run: ratios are of one round each,
        told as median (least to greatest). What is compared and how is said in
        [benchmarks/README.md](../../benchmarks/README.md).

        *The echo* copies bytes: the ceiling. *The plain echo* is written as any service is: it
        decodes and encodes messages with the generated code, and looks at nothing.

        ## Bars

        | | bar | measured | |
        |---|---|---|---|
        """);
    for (Bar bar : Bar.values()) {
      page.append(row(bar));
    }
    page.append(soakRow());
    page.append(
        """

        ## All figures

        Medians of the rounds; the ratio of checks with its spread. *deny*: only questions that are
        answered no. *cold*: nothing is remembered, each check works its resolution out.
        *new-server*: the first second of a new process. *plain*: beside the plain echo.
        *unlike*: hardly a row is like the one before it.

        | scenario | against | checks/s | its checks/s | ratio | p50 µs | its | p99 µs | its |\
         p99.9 µs | its | server µs/check | its | B/message | its |
        """);
    page.append("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
    summaries().forEach((scenario, summary) -> page.append(row(scenario, summary)));
    if (hasPicture) {
      page.append("\n## Latency against load\n\n");
      page.append("Open loop, single calls, latency from the moment at which each was due.\n\n");
      page.append("![latency against load](" + PICTURE + ")\n");
    }
    return page.toString();
  }

  /** What was measured on what: that of most scenarios first, and the others by their names. */
  private String machines() {
    Map<String, Set<String>> scenarios = new LinkedHashMap<>();
    kept.forEach((scenario, result) ->
        scenarios
            .computeIfAbsent(
                result.getProperty(Machine.KEY, "It is not known on what."),
                _ -> new TreeSet<>(Scenario.order()))
            .add(scenario));
    List<Map.Entry<String, Set<String>>> runs = new ArrayList<>(scenarios.entrySet());
    runs.sort(Comparator.comparingInt(run -> -run.getValue().size()));
    var text = new StringBuilder();
    for (Map.Entry<String, Set<String>> run : runs) {
      if (!text.isEmpty()) {
        text.append("Of another run, ").append(String.join(", ", run.getValue())).append(": ");
      }
      text.append(run.getKey()).append('\n');
    }
    return text.toString();
  }

  private String row(Bar bar) {
    Double target = bars.targets().get(bar);
    Properties result = kept.get(bar.scenario());
    Spread measured = result == null ? null : bar.findMeasured(Summary.of(result));
    String targetText = target == null ? "" : bar.targetText(target);
    if (measured == null) {
      return "| %s | %s | not measured | |%n".formatted(bar.words(), targetText);
    }
    String verdict =
        target == null ? "" : bar.isMet(measured.median(), target) ? "met" : "**missed**";
    return "| %s | %s | %s | %s |%n"
        .formatted(bar.words(), targetText, measured.text(bar.decimals()), verdict);
  }

  private String soakRow() {
    Properties result = kept.get(Scenario.SOAK);
    SoakResult soak = result == null ? null : SoakResult.of(result);
    String measured = soak == null ? "not measured" : soak.text();
    String verdict = soak == null ? "" : verdictOn(soak);
    return "| 24 h equivalent in checks through batches, memory | flat over 10^9 | %s | %s |%n"
        .formatted(measured, verdict);
  }

  private static String verdictOn(SoakResult soak) {
    if (!soak.isFlat()) {
      return "**missed**";
    }
    return soak.isWhole() ? "met" : "flat, but too short to tell";
  }

  private static String row(String scenario, Summary summary) {
    var row = new StringBuilder();
    row.append("| %s | %s |".formatted(scenario, summary.right()));
    Summary.Compared rate = summary.get(Figure.CHECKS_PER_SECOND);
    row.append(cells(Figure.CHECKS_PER_SECOND, rate));
    row.append(" %s |".formatted(rate.ratio().text(2)));
    for (Figure figure : Figure.values()) {
      if (figure != Figure.CHECKS_PER_SECOND) {
        row.append(cells(figure, summary.get(figure)));
      }
    }
    return row.append('\n').toString();
  }

  /** The medians of both; nothing where there is no figure. */
  private static String cells(Figure figure, Summary.Compared compared) {
    return cell(figure, compared.left()) + cell(figure, compared.right());
  }

  private static String cell(Figure figure, Spread spread) {
    return spread.median() == 0
        ? " – |"
        : String.format(Locale.ROOT, " %,." + figure.decimals() + "f |", spread.median());
  }

  private Map<String, Summary> summaries() {
    Map<String, Summary> summaries = new TreeMap<>(Scenario.order());
    kept.forEach((name, properties) -> {
      if (!name.equals(Scenario.SOAK)) {
        summaries.put(name, Summary.of(properties));
      }
    });
    return summaries;
  }

  private List<Summary> curve() {
    List<Summary> curve = new ArrayList<>();
    for (int percent : Scenario.CURVE_PERCENTS) {
      Properties point = kept.get(Scenario.curve(percent));
      if (point != null) {
        curve.add(Summary.of(point));
      }
    }
    return curve;
  }

  private static Chart picture(List<Summary> curve) {
    return new Chart(
        "Single calls at a fixed rate: Beadle and the echo",
        "calls per second",
        "latency in µs, from the moment due",
        List.of(
            line(curve, Figure.P50_MICROS, "beadle p50", true),
            line(curve, Figure.P99_MICROS, "beadle p99", true),
            line(curve, Figure.P999_MICROS, "beadle p99.9", true),
            line(curve, Figure.P50_MICROS, "echo p50", false),
            line(curve, Figure.P99_MICROS, "echo p99", false),
            line(curve, Figure.P999_MICROS, "echo p99.9", false)));
  }

  private static Line line(List<Summary> curve, Figure figure, String name, boolean isLeft) {
    List<Point> points = new ArrayList<>();
    for (Summary summary : curve) {
      Summary.Compared rate = summary.get(Figure.CHECKS_PER_SECOND);
      Summary.Compared latency = summary.get(figure);
      points.add(
          new Point(
              (isLeft ? rate.left() : rate.right()).median(),
              (isLeft ? latency.left() : latency.right()).median()));
    }
    String color =
        switch (figure) {
          case P50_MICROS -> "#2a7f3f";
          case P99_MICROS -> "#c77d0a";
          case P999_MICROS -> "#b3261e";
          case CHECKS_PER_SECOND, SERVER_MICROS, SERVER_BYTES -> "black";
        };
    return new Line(name, color, !isLeft, points);
  }
}
