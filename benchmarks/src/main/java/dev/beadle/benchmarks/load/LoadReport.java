package dev.beadle.benchmarks.load;

import java.io.PrintWriter;
import java.util.List;

/** What was measured, for people to read. Stateless and so thread-safe. */
final class LoadReport {
  private LoadReport() {}

  /** Prints each contender's figures, and the first one's beside the last one's. */
  static void print(Interleaved measured, PrintWriter out) {
    List<String> names = measured.names();
    for (String name : names) {
      out.printf("%s%n", name);
      out.printf(
          "  checks/s            %s%n", measured.spread(name, Sample::checksPerSecond).text(0));
      for (double percentile : List.of(50.0, 99.0, 99.9)) {
        out.printf(
            "  p%-5s µs           %s%n",
            percentile, measured.spread(name, sample -> sample.micros(percentile)).text(1));
      }
      out.printf(
          "  server µs/check     %s%n",
          measured.spread(name, Sample::serverMicrosPerCheck).text(3));
      out.printf(
          "  server B/message    %s%n", measured.spread(name, Sample::bytesPerAnswer).text(0));
    }
    if (names.size() > 1) {
      printRatios(measured, names.getFirst(), names.getLast(), out);
    }
    out.flush();
  }

  private static void printRatios(
      Interleaved measured, String left, String right, PrintWriter out) {
    out.printf("%s / %s, round by round: median (least to greatest)%n", left, right);
    out.printf(
        "  checks/s            %s%n", measured.ratio(left, right, Sample::checksPerSecond).text(3));
    out.printf(
        "  server µs/check     %s%n",
        measured.ratio(left, right, Sample::serverMicrosPerCheck).text(3));
    for (double percentile : List.of(50.0, 99.0, 99.9)) {
      out.printf(
          "  p%-5s              %s%n",
          percentile, measured.ratio(left, right, sample -> sample.micros(percentile)).text(3));
    }
    out.printf("%s - %s%n", left, right);
    out.printf(
        "  p50 µs              %s%n",
        measured.difference(left, right, sample -> sample.micros(50)).text(1));
    out.printf(
        "  server B/message    %s%n",
        measured.difference(left, right, Sample::bytesPerAnswer).text(0));
  }
}
