package dev.beadle.server.graph;

import dev.beadle.server.model.Revision;
import dev.beadle.server.model.SiteTable;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Changes rows, and reads all of them anew: right for every change, whatever damage it touches.
 * Cost: that of loading the site. Not thread-safe.
 */
final class ReloadingEdit implements SnapshotEditor.Target {
  private static final int PATH = SiteTable.CONTEXT.positionOf("path");
  private static final long MILLIS_IN_SECOND = 1000;
  private static final int DEPTH = SiteTable.CONTEXT.positionOf("depth");

  private final PolicySnapshot base;
  // What differs from the base: a row, or null for one that is gone; by table and key.
  private final Map<SiteTable, Map<Object, @Nullable TableRow>> changed =
      new EnumMap<>(SiteTable.class);
  private LastIds lastIds;

  ReloadingEdit(PolicySnapshot base) {
    this.base = base;
    this.lastIds = base.lastIds();
    for (SiteTable table : SiteTable.values()) {
      changed.put(table, new LinkedHashMap<>());
    }
  }

  @Override
  public void put(TableRow row) {
    if (row.key() instanceof Long id) {
      lastIds = lastIds.with(row.table(), id);
    }
    changedOf(row.table()).put(row.key(), row);
  }

  @Override
  public void remove(TableRow row) {
    changedOf(row.table()).put(row.key(), null);
  }

  @Override
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
    int deeper = ContextPath.parse(to).length - ContextPath.parse(from).length;
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

  @Override
  public void lockContext(long contextId, boolean locked) {
    put(contextRow(contextId).with("locked", locked ? 1 : 0));
  }

  @Override
  public PolicySnapshot build(Revision revision, Instant at) {
    var builder = new SnapshotBuilder(base.capabilities().deprecated(), lastIds);
    for (SiteTable table : SiteTable.values()) {
      FactCursor rows = rows(table);
      while (rows.next()) {
        builder.add(table, rows);
      }
      builder.end(table);
    }
    // Time does not run backwards: what had begun or ended in the base has in what follows it.
    long second = Math.max(base.assignments().epochSecond(), at.getEpochSecond());
    return builder.build(revision, at).asOf(second * MILLIS_IN_SECOND);
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
}
