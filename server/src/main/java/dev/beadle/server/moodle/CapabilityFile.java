package dev.beadle.server.moodle;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.beadle.server.graph.DeprecatedCapability;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The deprecated names of capabilities, which no table holds, from a JSON file: an object with a
 * list {@code deprecated} of objects with {@code name}, {@code component} and {@code replacement}
 * (null or absent for none). Other members are ignored.
 */
public final class CapabilityFile {
  private CapabilityFile() {}

  /**
   * Reads a file.
   *
   * @throws SiteReadException if it cannot be read or is not of this form
   */
  public static List<DeprecatedCapability> read(Path file) {
    try (Reader reader = Files.newBufferedReader(file)) {
      return parse(file, JsonParser.parseReader(reader));
    } catch (IOException | JsonParseException unreadable) {
      throw new SiteReadException(
          file + ": cannot be read: " + unreadable.getMessage(), unreadable);
    }
  }

  private static List<DeprecatedCapability> parse(Path file, JsonElement root) {
    JsonElement list = root.isJsonObject() ? root.getAsJsonObject().get("deprecated") : null;
    if (list == null || !list.isJsonArray()) {
      throw new SiteReadException(file + ": no list `deprecated` in a JSON object");
    }
    JsonArray entries = list.getAsJsonArray();
    List<DeprecatedCapability> deprecated = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      String where = file + ": deprecated[" + i + "]";
      if (!entries.get(i).isJsonObject()) {
        throw new SiteReadException(where + " is not an object");
      }
      JsonObject entry = entries.get(i).getAsJsonObject();
      String name = textOf(entry, "name", where);
      if (name.isEmpty()) {
        throw new SiteReadException(where + " has no name");
      }
      deprecated.add(
          new DeprecatedCapability(
              name, textOf(entry, "component", where), textOf(entry, "replacement", where)));
    }
    return List.copyOf(deprecated);
  }

  private static String textOf(JsonObject entry, String member, String where) {
    JsonElement value = entry.get(member);
    if (value == null || value.isJsonNull()) {
      return "";
    }
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
      throw new SiteReadException(where + "." + member + " is not a text: " + value);
    }
    return value.getAsString();
  }
}
