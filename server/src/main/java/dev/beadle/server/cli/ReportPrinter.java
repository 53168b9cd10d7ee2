package dev.beadle.server.cli;

import dev.beadle.server.verification.VerificationReport;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Prints what came of a verification: a line for each file, and a total. Not thread-safe. */
final class ReportPrinter {
  private static final double MILLIS_PER_SECOND = 1000;
  private static final String LINE = "%-40s %12s %12s %9s%n";

  private final PrintWriter out;
  private long rows;
  private long differences;
  private Duration duration = Duration.ZERO;

  ReportPrinter(PrintWriter out) {
    this.out = out;
    out.printf(Locale.ROOT, LINE, "name", "rows", "differences", "seconds");
  }

  void print(VerificationReport report) {
    rows += report.rows();
    differences += report.differences();
    duration = duration.plus(report.duration());
    line(report.name(), report.rows(), report.differences(), report.duration());
    report.notes().forEach(note -> out.println("  " + note));
    report.firstDifferences().forEach(out::println);
    if (report.differences() > report.firstDifferences().size()) {
      out.println("  … and " + (report.differences() - report.firstDifferences().size()) + " more");
    }
    out.flush();
  }

  /** Prints the total; gives the exit code. */
  int finish() {
    line("total", rows, differences, duration);
    out.flush();
    return differences == 0 ? ExitCode.YES : ExitCode.NO;
  }

  private void line(String name, long ofRows, long ofDifferences, Duration taken) {
    out.printf(
        Locale.ROOT,
        LINE,
        name,
        ofRows,
        ofDifferences,
        String.format(Locale.ROOT, "%.2f", taken.toMillis() / MILLIS_PER_SECOND));
  }
}
