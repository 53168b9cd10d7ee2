package dev.beadle.server.cli;

import dev.beadle.server.moodle.LoadProgress;
import dev.beadle.server.moodle.LoadReport;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says how far a load has come, every few seconds, and what came of it. Not thread-safe. */
final class LoadLog implements LoadProgress {
  private static final Logger LOG = LoggerFactory.getLogger(LoadLog.class);
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(2);
  private static final double MILLIS_PER_SECOND = 1000;

  private final InstantSource clock;
  private final Instant startedAt;
  private Instant lastLineAt;

  LoadLog(InstantSource clock) {
    this.clock = clock;
    this.startedAt = clock.instant();
    this.lastLineAt = startedAt;
  }

  @Override
  public void read(String table, long rows, long totalRows) {
    Instant now = clock.instant();
    if (Duration.between(lastLineAt, now).compareTo(BETWEEN_LINES) >= 0) {
      lastLineAt = now;
      LOG.atInfo()
          .addKeyValue("table", table)
          .addKeyValue("rows", rows)
          .addKeyValue("totalRows", totalRows)
          .addKeyValue("rowsPerSecond", rate(totalRows, Duration.between(startedAt, now)))
          .log("loading");
    }
  }

  /** Says what came of a load. */
  static void report(LoadReport report) {
    LOG.atInfo()
        .addKeyValue("source", report.source())
        .addKeyValue("rows", report.totalRows())
        .addKeyValue("seconds", seconds(report.duration()))
        .addKeyValue("rowsPerSecond", rate(report.totalRows(), report.duration()))
        .log("loaded");
    report
        .oddities()
        .forEach((oddity, count) ->
            LOG.atInfo()
                .addKeyValue("kind", oddity.name().toLowerCase(Locale.ROOT))
                .addKeyValue("rows", count)
                .log("odd rows: " + oddity.meaning()));
  }

  private static long rate(long rows, Duration duration) {
    return Math.round(rows / seconds(duration));
  }

  private static double seconds(Duration duration) {
    return Math.max(1, duration.toMillis()) / MILLIS_PER_SECOND;
  }
}
