package dev.beadle.server.change;

import dev.beadle.server.change.Change.ContextLockChanged;
import dev.beadle.server.change.Change.ContextMoved;
import dev.beadle.server.change.Change.ContextSaved;
import dev.beadle.server.model.SiteTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a series of changes shorter: of each row only the last state is kept, where the row was
 * first touched. Applied in order to the facts before the series, it gives the facts after it. Not
 * thread-safe.
 *
 * <p>A context that is moved changes the paths of all that lies below it at that moment. So a move
 * is kept where it is, and no change of a context's row passes one: the rows of contexts before a
 * move and after it are told apart.
 */
public final class ChangeMerge {
  private final int max;
  private final Map<RowKey, Change> changes = new LinkedHashMap<>();
  private int moves;

  /** A row, and for contexts after which move, or the move itself. */
  private record RowKey(SiteTable table, Object key, int afterMove, boolean isMove) {}

  /** More changes than may be kept. */
  public static final class TooManyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyException(int max) {
      super("more than " + max + " changes (--max-merged-changes)", null, false, false);
    }
  }

  /**
   * Starts with nothing.
   *
   * @param max how many changes are kept at the most
   */
  public ChangeMerge(int max) {
    this.max = max;
  }

  /**
   * Adds the changes that come next.
   *
   * @throws TooManyException if too many have to be kept
   */
  public void add(Collection<Change> next) {
    for (Change change : next) {
      changes.merge(keyOf(change), change, ChangeMerge::merge);
      if (changes.size() > max) {
        throw new TooManyException(max);
      }
    }
  }

  /** What is kept, in order. */
  public List<Change> changes() {
    return new ArrayList<>(changes.values());
  }

  private RowKey keyOf(Change change) {
    if (change instanceof ContextMoved moved) {
      moves++;
      return new RowKey(SiteTable.CONTEXT, moved.id(), moves, true);
    }
    int afterMove = change.table() == SiteTable.CONTEXT ? moves : 0;
    return new RowKey(change.table(), ChangedRow.keyOf(change), afterMove, false);
  }

  /** A lock is part of the row, where the row itself is told. */
  private static Change merge(Change before, Change after) {
    if (after instanceof ContextLockChanged(var _, var locked)
        && before
            instanceof ContextSaved(var id, var level, var instance, var path, var depth, var _)) {
      return new ContextSaved(id, level, instance, path, depth, locked);
    }
    return after;
  }
}
