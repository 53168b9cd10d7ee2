package dev.beadle.server.graph;

import dev.beadle.server.model.SiteTable;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of a table with some of them changed, added or gone. Confined to one thread. */
final class OverlaidRows implements FactCursor {
  private final boolean hasTextKey;
  private final FactCursor base;
  private final Map<Object, @Nullable TableRow> changed;
  private final Iterator<@Nullable TableRow> rest;
  private boolean isBaseOver;
  private FactRow current;

  /**
   * Rows over others.
   *
   * @param changed by key: a row instead of the base's, or null for one that is gone
   */
  OverlaidRows(SiteTable table, FactCursor base, Map<Object, @Nullable TableRow> changed) {
    this.hasTextKey = table.columns().getFirst().kind().isText();
    this.base = base;
    this.changed = changed;
    this.rest = changed.values().iterator();
    this.current = base;
  }

  @Override
  public boolean next() {
    while (!isBaseOver && base.next()) {
      Object key = hasTextKey ? base.textAt(0) : (Object) base.numberAt(0);
      if (!changed.containsKey(key)) {
        return true;
      }
    }
    isBaseOver = true;
    while (rest.hasNext()) {
      TableRow row = rest.next();
      if (row != null) {
        current = row;
        return true;
      }
    }
    return false;
  }

  @Override
  public long numberAt(int column) {
    return current.numberAt(column);
  }

  @Override
  public String textAt(int column) {
    return current.textAt(column);
  }
}
