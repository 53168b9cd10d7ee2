package dev.beadle.server.testing.generator;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.beadle.server.model.Column;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.moodle.RowCursor;
import dev.beadle.server.moodle.TableSource;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Writes a site as one compressed CSV file for each table. Stateless and so thread-safe. */
final class SiteExport {
  private static final int BUFFER_BYTES = 1 << 16;

  private SiteExport() {}

  static void write(TableSource site, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (SiteTable table : SiteTable.values()) {
      Path file = folder.resolve(table.tableName() + ".csv.gz");
      try (RowCursor rows = site.open(table);
          var bytes = new GZIPOutputStream(Files.newOutputStream(file), BUFFER_BYTES);
          var text = new BufferedWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8))) {
        write(table.columns(), rows, text);
      }
    }
  }

  private static void write(List<Column> columns, RowCursor rows, Writer text) throws IOException {
    try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
      csv.writeRecord(columns.stream().map(Column::name).toList());
      String[] fields = new String[columns.size()];
      while (rows.next()) {
        for (int i = 0; i < fields.length; i++) {
          fields[i] = fieldAt(i, columns.get(i), rows);
        }
        csv.writeRecord(fields);
      }
    }
  }

  private static String fieldAt(int index, Column column, RowCursor rows) {
    return switch (column.kind()) {
      case TEXT, OPTIONAL_TEXT -> rows.textAt(index);
      case KEY, NUMBER, OPTIONAL_NUMBER -> Long.toString(rows.numberAt(index));
      case PRESENCE -> rows.numberAt(index) == 0 ? "" : "present";
    };
  }
}
