package dev.beadle.server.verification;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.moodle.MemoryTables;
import dev.beadle.server.moodle.SiteReadException;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Applies recorded changes of rows to tables in memory. */
final class RowChanges {
  private RowChanges() {}

  /**
   * Applies a list of {@code {"table": …, "op": "insert|update|delete", "row": {…}}}, in order.
   * Tables that the graph does not hold are passed over.
   *
   * @param where the file and line, for messages
   * @throws SiteReadException if it is not of this form
   */
  static void apply(JsonElement changes, MemoryTables tables, String where) {
    if (!changes.isJsonArray()) {
      throw new SiteReadException(where + ": `changes` is not a list");
    }
    for (JsonElement element : changes.getAsJsonArray()) {
      JsonObject change = objectOf(element, where, "change");
      SiteTable table = findTable(textOf(change, "table", where));
      if (table != null) {
        applyOne(change, table, tables, where);
      }
    }
  }

  private static void applyOne(
      JsonObject change, SiteTable table, MemoryTables tables, String where) {
    JsonObject row = objectOf(change.get("row"), where, "row");
    Function<String, @Nullable String> valueOf = column -> findValue(row, column);
    String operation = textOf(change, "op", where);
    try {
      switch (operation) {
        case "insert" -> tables.put(table, valueOf);
        case "update" -> tables.amend(table, valueOf);
        case "delete" -> tables.remove(table, valueOf);
        default ->
            throw new SiteReadException(
                "unknown op `" + operation + "` (expected: insert, update or delete)");
      }
    } catch (SiteReadException malformed) {
      throw new SiteReadException(where + ": " + malformed.getMessage(), malformed);
    }
  }

  private static @Nullable SiteTable findTable(String name) {
    for (SiteTable table : SiteTable.values()) {
      if (table.tableName().equals(name.toLowerCase(Locale.ROOT))) {
        return table;
      }
    }
    return null;
  }

  /** Null when the row does not have it; a column that is null is empty. */
  private static @Nullable String findValue(JsonObject row, String column) {
    JsonElement value = row.get(column);
    if (value == null || value.isJsonArray() || value.isJsonObject()) {
      return null;
    }
    if (value.isJsonNull()) {
      return "";
    }
    boolean isBoolean = value.getAsJsonPrimitive().isBoolean();
    return isBoolean ? (value.getAsBoolean() ? "1" : "0") : value.getAsString();
  }

  private static JsonObject objectOf(@Nullable JsonElement element, String where, String what) {
    if (element == null || !element.isJsonObject()) {
      throw new SiteReadException(where + ": " + what + " is not an object");
    }
    return element.getAsJsonObject();
  }

  private static String textOf(JsonObject object, String member, String where) {
    JsonElement value = object.get(member);
    if (value == null || !value.isJsonPrimitive()) {
      throw new SiteReadException(where + ": `" + member + "` is not a text");
    }
    return value.getAsString();
  }
}
