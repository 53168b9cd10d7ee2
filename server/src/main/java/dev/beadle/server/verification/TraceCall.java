package dev.beadle.server.verification;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.beadle.server.model.Column;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.moodle.SiteReadException;
import dev.beadle.server.verification.SearchQuestion.Answering;
import dev.beadle.server.verification.TraceFunction.Asked;
import dev.beadle.server.verification.TraceFunction.Claim;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One recorded call of an access function, as a trace has it: its arguments, counted from 0, its
 * session and its result. Immutable. Methods that read an argument throw SiteReadException when it
 * is none of the kind.
 */
final class TraceCall {
  private static final List<String> ID_MEMBERS =
      List.of("id", "context", "user", "role", "course", "cm", "group", "grouping");

  private final JsonObject line;
  private final String where;
  private final JsonArray arguments;
  private final JsonObject environment;

  TraceCall(JsonObject line, String where) {
    this.line = line;
    this.where = where;
    this.arguments = line.has("args") ? arrayOf(line.get("args")) : new JsonArray();
    JsonElement env = line.get("env");
    this.environment = env != null && env.isJsonObject() ? env.getAsJsonObject() : new JsonObject();
  }

  /** The function's name. */
  String function() {
    return textOf(line.get("call"));
  }

  /** The call, as it is written. */
  @Override
  public String toString() {
    return line.toString();
  }

  /** What the call asks and answered; the question is told as the call. */
  Asked asks(Answering answering, String expected) {
    return new Asked(new SearchQuestion(this::toString, answering), expected);
  }

  /** The same of a question that there is. */
  Asked asks(Question question, String expected) {
    return new Asked(question, expected);
  }

  /** A text in a record, or an argument that is one; empty when the record has none. */
  String member(int index, String name) {
    JsonElement asked = argument(index);
    if (!asked.isJsonObject()) {
      return textOf(asked);
    }
    JsonElement value = asked.getAsJsonObject().get(name);
    return value == null || !value.isJsonPrimitive() ? "" : value.getAsString();
  }

  /** Whether an argument is there and not null. */
  boolean isGiven(int index) {
    return index < arguments.size() && !arguments.get(index).isJsonNull();
  }

  /** A text, or a number as one. */
  String text(int index) {
    return textOf(argument(index));
  }

  /** A text; {@code otherwise} when it is left out or false. */
  String textOr(int index, String otherwise) {
    return isGiven(index) && isTrue(argument(index)) ? text(index) : otherwise;
  }

  /** A list of texts. */
  List<String> texts(int index) {
    return arrayOf(argument(index)).asList().stream().map(this::textOf).toList();
  }

  /** Whether an argument is true as PHP sees it; {@code otherwise} when it is left out. */
  boolean isTrue(int index, boolean otherwise) {
    return isGiven(index) ? isTrue(argument(index)) : otherwise;
  }

  /** A list of texts, or one alone. */
  List<String> textOrTexts(int index) {
    if (!isGiven(index)) {
      return List.of();
    }
    return argument(index).isJsonPrimitive() ? List.of(text(index)) : values(index, this::textOf);
  }

  /** A whole number; {@code otherwise} when it is left out, empty or false. */
  long number(int index, long otherwise) {
    return isGiven(index) && isTrue(argument(index)) ? idOf(argument(index), "id") : otherwise;
  }

  /** The id of a role, course, group or the like, alone or in a record; 0 when it is left out. */
  long id(int index) {
    return isGiven(index) && !isFalsy(argument(index)) ? idOf(argument(index), "id") : 0;
  }

  /** A list of ids, or one alone; none when it is left out, false or 0. */
  List<Long> ids(int index) {
    if (!isGiven(index) || isFalsy(argument(index))) {
      return List.of();
    }
    JsonElement asked = argument(index);
    if (asked.isJsonPrimitive() || isRecord(asked)) {
      return List.of(idOf(asked, "id"));
    }
    return values(index, element -> idOf(element, "id"));
  }

  /** What a record says of a row besides its id. */
  List<Claim> claims(int index, SiteTable table) {
    if (!isGiven(index) || !isRecord(argument(index))) {
      return List.of();
    }
    JsonObject said = argument(index).getAsJsonObject();
    Map<String, String> values = new HashMap<>();
    for (Column column : table.columns().subList(1, table.columns().size())) {
      JsonElement value = said.get(column.name());
      if (value != null && value.isJsonPrimitive()) {
        values.put(column.name(), textOfColumn(value));
      }
    }
    if (values.isEmpty()) {
      return List.of();
    }
    values.put("id", Long.toString(id(index)));
    return List.of(new Claim(table, values));
  }

  /** The id of a context. */
  long contextId(int index) {
    return idOf(argument(index), "context");
  }

