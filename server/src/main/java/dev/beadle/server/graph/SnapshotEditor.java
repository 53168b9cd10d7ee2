package dev.beadle.server.graph;

import dev.beadle.server.model.Revision;
import dev.beadle.server.model.SiteTable;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the next snapshot from one and the rows that changed since. Changes take effect in the
 * order in which they are said; the base stays as it is. Not thread-safe.
 */
public final class SnapshotEditor {
  private static final int PATH = SiteTable.CONTEXT.positionOf("path");
  private static final int DEPTH = SiteTable.CONTEXT.positionOf("depth");

  private final PolicySnapshot base;
  // What differs from the base: a row, or null for one that is gone; by table and key.
  private final Map<SiteTable, Map<Object, @Nullable TableRow>> changed =
      new EnumMap<>(SiteTable.class);

  private LastIds lastIds;

  private SnapshotEditor(PolicySnapshot base) {
    this.base = base;
    this.lastIds = base.lastIds();
    for (SiteTable table : SiteTable.values()) {
      changed.put(table, new LinkedHashMap<>());
    }
  }

  /** Starts from a snapshot. */
  public static SnapshotEditor of(PolicySnapshot base) {
    return new SnapshotEditor(base);
  }

  /** Puts a row, in the place of the one with the same first column if there is one. */
  public void put(TableRow row) {
    if (row.key() instanceof Long id) {
      lastIds = lastIds.with(row.table(), id);
    }
    changedOf(row.table()).put(row.key(), row);
  }

  /**
   * Removes the row with this first column, if there is one.
   *
   * @param row with the columns that say where it is found: the user of an assignment, the context,
   *     role and capability of a permission
   */
  public void remove(TableRow row) {
    changedOf(row.table()).put(row.key(), null);
  }

  /**
   * Puts a context below another, with all that lies below it.
   *
   * @throws InvalidFactException if there is no such context, or it would lie below itself
   */
  public void moveContext(long contextId, long newParentId) {
    TableRow moved = contextRow(contextId);
    TableRow parent = contextRow(newParentId);
    String from = moved.textAt(PATH);
    String to = parent.textAt(PATH) + "/" + contextId;
    if (from.isEmpty() || parent.textAt(PATH).isEmpty()) {
      throw new InvalidFactException("path", "context " + contextId + " or its parent has no path");
    }
    if ((parent.textAt(PATH) + "/").startsWith(from + "/")) {
      throw new InvalidFactException(
          "newParentId", "context " + newParentId + " lies in context " + contextId);
    }
    int deeper = depthOf(to) - depthOf(from);
    Map<Object, @Nullable TableRow> movedRows = new LinkedHashMap<>();
    FactCursor rows = rows(SiteTable.CONTEXT);
    while (rows.next()) {
      String path = rows.textAt(PATH);
      if (path.equals(from) || path.startsWith(from + "/")) {
        TableRow row =
            TableRow.copyOf(SiteTable.CONTEXT, rows)
                .with("path", to + path.substring(from.length()))
                .with("depth", rows.numberAt(DEPTH) + deeper);
        movedRows.put(row.key(), row);
      }
    }
    changedOf(SiteTable.CONTEXT).putAll(movedRows);
  }

  /**
   * Locks or unlocks a context.
   *
   * @throws InvalidFactException if there is no such context
   */
  public void lockContext(long contextId, boolean locked) {
    put(contextRow(contextId).with("locked", locked ? 1 : 0));
  }

  /**
   * The next snapshot; the editor must not be used afterwards.
   *
   * @param at the instant for which it decides which assignments count
   * @throws InvalidFactException if the facts are none that a site could have
   */
  public PolicySnapshot build(Revision revision, Instant at) {
    var builder = new SnapshotBuilder(base.capabilities().deprecated(), lastIds);
    for (SiteTable table : SiteTable.values()) {
      FactCursor rows = rows(table);
      while (rows.next()) {
        builder.add(table, rows);
      }
      builder.end(table);
    }
    return builder.build(revision, at);
  }

  private TableRow contextRow(long contextId) {
    Map<Object, @Nullable TableRow> contexts = changedOf(SiteTable.CONTEXT);
    @Nullable TableRow row = contexts.get(contextId);
    if (!contexts.containsKey(contextId)) {
      row = SnapshotRows.findContext(base, contextId);
    }
    if (row == null) {
      throw new InvalidFactException("id", "no context " + contextId);
    }
    return row;
  }

  private FactCursor rows(SiteTable table) {
    return new OverlaidRows(table, SnapshotRows.of(base, table), changedOf(table));
  }

  private Map<Object, @Nullable TableRow> changedOf(SiteTable table) {
    Map<Object, @Nullable TableRow> ofTable = changed.get(table);
    if (ofTable == null) {
      throw new IllegalStateException("no changes kept for " + table);
    }
    return ofTable;
  }

  private static int depthOf(String path) {
    return (int) path.chars().filter(c -> c == '/').count();
  }
}
