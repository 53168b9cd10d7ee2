package dev.beadle.server.verification;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.beadle.server.graph.FactRow;
import dev.beadle.server.model.Column;
import dev.beadle.server.moodle.CsvFile;
import dev.beadle.server.moodle.SiteReadException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** How the files of a kind tell their decisions. */
sealed interface DecisionFormat {
  /**
   * Opens a file.
   *
   * @throws SiteReadException if it cannot be read
   */
  DecisionSource open(Path file);

  /** The endings of such files. */
  String endings();

  /**
   * A table with a row for each decision.
   *
   * @param columns what is read of it, by name
   * @param reader what a row says, and the line it stands on
   */
  record Table(List<Column> columns, RowReader reader) implements DecisionFormat {
    public Table {
      columns = List.copyOf(columns);
    }

    @Override
    public DecisionSource open(Path file) {
      try {
        return new Rows(CsvFile.open(file.toString(), Files.newInputStream(file), columns), reader);
      } catch (IOException unreadable) {
        throw new SiteReadException(file + ": cannot be read: " + unreadable, unreadable);
      }
    }

    @Override
    public String endings() {
      return ".csv or .csv.gz";
    }
  }

  /**
   * One JSON value that holds all decisions.
   *
   * @param reader the decisions in it
   */
  record Document(DocumentReader reader) implements DecisionFormat {
    /** The largest file, unpacked, in bytes. */
    private static final int MAX_BYTES = 1 << 26;

    @Override
    public DecisionSource open(Path file) {
      JsonElement root = read(file);
      try {
        return new Listed(reader.read(root).iterator());
      } catch (IllegalStateException | ClassCastException | NumberFormatException malformed) {
        throw new SiteReadException(file + ": not of its kind's form: " + malformed, malformed);
      }
    }

    @Override
    public String endings() {
      return ".json or .json.gz";
    }

    private static JsonElement read(Path file) {
      try (InputStream bytes = Files.newInputStream(file);
          InputStream plain =
              file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes) {
        byte[] text = plain.readNBytes(MAX_BYTES + 1);
        if (text.length > MAX_BYTES) {
          throw new SiteReadException(file + ": more than " + MAX_BYTES + " bytes, unpacked");
        }
        return JsonParser.parseString(new String(text, StandardCharsets.UTF_8));
      } catch (IOException | JsonParseException unreadable) {
        String reason = String.valueOf(unreadable.getMessage()).lines().findFirst().orElse("");
        throw new SiteReadException(file + ": cannot be read: " + reason, unreadable);
      }
    }
  }

  /** What a row says. */
  @FunctionalInterface
  interface RowReader {
    RecordedDecision read(FactRow row, long line);
  }

  /** What a document says. */
  @FunctionalInterface
  interface DocumentReader {
    List<RecordedDecision> read(JsonElement root);
  }

  /** The rows of an open file. */
  final class Rows implements DecisionSource {
    private final CsvFile file;
    private final RowReader reader;

    private Rows(CsvFile file, RowReader reader) {
      this.file = file;
      this.reader = reader;
    }

    @Override
    public @Nullable RecordedDecision findNext() {
      return file.next() ? reader.read(file, file.line()) : null;
    }

    @Override
    public void close() {
      file.close();
    }
  }

  /** Decisions that are at hand. */
  final class Listed implements DecisionSource {
    private final Iterator<RecordedDecision> decisions;

    private Listed(Iterator<RecordedDecision> decisions) {
      this.decisions = decisions;
    }

    @Override
    public @Nullable RecordedDecision findNext() {
      return decisions.hasNext() ? decisions.next() : null;
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }
}
