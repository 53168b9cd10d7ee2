package dev.beadle.server.moodle;

import dev.beadle.server.model.Column;
import dev.beadle.server.model.SiteTable;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a site in memory, where rows can be put and removed: to replay changes. Each row is
 * identified by its first column. Not thread-safe.
 */
public final class MemoryTables implements TableSource {
  private final String description;
  private final Map<SiteTable, Map<String, Row>> tables = new EnumMap<>(SiteTable.class);

  private MemoryTables(String description) {
    this.description = description;
    for (SiteTable table : SiteTable.values()) {
      tables.put(table, new LinkedHashMap<>());
    }
  }

  /** No rows at all. */
  public static MemoryTables empty(String description) {
    return new MemoryTables(description);
  }

  /** All rows of another source. */
  public static MemoryTables copyOf(TableSource source) {
    var copy = new MemoryTables(source.description());
    for (SiteTable table : SiteTable.values()) {
      try (RowCursor cursor = source.open(table)) {
        while (cursor.next()) {
          Row row = Row.of(table, cursor);
          if (copy.rowsOf(table).putIfAbsent(row.key(table), row) != null) {
            throw new SiteReadException(
                cursor.where(table.columns().getFirst().name())
                    + ": duplicate "
                    + table.tableName()
                    + " "
                    + row.key(table));
          }
        }
      }
    }
    return copy;
  }

  /** A copy that changes on its own. */
  public MemoryTables copy() {
    var copy = new MemoryTables(description);
    tables.forEach((table, rows) -> copy.rowsOf(table).putAll(rows));
    return copy;
  }

  /**
   * Puts a row, in the place of the one with the same first column if there is one.
   *
   * @param valueOf the text of a column by its name; null and absent are empty
   * @throws SiteReadException if a number is malformed
   */
  public void put(SiteTable table, Function<String, @Nullable String> valueOf) {
    Row row = Row.of(table, valueOf);
    rowsOf(table).put(row.key(table), row);
  }

  /**
   * Changes columns of the row with the same first column; puts a row if there is none.
   *
   * @param valueOf the text of a column by its name; null for one that stays as it is
   * @throws SiteReadException if a number is malformed
   */
  public void amend(SiteTable table, Function<String, @Nullable String> valueOf) {
    Row row = rowsOf(table).get(keyIn(table, valueOf));
    if (row == null) {
      put(table, valueOf);
    } else {
      rowsOf(table).put(row.key(table), row.amended(table, valueOf));
    }
  }

  /** Whether there is a row with this first column. */
  public boolean has(SiteTable table, Function<String, @Nullable String> valueOf) {
    return rowsOf(table).containsKey(keyIn(table, valueOf));
  }

  /**
   * Removes the row with this first column, if there is one.
   *
   * @throws SiteReadException if it is a number and malformed
   */
  public void remove(SiteTable table, Function<String, @Nullable String> valueOf) {
    rowsOf(table).remove(keyIn(table, valueOf));
  }

  @Override
  public RowCursor open(SiteTable table) {
    return new Cursor(description + ", table " + table.tableName(), rowsOf(table));
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public void close() {
    // Nothing is open.
  }

  private static String keyIn(SiteTable table, Function<String, @Nullable String> valueOf) {
    Column first = table.columns().getFirst();
    var row = new Row(table.columns().size());
    String text = valueOf.apply(first.name());
    row.set(table, 0, text == null ? "" : text);
    return row.key(table);
  }

  private Map<String, Row> rowsOf(SiteTable table) {
    Map<String, Row> rows = tables.get(table);
    if (rows == null) {
      throw new IllegalStateException("no rows kept for " + table);
    }
    return rows;
  }

  private static final class Row {
    private final long[] numbers;
    private final String[] texts;

    private Row(int columns) {
      this.numbers = new long[columns];
      this.texts = new String[columns];
    }

    static Row of(SiteTable table, RowCursor cursor) {
      List<Column> columns = table.columns();
      var row = new Row(columns.size());
      for (int i = 0; i < columns.size(); i++) {
        if (columns.get(i).kind().isText()) {
          row.texts[i] = cursor.textAt(i);
        } else {
          row.numbers[i] = cursor.numberAt(i);
        }
      }
      return row;
    }

    static Row of(SiteTable table, Function<String, @Nullable String> valueOf) {
      List<Column> columns = table.columns();
      var row = new Row(columns.size());
      for (int i = 0; i < columns.size(); i++) {
        String value = valueOf.apply(columns.get(i).name());
        row.set(table, i, value == null ? "" : value);
      }
      return row;
    }

    Row amended(SiteTable table, Function<String, @Nullable String> valueOf) {
      var row = new Row(numbers.length);
      for (int i = 0; i < numbers.length; i++) {
        row.numbers[i] = numbers[i];
        row.texts[i] = texts[i];
        String value = valueOf.apply(table.columns().get(i).name());
        if (value != null) {
          row.set(table, i, value);
        }
      }
      return row;
    }

    private void set(SiteTable table, int at, String text) {
      Column column = table.columns().get(at);
      switch (column.kind()) {
        case TEXT, OPTIONAL_TEXT -> texts[at] = text;
        case PRESENCE -> numbers[at] = text.isEmpty() ? 0 : 1;
        case KEY -> numbers[at] = number(table, column, text);
        case NUMBER, OPTIONAL_NUMBER ->
            numbers[at] = text.isEmpty() ? 0 : number(table, column, text);
      }
    }

    String key(SiteTable table) {
      return table.columns().getFirst().kind().isText() ? texts[0] : Long.toString(numbers[0]);
    }

    private static long number(SiteTable table, Column column, String text) {
      try {
        return Numbers.parse(text.toCharArray(), 0, text.length());
      } catch (NumberFormatException malformed) {
        throw new SiteReadException(
            table.tableName() + "." + column.name() + ": malformed number `" + text + "`",
            malformed);
      }
    }
  }

  private static final class Cursor implements RowCursor {
    private final String name;
    private final Iterator<Map.Entry<String, Row>> rows;
    private Map.@Nullable Entry<String, Row> current;

    Cursor(String name, Map<String, Row> rows) {
      this.name = name;
      this.rows = rows.entrySet().iterator();
    }

    @Override
    public boolean next() {
      if (!rows.hasNext()) {
        return false;
      }
      current = rows.next();
      return true;
    }

    @Override
    public long numberAt(int column) {
      return row().numbers[column];
    }

    @Override
    public String textAt(int column) {
      return row().texts[column];
    }

    @Override
    public String where(String column) {
      return name + ", row " + (current == null ? "?" : current.getKey()) + ", column " + column;
    }

    @Override
    public void close() {
      // Nothing is open.
    }

    private Row row() {
      if (current == null) {
        throw new IllegalStateException("before the first row");
      }
      return current.getValue();
    }
  }
}
