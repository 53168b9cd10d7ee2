package dev.beadle.server.testing.generator;

import dev.beadle.server.graph.FactRow;
import dev.beadle.server.model.Column;
import dev.beadle.server.model.SiteTable;
import java.util.Arrays;
import java.util.List;

/** One row that is filled again and again, column by column. Not thread-safe. */
final class Row implements FactRow {
  private final SiteTable table;
  private final List<Column> columns;
  private final long[] numbers;
  private final String[] texts;
  private int filled;

  Row(SiteTable table) {
    this.table = table;
    this.columns = table.columns();
    this.numbers = new long[columns.size()];
    this.texts = new String[columns.size()];
    Arrays.fill(texts, "");
  }

  /** Starts over. */
  Row clear() {
    filled = 0;
    return this;
  }

  /** Fills the next column. */
  Row add(long number) {
    requireKind(false);
    numbers[filled++] = number;
    return this;
  }

  /** Fills the next column. */
  Row add(String text) {
    requireKind(true);
    texts[filled++] = text;
    return this;
  }

  /** Fills every column with those of another row of the same table. */
  Row addAll(FactRow row) {
    while (filled < columns.size()) {
      if (columns.get(filled).kind().isText()) {
        add(row.textAt(filled));
      } else {
        add(row.numberAt(filled));
      }
    }
    return this;
  }

  /** Sees to it that no column was forgotten. */
  void requireFilled() {
    if (filled != columns.size()) {
      throw new IllegalStateException(
          table + ": " + filled + " of " + columns.size() + " columns are filled");
    }
  }

  @Override
  public long numberAt(int column) {
    return numbers[column];
  }

  @Override
  public String textAt(int column) {
    return texts[column];
  }

  private void requireKind(boolean text) {
    if (columns.get(filled).kind().isText() != text) {
      throw new IllegalStateException(table + ": wrong kind of " + columns.get(filled).name());
    }
  }
}
