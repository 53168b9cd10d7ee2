package dev.beadle.server.verification;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.beadle.server.moodle.SiteReadException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A file with one JSON object on each line; gzip when its name ends in .gz. Not thread-safe. */
final class JsonLines implements AutoCloseable {
  private final Path file;
  private final BufferedReader reader;
  private long line;

  private JsonLines(Path file, BufferedReader reader) {
    this.file = file;
    this.reader = reader;
  }

  /**
   * Opens a file.
   *
   * @throws SiteReadException if it cannot be read
   */
  static JsonLines open(Path file) {
    try {
      InputStream bytes = Files.newInputStream(file);
      InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
      return new JsonLines(
          file, new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8)));
    } catch (IOException unreadable) {
      throw new SiteReadException(file + ": cannot be read: " + unreadable, unreadable);
    }
  }

  /**
   * The next object, or null at the end.
   *
   * @throws SiteReadException if the line is no JSON object
   */
  @Nullable JsonObject findNext() {
    try {
      String text = reader.readLine();
      line++;
      if (text == null) {
        return null;
      }
      JsonElement element = JsonParser.parseString(text);
      if (!element.isJsonObject()) {
        throw new SiteReadException(where() + ": not a JSON object");
      }
      return element.getAsJsonObject();
    } catch (IOException | JsonParseException unreadable) {
      String reason = String.valueOf(unreadable.getMessage()).lines().findFirst().orElse("");
      throw new SiteReadException(where() + ": cannot be read: " + reason, unreadable);
    }
  }

  /** The file and the line of the last object. */
  String where() {
    return file + ":" + line;
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException unclosable) {
      throw new SiteReadException(file + ": cannot be closed: " + unclosable, unclosable);
    }
  }
}
