package dev.beadle.server.store;

import dev.beadle.server.graph.FactRow;
import dev.beadle.server.model.SiteTable;
import java.util.ArrayList;
import java.util.List;

/** Gathers rows of one table into chunks, column by column. Not thread-safe. */
final class ChunkWriter {
  /** The size of a chunk, but for one that is a single larger row. */
  static final int MAX_BYTES = 1 << 20;

  /** So that whoever reads a chunk can hold several in memory. */
  static final int MAX_ROWS = 1 << 16;

  private static final int HEAD_BYTES = 100;
  private static final int MAX_NUMBER_BYTES = 10;
  private static final int MAX_BYTES_PER_CHAR = 3;

  private final SiteTable table;
  private final List<ColumnWriter> columns = new ArrayList<>();
  private int rows;

  ChunkWriter(SiteTable table) {
    this.table = table;
    table.columns().forEach(_ -> columns.add(new ColumnWriter()));
  }

  int rows() {
    return rows;
  }

  /** Whether a row fits into the chunk that is being gathered; into an empty one any does. */
  boolean hasRoomFor(FactRow row) {
    if (rows == 0) {
      return true;
    }
    long bytes = HEAD_BYTES;
    for (int i = 0; i < columns.size(); i++) {
      bytes += columns.get(i).length() + 2 * MAX_NUMBER_BYTES;
      if (isText(i)) {
        bytes += (long) MAX_BYTES_PER_CHAR * row.textAt(i).length();
      }
    }
    return rows < MAX_ROWS && bytes <= MAX_BYTES;
  }

  void add(FactRow row) {
    for (int i = 0; i < columns.size(); i++) {
      if (isText(i)) {
        columns.get(i).addText(row.textAt(i));
      } else {
        columns.get(i).addNumber(row.numberAt(i));
      }
    }
    rows++;
  }

  /**
   * The chunk of the rows so far; the next one begins.
   *
   * @param number of the chunk in its checkpoint
   */
  byte[] finish(long number) {
    var chunk = new ByteWriter();
    chunk.writeUnsigned(number);
    chunk.writeText(table.tableName());
    chunk.writeUnsigned(rows);
    for (int i = 0; i < columns.size(); i++) {
      columns.get(i).writeTo(chunk, isText(i));
    }
    rows = 0;
    return chunk.toBytes();
  }

  private boolean isText(int column) {
    return table.columns().get(column).kind().isText();
  }
}
