package dev.beadle.server.moodle;

import dev.beadle.server.model.SiteTable;

/** Where the tables of a site are read from, all as of one moment. Confined to one thread. */
public interface TableSource extends AutoCloseable {
  /**
   * Opens a table at its first row.
   *
   * @throws SiteReadException if the table, or a column of it, is missing or cannot be read
   */
  RowCursor open(SiteTable table);

  /** What is read, for people: without credentials. */
  String description();

  @Override
  void close();
}