  /** The id of a user; the current user's when it is left out. */
  long userId(int index) {
    return isGiven(index) ? idOf(argument(index), "id") : currentUserId();
  }

  /** The session of the call. */
  Session session() {
    long loginAs = 0;
    JsonElement loginAsContext = environment.get("loginascontext");
    if (loginAsContext != null && !loginAsContext.isJsonNull()) {
      loginAs = idOf(loginAsContext, "context");
    }
    return new Session(currentUserId(), held("rsw"), held("temproles"), loginAs);
  }

  /** What the function returned; null when that is not written. */
  JsonElement result() {
    JsonElement result = line.get("result");
    return result == null ? JsonNull.INSTANCE : result;
  }

  /** Whether the function threw an exception instead of returning. */
  boolean threw() {
    JsonElement result = result();
    return line.has("exception")
        || line.has("error")
        || (result.isJsonObject()
            && (result.getAsJsonObject().has("exception")
                || result.getAsJsonObject().has("error")));
  }

  private long currentUserId() {
    JsonElement user = environment.get("user");
    return user == null || user.isJsonNull() ? 0 : idOf(user, "id");
  }

  /** Roles by the paths at which they are held; a context is the last id of its path. */
  private List<HeldRole> held(String member) {
    List<HeldRole> roles = new ArrayList<>();
    JsonElement byPath = environment.get(member);
    if (byPath == null || !byPath.isJsonObject()) {
      // PHP writes an empty map as an empty list.
      return roles;
    }
    for (Map.Entry<String, JsonElement> entry : byPath.getAsJsonObject().entrySet()) {
      String path = entry.getKey();
      long contextId = number(path.substring(path.lastIndexOf('/') + 1));
      for (JsonElement role : listOf(entry.getValue())) {
        roles.add(new HeldRole(contextId, number(textOf(role))));
      }
    }
    return roles;
  }

  private static List<JsonElement> listOf(JsonElement value) {
    if (value.isJsonObject()) {
      // PHP keeps sets of role ids as the keys of a map.
      List<JsonElement> keys = new ArrayList<>();
      value.getAsJsonObject().keySet().forEach(key -> keys.add(new JsonPrimitive(key)));
      return keys;
    }
    return value.isJsonArray() ? value.getAsJsonArray().asList() : List.of(value);
  }

  private static String textOfColumn(JsonElement value) {
    boolean isBoolean = value.getAsJsonPrimitive().isBoolean();
    return isBoolean ? (value.getAsBoolean() ? "1" : "0") : value.getAsString();
  }

  /** A record by its id, or by what it is. */
  private static boolean isRecord(JsonElement element) {
    return element.isJsonObject() && ID_MEMBERS.stream().anyMatch(element.getAsJsonObject()::has);
  }

  private static List<String> idMembers(String preferred) {
    List<String> names = new ArrayList<>(List.of(preferred));
    names.addAll(ID_MEMBERS);
    return names;
  }

  private static boolean isFalsy(JsonElement element) {
    return element.isJsonPrimitive() && !isTrue(element);
  }

  /** The members of a list; PHP's may have keys. */
  private <T> List<T> values(int index, Function<JsonElement, T> read) {
    JsonElement asked = argument(index);
    List<JsonElement> elements =
        asked.isJsonObject()
            ? List.copyOf(asked.getAsJsonObject().asMap().values())
            : arrayOf(asked).asList();
    return elements.stream().map(read).toList();
  }

  private long idOf(JsonElement element, String member) {
    if (!element.isJsonObject()) {
      return number(textOf(element));
    }
    JsonObject object = element.getAsJsonObject();
    for (String name : idMembers(member)) {
      JsonElement id = object.get(name);
      if (id != null && id.isJsonPrimitive()) {
        return number(id.getAsString());
      }
    }
    throw new SiteReadException(where + ": no id in " + element);
  }

  private String textOf(JsonElement element) {
    if (!element.isJsonPrimitive()) {
      throw new SiteReadException(where + ": not a text or a number: " + element);
    }
    return element.getAsString();
  }

  private JsonArray arrayOf(JsonElement element) {
    if (!element.isJsonArray()) {
      throw new SiteReadException(where + ": not a list: " + element);
    }
    return element.getAsJsonArray();
  }

  private long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException malformed) {
      throw new SiteReadException(where + ": malformed id `" + text + "`", malformed);
    }
  }

  private JsonElement argument(int index) {
    if (index >= arguments.size()) {
      throw new SiteReadException(where + ": no argument " + (index + 1));
    }
    return arguments.get(index);
  }

  /** Whether PHP takes a value for true. */
  static boolean isTrue(JsonElement element) {
    return element.isJsonPrimitive()
        && (element.getAsJsonPrimitive().isBoolean()
            ? element.getAsBoolean()
            : !element.getAsString().isEmpty() && !element.getAsString().equals("0"));
  }
}
