package dev.beadle.server.moodle;

import dev.beadle.server.graph.DeprecatedCapability;
import dev.beadle.server.graph.InvalidFactException;
import dev.beadle.server.graph.LastIds;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotBuilder;
import dev.beadle.server.model.Revision;
import dev.beadle.server.model.SiteTable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Reads a site from its tables. Stateless but for what it is given; thread-safe if that is. */
public final class SiteLoader {
  /** How many rows go by between two reports of progress. */
  private static final int ROWS_PER_REPORT = 1 << 16;

  private final List<DeprecatedCapability> deprecated;
  private final InstantSource clock;
  private final LoadProgress progress;

  /**
   * Prepares to load.
   *
   * @param deprecated names that have gone out of use; no table holds these
   */
  public SiteLoader(
      List<DeprecatedCapability> deprecated, InstantSource clock, LoadProgress progress) {
    this.deprecated = List.copyOf(deprecated);
    this.clock = clock;
    this.progress = progress;
  }

  /** A loaded site. */
  public record Loaded(PolicySnapshot snapshot, LoadReport report) {}

  /**
   * Reads every table. Cost: one pass over all rows.
   *
   * @param revision the revision that these facts are to have
   * @throws SiteReadException if the site cannot be read whole; nothing of it is kept then
   */
  public Loaded load(TableSource source, Revision revision) {
    return load(source, revision, LastIds.NONE);
  }

  /**
   * Reads every table of a site that knows which ids it once gave away. Cost: one pass over all
   * rows.
   *
   * @param revision the revision that these facts are to have
   * @param knownIds the greatest ids that the tables ever held
   * @throws SiteReadException if the site cannot be read whole; nothing of it is kept then
   */
  public Loaded load(TableSource source, Revision revision, LastIds knownIds) {
    var startedAt = clock.instant();
    var builder = new SnapshotBuilder(deprecated, knownIds);
    Map<SiteTable, Long> rows = new EnumMap<>(SiteTable.class);
    long totalRows = 0;
    for (SiteTable table : SiteTable.values()) {
      long ofTable = read(table, source, builder, totalRows);
      rows.put(table, ofTable);
      totalRows += ofTable;
    }
    PolicySnapshot snapshot = builder.build(revision, startedAt);
    var duration = Duration.between(startedAt, clock.instant());
    var report = new LoadReport(source.description(), rows, builder.oddities(), duration);
    return new Loaded(snapshot, report);
  }

  private long read(SiteTable table, TableSource source, SnapshotBuilder builder, long rowsBefore) {
    long rows = 0;
    try (RowCursor row = source.open(table)) {
      while (row.next()) {
        addRow(table, row, builder);
        if (++rows % ROWS_PER_REPORT == 0) {
          progress.read(table.tableName(), rows, rowsBefore + rows);
        }
      }
    }
    try {
      builder.end(table);
    } catch (InvalidFactException invalid) {
      throw new SiteReadException(
          source.description() + ", table " + table.tableName() + ": " + invalid.getMessage(),
          invalid);
    }
    progress.read(table.tableName(), rows, rowsBefore + rows);
    return rows;
  }

  private static void addRow(SiteTable table, RowCursor row, SnapshotBuilder builder) {
    try {
      builder.add(table, row);
    } catch (InvalidFactException invalid) {
      throw new SiteReadException(
          row.where(invalid.column()) + ": " + invalid.getMessage(), invalid);
    }
  }
}
