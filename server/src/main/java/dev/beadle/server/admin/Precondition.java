package dev.beadle.server.admin;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.graph.FactCursor;
import dev.beadle.server.graph.FactRow;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotRows;
import dev.beadle.server.model.Column.Kind;
import dev.beadle.server.model.Revision;
import dev.beadle.server.model.SiteTable;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** What must hold of the facts for a batch to be done. Immutable and so thread-safe. */
public sealed interface Precondition {
  /** Nothing has been written since a revision. */
  record RevisionIs(Revision revision) implements Precondition {
    public RevisionIs {
      requireNonNull(revision, "revision");
    }
  }

  /**
   * A table has a row with these values.
   *
   * @param columns values by column, as texts; at least one
   */
  record RowExists(SiteTable table, Map<String, String> columns) implements Precondition {
    public RowExists {
      columns = checked(table, columns);
    }
  }

  /** A table has no row with these values: see {@link RowExists}. */
  record RowAbsent(SiteTable table, Map<String, String> columns) implements Precondition {
    public RowAbsent {
      columns = checked(table, columns);
    }
  }

  /**
   * Refuses when it does not hold. Cost: for rows, a look at each of the table.
   *
   * @throws dev.beadle.server.change.RefusedChangeException FAILED_PRECONDITION
   */
  static void check(PolicySnapshot site, Precondition precondition) {
    switch (precondition) {
      case RevisionIs(Revision revision) -> {
        if (!site.revision().equals(revision)) {
          throw Refusals.unmet(
              "revision", revision.token(), "REVISION", "the facts are at " + site.revisionToken());
        }
      }
      case RowExists(SiteTable table, Map<String, String> columns) -> {
        if (!hasRow(site, table, columns)) {
          throw Refusals.unmet(table.tableName(), columns, "ROW_EXISTS", "there is no such row");
        }
      }
      case RowAbsent(SiteTable table, Map<String, String> columns) -> {
        if (hasRow(site, table, columns)) {
          throw Refusals.unmet(table.tableName(), columns, "ROW_ABSENT", "there is such a row");
        }
      }
    }
  }

  private static Map<String, String> checked(SiteTable table, Map<String, String> columns) {
    requireNonNull(table, "table");
    if (columns.isEmpty()) {
      throw Fields.invalid("columns", "", "at least one column of " + table.tableName());
    }
    columns.forEach((column, value) -> requireColumn(table, column, value));
    return Collections.unmodifiableMap(new TreeMap<>(columns));
  }

  private static void requireColumn(SiteTable table, String column, String value) {
    Kind kind =
        table.columns().stream()
            .filter(known -> known.name().equals(column))
            .findFirst()
            .orElseThrow(
                () -> Fields.invalid("columns", column, "a column of " + table.tableName()))
            .kind();
    if (table == SiteTable.USER && column.equals("username")) {
      throw Fields.invalid("columns", column, "another column: names of users are not kept");
    }
    Fields.requireText(column, value, Fields.NAME_LENGTH);
    if (!kind.isText() && !value.matches("-?\\d{1,18}")) {
      throw Fields.invalid(column, value, "a whole number of at most 18 digits");
    }
  }

  private static boolean hasRow(PolicySnapshot site, SiteTable table, Map<String, String> columns) {
    FactCursor rows = SnapshotRows.of(site, table);
    while (rows.next()) {
      if (columns.entrySet().stream().allMatch(one -> isIn(table, rows, one))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isIn(SiteTable table, FactRow row, Map.Entry<String, String> wanted) {
    int column = table.positionOf(wanted.getKey());
    return table.columns().get(column).kind().isText()
        ? row.textAt(column).equals(wanted.getValue())
        : row.numberAt(column) == Long.parseLong(wanted.getValue());
  }
}
