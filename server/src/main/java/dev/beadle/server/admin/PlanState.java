package dev.beadle.server.admin;

import dev.beadle.server.change.Change;
import dev.beadle.server.change.Change.RowRemoved;
import dev.beadle.server.change.Change.RowSaved;
import dev.beadle.server.change.Changes;
import dev.beadle.server.change.RefusedChangeException;
import dev.beadle.server.change.RefusedChangeException.Kind;
import dev.beadle.server.graph.InvalidFactException;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotEditor;
import dev.beadle.server.graph.TableRow;
import dev.beadle.server.model.SiteTable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The changes of a batch as they are worked out, and the site as it would be with them. Confined to
 * one thread.
 */
final class PlanState {
  private final List<Change> changes = new ArrayList<>();
  private final Map<SiteTable, Long> lastIds = new EnumMap<>(SiteTable.class);
  private final int mostChanges;
  private PolicySnapshot snapshot;
  private int applied;

  /**
   * Starts without changes.
   *
   * @param mostChanges how many changes the batch may make
   */
  PlanState(PolicySnapshot head, int mostChanges) {
    this.snapshot = head;
    this.mostChanges = mostChanges;
  }

  /**
   * The site with the changes so far; its revision is that of the head. Cost: none when nothing has
   * changed since the last call.
   */
  PolicySnapshot snapshot() {
    if (applied < changes.size()) {
      SnapshotEditor editor = SnapshotEditor.of(snapshot);
      try {
        for (Change change : changes.subList(applied, changes.size())) {
          Changes.apply(change, editor);
        }
        snapshot = editor.build(snapshot.revision(), snapshot.readAt());
      } catch (InvalidFactException invalid) {
        throw new RefusedChangeException(
            Kind.FAILED_PRECONDITION, invalid.column() + ": " + invalid.getMessage(), invalid);
      }
      applied = changes.size();
    }
    return snapshot;
  }

  /** Notes a change. */
  void add(Change change) {
    if (changes.size() == mostChanges) {
      throw new RefusedChangeException(
          Kind.FAILED_PRECONDITION, "changes: more than " + mostChanges + " in one batch");
    }
    changes.add(change);
  }

  /** Notes a row of a table that no check reads. */
  void save(SiteTable table, Object... values) {
    add(new RowSaved(TableRow.of(table, values)));
  }

  /** Notes that a row of a table that no check reads is gone. */
  void remove(TableRow row) {
    add(new RowRemoved(row));
  }

  /** The id for a new row: one more than the greatest that the table has ever held. */
  long nextId(SiteTable table) {
    long last = Math.max(lastIds.getOrDefault(table, 0L), snapshot.lastIds().of(table));
    if (last == Long.MAX_VALUE) {
      throw Refusals.precondition(table.tableName() + ".id", last, "no greater id is left");
    }
    long next = last + 1;
    lastIds.put(table, next);
    return next;
  }

  /** All changes so far, in their order. */
  List<Change> changes() {
    return List.copyOf(changes);
  }
}
