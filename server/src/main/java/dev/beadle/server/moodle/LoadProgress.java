package dev.beadle.server.moodle;

/** Is told how far a load has come. Called by the loading thread; must be quick. */
public interface LoadProgress {
  /** Tells nobody. */
  LoadProgress SILENT = (table, rows, totalRows) -> {};

  /**
   * Called now and then while a table is read, and at its end.
   *
   * @param table its name, without the prefix
   * @param rows of this table so far
   * @param totalRows of all tables so far
   */
  void read(String table, long rows, long totalRows);
}
