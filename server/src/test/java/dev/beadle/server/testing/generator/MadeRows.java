package dev.beadle.server.testing.generator;

import dev.beadle.server.model.SiteTable;
import dev.beadle.server.moodle.RowCursor;

/** The rows of a maker as a cursor. */
final class MadeRows implements RowCursor {
  private final SiteTable table;
  private final RowMaker maker;
  private final Row row;
  private long rowCount;

  MadeRows(SiteTable table, RowMaker maker) {
    this.table = table;
    this.maker = maker;
    this.row = new Row(table);
  }

  @Override
  public boolean next() {
    if (!maker.fillNext(row.clear())) {
      return false;
    }
    row.requireFilled();
    rowCount++;
    return true;
  }

  @Override
  public long numberAt(int column) {
    return row.numberAt(column);
  }

  @Override
  public String textAt(int column) {
    return row.textAt(column);
  }

  @Override
  public String where(String column) {
    return "generated table " + table.tableName() + ", row " + rowCount + ", column " + column;
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
