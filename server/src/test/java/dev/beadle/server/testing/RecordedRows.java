package dev.beadle.server.testing;

import dev.beadle.server.model.Column;
import dev.beadle.server.moodle.CsvFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Rows of a file of recorded decisions, each a text by column. Stateless. */
public final class RecordedRows {
  private RecordedRows() {}

  /**
   * Reads every row.
   *
   * @param kind the file's name without its endings
   * @param columns those that are read
   * @return how many rows there were
   */
  public static int forEach(
      String dataset, String kind, List<String> columns, Consumer<Map<String, String>> action) {
    Path file = Oracle.dataset(dataset).resolve("decisions").resolve(kind + ".csv.gz");
    List<Column> read = columns.stream().map(name -> new Column(name, Column.Kind.TEXT)).toList();
    int count = 0;
    try (CsvFile rows = CsvFile.open(file.toString(), Files.newInputStream(file), read)) {
      while (rows.next()) {
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
          row.put(columns.get(i), rows.textAt(i));
        }
        action.accept(row);
        count++;
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return count;
  }

  /** The number in a column. */
  public static long number(Map<String, String> row, String column) {
    return Long.parseLong(text(row, column));
  }

  /** The text in a column. */
  public static String text(Map<String, String> row, String column) {
    String text = row.get(column);
    if (text == null) {
      throw new IllegalArgumentException("no column " + column + " in " + row);
    }
    return text;
  }

  /** The ids in a column, separated by spaces. */
  public static List<Long> ids(Map<String, String> row, String column) {
    String text = text(row, column);
    return text.isEmpty()
        ? List.of()
        : Arrays.stream(text.split(" ", -1)).map(Long::valueOf).toList();
  }
}
