package dev.beadle.server.graph;

/** One row of a table, by the positions of {@code SiteTable.columns()}. */
public interface FactRow {
  /** The number in a column; 0 when it is null. */
  long numberAt(int column);

  /** The text in a column; empty when it is null. */
  String textAt(int column);
}
