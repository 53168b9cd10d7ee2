package dev.beadle.server.graph;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.model.Column;
import dev.beadle.server.model.SiteTable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * One row of a table, by value: a {@link Long} or a {@link String} for each of {@code
 * SiteTable.columns()}. Immutable and so thread-safe.
 *
 * @param values as many as the table has columns, each of its column's kind
 */
public record TableRow(SiteTable table, List<Object> values) implements FactRow {
  public TableRow {
    requireNonNull(table, "table");
    values = List.copyOf(values);
    if (values.size() != table.columns().size()) {
      throw new IllegalArgumentException(
          table.tableName() + " has " + table.columns().size() + " columns: " + values);
    }
    for (int i = 0; i < values.size(); i++) {
      boolean isText = table.columns().get(i).kind().isText();
      if (isText != (values.get(i) instanceof String)
          || isText == (values.get(i) instanceof Long)) {
        throw new IllegalArgumentException(
            table.tableName() + "." + table.columns().get(i).name() + ": " + values.get(i));
      }
    }
  }

  /** A row of values in the order of the columns: whole numbers and texts. */
  public static TableRow of(SiteTable table, Object... values) {
    List<Object> ofKinds = new ArrayList<>(values.length);
    for (Object value : values) {
      ofKinds.add(value instanceof Integer number ? (Object) number.longValue() : value);
    }
    return new TableRow(table, ofKinds);
  }

  /** A copy of a row that may change or go away. */
  public static TableRow copyOf(SiteTable table, FactRow row) {
    if (row instanceof TableRow already && already.table == table) {
      return already;
    }
    return of(table, column -> valueAt(table, row, column));
  }

  private static TableRow of(SiteTable table, Function<Integer, Object> valueAt) {
    List<Object> values = new ArrayList<>(table.columns().size());
    for (int i = 0; i < table.columns().size(); i++) {
      values.add(valueAt.apply(i));
    }
    return new TableRow(table, values);
  }

  private static Object valueAt(SiteTable table, FactRow row, int column) {
    return table.columns().get(column).kind().isText() ? row.textAt(column) : row.numberAt(column);
  }

  @Override
  public long numberAt(int column) {
    return (Long) values.get(column);
  }

  @Override
  public String textAt(int column) {
    return (String) values.get(column);
  }

  /** The value of a column by its name. */
  public Object get(String column) {
    return values.get(table.positionOf(column));
  }

  /** What identifies the row in its table: its first column. */
  public Object key() {
    return values.getFirst();
  }

  /** The same row with another value in one column. */
  public TableRow with(String column, Object value) {
    List<Object> changed = new ArrayList<>(values);
    changed.set(
        table.positionOf(column), value instanceof Integer n ? (Object) n.longValue() : value);
    return new TableRow(table, changed);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(table.tableName()).append('(');
    String separator = "";
    for (int i = 0; i < values.size(); i++) {
      Column column = table.columns().get(i);
      text.append(separator).append(column.name()).append('=').append(values.get(i));
      separator = ", ";
    }
    return text.append(')').toString();
  }
}
