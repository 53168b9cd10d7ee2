package dev.beadle.server.graph;

/** Rows of one table, one after the other: after {@link #next} it is the row. One thread only. */
public interface FactCursor extends FactRow {
  /** Moves to the next row, if there is one. */
  boolean next();
}
