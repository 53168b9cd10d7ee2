package dev.beadle.server.moodle;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.beadle.server.model.Column;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file as a row cursor: UTF-8, a header row, RFC 4180 with any line ends, gzip when its name
 * ends in {@code .gz}. Columns are found by name; others are ignored. Confined to one thread. Cost:
 * numbers are read where they stand, without a string.
 */
public final class CsvFile implements RowCursor {
  private static final int BUFFER_BYTES = 1 << 16;

  /** The longest field, in characters. */
  private static final int MAX_FIELD_CHARS = 1 << 20;

  private final String name;
  private final CsvRow row;
  private final CsvReader<CsvRow> reader;
  private final CloseableIterator<CsvRow> rows;

  private CsvFile(String name, List<Column> columns, Reader text) {
    this.name = name;
    this.row = new CsvRow(columns);
    this.reader =
        CsvReader.builder()
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .allowUnclosedQuote(false)
            .maxBufferSize(MAX_FIELD_CHARS)
            .build(row, text);
    this.rows = reader.iterator();
  }

  /**
   * Opens a file at its first row.
   *
   * @param name what to call it in messages; {@code .gz} at its end says that it is compressed
   * @param columns what is read of it, by name
   * @throws SiteReadException if it cannot be read or a column is missing
   */
  public static CsvFile open(String name, InputStream bytes, List<Column> columns) {
    try {
      InputStream plain = name.endsWith(".gz") ? new GZIPInputStream(bytes, BUFFER_BYTES) : bytes;
      var decoder =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT);
      var text = new BufferedReader(new InputStreamReader(plain, decoder));
      skipByteOrderMark(text);
      var file = new CsvFile(name, columns, text);
      file.readHeader();
      return file;
    } catch (IOException unreadable) {
      closeQuietly(bytes, unreadable);
      throw new SiteReadException(name + ": " + describe(unreadable), unreadable);
    } catch (SiteReadException refused) {
      closeQuietly(bytes, refused);
      throw refused;
    }
  }

  @Override
  public boolean next() {
    if (!advance()) {
      return false;
    }
    String problem = row.findProblem();
    if (problem != null) {
      throw new SiteReadException(name + ":" + row.line() + ", " + problem);
    }
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

  /** The line on which the current row begins, from 1. */
  public long line() {
    return row.line();
  }

  @Override
  public String where(String column) {
    return name + ":" + row.line() + ", column " + column;
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException unclosable) {
      throw new SiteReadException(name + ": " + describe(unclosable), unclosable);
    }
  }

  /** Here and not in the first name, which may be quoted after it. */
  private static void skipByteOrderMark(BufferedReader text) throws IOException {
    text.mark(1);
    if (text.read() != '\uFEFF') {
      text.reset();
    }
  }

  private void readHeader() {
    if (!advance()) {
      throw new SiteReadException(name + ":1: empty file (expected: a header row)");
    }
    String problem = row.endHeader();
    if (problem != null) {
      throw new SiteReadException(name + ":1: " + problem);
    }
  }

  private boolean advance() {
    try {
      if (!rows.hasNext()) {
        return false;
      }
      rows.next();
      return true;
    } catch (CsvParseException malformed) {
      throw new SiteReadException(
          name + ":" + Math.max(1, row.line()) + ": " + describe(malformed), malformed);
    } catch (UncheckedIOException unreadable) {
      throw new SiteReadException(
          name + ":" + Math.max(1, row.line()) + ": " + describe(unreadable), unreadable);
    }
  }

  /** The innermost message: the parser wraps what the disk or the decoder said. */
  private static String describe(Exception problem) {
    Throwable innermost = problem;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    String message = innermost.getMessage();
    String kind = innermost.getClass().getSimpleName().replace("Exception", "");
    return message == null ? kind : kind + ": " + message;
  }

  private static void closeQuietly(InputStream bytes, Exception reason) {
    try {
      bytes.close();
    } catch (IOException alsoFailed) {
      reason.addSuppressed(alsoFailed);
    }
  }

  /** The names of a header, folded to lower case, with their positions. */
  static Map<String, Integer> positions(List<String> header) {
    Map<String, Integer> positions = new TreeMap<>();
    for (int i = 0; i < header.size(); i++) {
      positions.putIfAbsent(header.get(i).toLowerCase(Locale.ROOT), i);
    }
    return positions;
  }

  /** The value of a column that may be missing from the file: its position, or null. */
  static @Nullable Integer findPosition(Map<String, Integer> positions, Column column) {
    return positions.get(column.name());
  }
}
