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
 * <p>A permission or an assignment is found by its place, not by its id alone. So a row that goes
 * elsewhere is one row at each place, and the last that happened at each is kept where it happened.
 *
 * <p>A context that is moved changes the paths of all that lies below it at that moment. So a move
 * is kept where it is, and no change of a context's row passes one: the rows of contexts before a
 * move and after it are told apart.
 */
public final class ChangeMerge implements AutoCloseable {
  private final int max;
  private final MergeBudget budget;
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
   * @param budget what they count against until this is closed
   */
  public ChangeMerge(int max, MergeBudget budget) {
    this.max = max;
    this.budget = budget;
  }

  /**
   * Adds the changes that come next.
   *
   * @throws TooManyException if too many have to be kept
   * @throws MergeBudget.SpentException if all together would keep too many
   */
  public void add(Collection<Change> next) {
    for (Change change : next) {
      RowKey key = keyOf(change);
      if (!changes.containsKey(key)) {
        if (changes.size() >= max) {
          throw new TooManyException(max);
        }
        budget.take(1);
        changes.put(key, change);
      } else if (key.key() instanceof ChangedRow.Place) {
        // Nothing refers to such a row, and so the last of its steps may stay where it was.
        changes.remove(key);
        changes.put(key, change);
      } else {
        changes.merge(key, change, ChangeMerge::merge);
      }
    }
  }

  /** Lets go of what is kept, for the others. */
  @Override
  public void close() {
    budget.giveBack(changes.size());
    changes.clear();
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
