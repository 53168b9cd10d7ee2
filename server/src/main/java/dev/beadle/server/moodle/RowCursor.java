package dev.beadle.server.moodle;

import dev.beadle.server.graph.FactRow;

/**
 * The rows of one table, one after the other: after {@link #next} it is the row. Columns are by
 * their position in {@code SiteTable.columns()}. Confined to one thread.
 */
public interface RowCursor extends FactRow, AutoCloseable {
  /**
   * Moves to the next row, if there is one.
   *
   * @throws SiteReadException if it cannot be read
   */
  boolean next();

  /** Where the row stands, for a message about one of its columns. */
  String where(String column);

  @Override
  void close();
}
