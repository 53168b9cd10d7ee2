package dev.beadle.server.verification;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.beadle.server.moodle.SiteReadException;
import dev.beadle.server.verification.RecordedDecision.HeldRole;
import dev.beadle.server.verification.RecordedDecision.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One recorded call of an access function, as a trace has it. Immutable. */
final class TraceCall {
  /** What a function asks, of has_capability and its friends. */
  enum Form {
    ONE,
    ANY,
    ALL,
    REQUIRE_ONE,
    REQUIRE_ALL
  }

  private static final Map<String, Form> FORMS =
      Map.of(
          "has_capability", Form.ONE,
          "has_any_capability", Form.ANY,
          "has_all_capabilities", Form.ALL,
          "require_capability", Form.REQUIRE_ONE,
          "require_all_capabilities", Form.REQUIRE_ALL);

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

  String function() {
    return textOf(line.get("call"));
  }

  /** What the function asks, or null when it is none of has_capability's friends. */
  @Nullable Form findForm() {
    return FORMS.get(function());
  }

  /** The first argument: one name or a list of names. */
  List<String> capabilities(Form form) {
    JsonElement asked = argument(0);
    return switch (form) {
      case ONE, REQUIRE_ONE -> List.of(textOf(asked));
      case ANY, ALL, REQUIRE_ALL -> arrayOf(asked).asList().stream().map(this::textOf).toList();
    };
  }

  /** The second argument. */
  long contextId() {
    return idOf(argument(1), "context");
  }

  /** The third argument; the current user when it is left out. */
  long userId() {
    return isGiven(2) ? idOf(argument(2), "id") : currentUserId();
  }

  /** The surroundings: the fourth argument and the session. */
  Session session() {
    boolean doAnything = !isGiven(3) || isTrue(argument(3));
    long loginAs = 0;
    JsonElement loginAsContext = environment.get("loginascontext");
    if (loginAsContext != null && !loginAsContext.isJsonNull()) {
      loginAs = idOf(loginAsContext, "context");
    }
    return new Session(
        doAnything, userId() == currentUserId(), held("rsw"), held("temproles"), loginAs);
  }

  /**
   * What Moodle answered. A require function answers nothing when all is well, and throws
   * otherwise.
   */
  boolean expected(Form form) {
    JsonElement result = line.get("result");
    boolean threw =
        line.has("exception") || line.has("error") || (result != null && result.isJsonObject());
    return switch (form) {
      case ONE, ANY, ALL -> result != null && isTrue(result);
      case REQUIRE_ONE, REQUIRE_ALL ->
          !threw
              && (result == null
                  || result.isJsonNull()
                  || isTrue(result)
                  || (result.isJsonArray() && result.getAsJsonArray().isEmpty()));
    };
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

  private long idOf(JsonElement element, String member) {
    if (!element.isJsonObject()) {
      return number(textOf(element));
    }
    JsonObject object = element.getAsJsonObject();
    JsonElement id = object.has(member) ? object.get(member) : object.get("id");
    if (id == null || !id.isJsonPrimitive()) {
      throw new SiteReadException(where + ": no id in " + element);
    }
    return number(id.getAsString());
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

  private boolean isGiven(int index) {
    return index < arguments.size() && !arguments.get(index).isJsonNull();
  }

  private static boolean isTrue(JsonElement element) {
    return element.isJsonPrimitive()
        && (element.getAsJsonPrimitive().isBoolean()
            ? element.getAsBoolean()
            : !element.getAsString().isEmpty() && !element.getAsString().equals("0"));
  }
}
