package dev.beadle.server.cli;

import dev.beadle.server.moodle.LoadProgress;
import dev.beadle.server.moodle.LoadReport;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.Consumer;

/** Says how far a load has come, every few seconds, and what came of it. Not thread-safe. */
final class LoadLog implements LoadProgress {
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(2);
  private static final double MILLIS_PER_SECOND = 1000;

  private final InstantSource clock;
  private final Consumer<String> lines;
  private final Instant startedAt;
  private Instant lastLineAt;

  LoadLog(InstantSource clock, Consumer<String> lines) {
    this.clock = clock;
    this.lines = lines;
    this.startedAt = clock.instant();
    this.lastLineAt = startedAt;
  }

  @Override
  public void read(String table, long rows, long totalRows) {
    Instant now = clock.instant();
    if (Duration.between(lastLineAt, now).compareTo(BETWEEN_LINES) >= 0) {
      lastLineAt = now;
      lines.accept(
          String.format(
              Locale.ROOT,
              "loading %s: %,d rows; %,d rows in all, %,.0f rows/s",
              table,
              rows,
              totalRows,
              totalRows / seconds(Duration.between(startedAt, now))));
    }
  }

  /** Says what came of a load. */
  static void report(LoadReport report, Consumer<String> lines) {
    double seconds = seconds(report.duration());
    lines.accept(
        String.format(
            Locale.ROOT,
            "loaded %,d rows in %.2f s (%,.0f rows/s) from %s",
            report.totalRows(),
            seconds,
            report.totalRows() / seconds,
            report.source()));
    report
        .oddities()
        .forEach((oddity, count) ->
            lines.accept(String.format(Locale.ROOT, "odd rows: %,d %s", count, oddity.meaning())));
  }

  private static double seconds(Duration duration) {
    return Math.max(1, duration.toMillis()) / MILLIS_PER_SECOND;
  }
}
