package dev.beadle.server.moodle;

import com.google.gson.stream.JsonWriter;
import dev.beadle.server.graph.DeprecatedCapability;
import dev.beadle.server.graph.FactCursor;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotRows;
import dev.beadle.server.model.Column;
import dev.beadle.server.model.SiteTable;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Writes a site as the files that {@link CsvTables} and {@link CapabilityFile} read: one CSV file
 * for each table (UTF-8, RFC 4180 with plain line ends, an empty text as {@code ""}), and the
 * deprecated names. Stateless.
 */
public final class SiteExport {
  /** The file with the deprecated names, which no table holds. */
  public static final String CAPABILITIES_FILE = "capabilities.json";

  private static final String UNFINISHED = ".part";

  private SiteExport() {}

  /**
   * Writes all files.
   *
   * @param folder made when it does not exist; must be empty
   * @throws IOException if it is not empty or cannot be written
   */
  public static void write(PolicySnapshot site, Path folder, LoadProgress progress)
      throws IOException {
    Files.createDirectories(folder);
    try (var files = Files.list(folder)) {
      if (files.findAny().isPresent()) {
        throw new IOException(folder + ": not empty (expected: an empty folder, or none)");
      }
    }
    long totalRows = 0;
    for (SiteTable table : SiteTable.values()) {
      totalRows += write(site, table, folder, totalRows, progress);
    }
    writeDeprecated(site.capabilities().deprecated(), folder);
  }

  private static long write(
      PolicySnapshot site, SiteTable table, Path folder, long rowsBefore, LoadProgress progress)
      throws IOException {
    String name = table.tableName() + ".csv";
    Path unfinished = folder.resolve(name + UNFINISHED);
    long count = 0;
    try (BufferedWriter out = Files.newBufferedWriter(unfinished)) {
      writeHeader(table.columns(), out);
      FactCursor rows = SnapshotRows.of(site, table);
      while (rows.next()) {
        writeRow(table.columns(), rows, out);
        count++;
      }
    }
    finish(unfinished, folder.resolve(name));
    progress.read(table.tableName(), count, rowsBefore + count);
    return count;
  }

  private static void writeHeader(List<Column> columns, Writer out) throws IOException {
    String separator = "";
    for (Column column : columns) {
      out.write(separator + column.name());
      separator = ",";
    }
    out.write('\n');
  }

  private static void writeRow(List<Column> columns, FactCursor row, Writer out)
      throws IOException {
    for (int i = 0; i < columns.size(); i++) {
      if (i > 0) {
        out.write(',');
      }
      switch (columns.get(i).kind()) {
        case TEXT, OPTIONAL_TEXT -> writeText(row.textAt(i), out);
        case KEY, NUMBER, OPTIONAL_NUMBER -> out.write(Long.toString(row.numberAt(i)));
        // Whether there is one is all that is known: an empty field for none.
        case PRESENCE -> out.write(row.numberAt(i) == 0 ? "" : "1");
      }
    }
    out.write('\n');
  }

  private static void writeText(String text, Writer out) throws IOException {
    if (!needsQuotes(text)) {
      out.write(text);
      return;
    }
    out.write('"');
    out.write(text.replace("\"", "\"\""));
    out.write('"');
  }

  private static boolean needsQuotes(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == ',' || c == '\n' || c == '\r') {
        return true;
      }
    }
    return text.isEmpty() || text.charAt(0) == ' ' || text.charAt(text.length() - 1) == ' ';
  }

  private static void writeDeprecated(List<DeprecatedCapability> deprecated, Path folder)
      throws IOException {
    Path unfinished = folder.resolve(CAPABILITIES_FILE + UNFINISHED);
    try (JsonWriter out = new JsonWriter(Files.newBufferedWriter(unfinished))) {
      out.setIndent(" ");
      out.beginObject().name("deprecated").beginArray();
      for (DeprecatedCapability capability : deprecated) {
        out.beginObject();
        out.name("name").value(capability.name());
        out.name("component").value(capability.component());
        out.name("replacement").value(capability.replacement());
        out.endObject();
      }
      out.endArray().endObject();
    }
    finish(unfinished, folder.resolve(CAPABILITIES_FILE));
  }

  /** Under its name a file is whole. */
  private static void finish(Path unfinished, Path file) throws IOException {
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
