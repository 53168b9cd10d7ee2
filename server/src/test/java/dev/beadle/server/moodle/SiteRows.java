package dev.beadle.server.moodle;

import dev.beadle.server.graph.SiteSettings;
import dev.beadle.server.model.Column;
import dev.beadle.server.model.SiteTable;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The rows of a table as texts, in an order that does not depend on where they come from. */
final class SiteRows {
  private SiteRows() {}

  /** The rows of a table, without what only a database or only an export gives. */
  static List<String> of(TableSource source, SiteTable table) {
    List<String> rows = new ArrayList<>();
    try (RowCursor cursor = source.open(table)) {
      while (cursor.next()) {
        // An export has some settings more, which a database is not asked for.
        if (table != SiteTable.CONFIG || SiteSettings.NAMES.contains(cursor.textAt(0))) {
          rows.add(textOf(cursor, table));
        }
      }
    }
    rows.sort(null);
    return rows;
  }

  private static String textOf(RowCursor cursor, SiteTable table) {
    var text = new StringBuilder();
    List<Column> columns = table.columns();
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      if (isOnlyInDatabases(table, column)) {
        continue;
      }
      text.append(column.name()).append('=');
      if (column.kind().isText()) {
        text.append('"').append(cursor.textAt(i)).append('"');
      } else {
        text.append(cursor.numberAt(i));
      }
      text.append(' ');
    }
    return text.toString();
  }

  /** The recorded exports leave out the names of categories, which decide nothing. */
  private static boolean isOnlyInDatabases(SiteTable table, Column column) {
    return table == SiteTable.COURSE_CATEGORIES && column.name().equals("name");
  }

  /** The export of one of the recorded sites. */
  static CsvTables exportOf(String dataset) {
    String folder = "/oracle/datasets/" + dataset + "/csv";
    URL found = SiteRows.class.getResource(folder);
    if (found == null) {
      throw new IllegalStateException("no test resource " + folder);
    }
    try {
      return CsvTables.in(Path.of(found.toURI()));
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
