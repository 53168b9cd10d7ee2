package dev.beadle.server.change;

import dev.beadle.server.graph.TableRow;
import dev.beadle.server.model.Column;
import dev.beadle.server.model.SiteTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows as the wire's messages: the values of all columns by name, as text. Stateless. */
final class TableRowMessages {
  private TableRowMessages() {}

  static dev.beadle.v1.TableRow toMessage(TableRow row) {
    var message = dev.beadle.v1.TableRow.newBuilder().setTable(row.table().tableName());
    List<Column> columns = row.table().columns();
    for (int i = 0; i < columns.size(); i++) {
      message.putValues(columns.get(i).name(), row.values().get(i).toString());
    }
    return message.build();
  }

  /**
   * The row that a message tells.
   *
   * @throws MalformedChangeException if the table or a column is not known, or a value is missing
   *     or not of its column's kind
   */
  static TableRow toRow(dev.beadle.v1.TableRow message) {
    SiteTable table = table(message.getTable());
    Map<String, String> values = message.getValuesMap();
    List<Object> ofKinds = new ArrayList<>(table.columns().size());
    for (Column column : table.columns()) {
      String where = table.tableName() + "." + column.name();
      @Nullable String value = values.get(column.name());
      if (value == null) {
        throw new MalformedChangeException(where + ": no value");
      }
      ofKinds.add(column.kind().isText() ? value : (Object) number(where, value));
    }
    if (values.size() != ofKinds.size()) {
      throw new MalformedChangeException(
          table.tableName()
              + ": "
              + values.size()
              + " values (expected: one for each of the "
              + ofKinds.size()
              + " columns)");
    }
    return new TableRow(table, ofKinds);
  }

  private static SiteTable table(String name) {
    for (SiteTable table : SiteTable.values()) {
      if (table.tableName().equals(name)) {
        return table;
      }
    }
    throw new MalformedChangeException("unknown table `" + name + "`");
  }

  private static Long number(String where, String text) {
    try {
      long number = Long.parseLong(text);
      if (Long.toString(number).equals(text)) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Refused below, as other ways of writing a number are.
    }
    throw new MalformedChangeException(where + ": `" + text + "` is not a whole number");
  }
}
