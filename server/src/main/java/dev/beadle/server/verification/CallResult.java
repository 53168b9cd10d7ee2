package dev.beadle.server.verification;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a recorded call answered, in the words of {@link AnswerText}. PHP's lists come as JSON lists
 * or, keyed by id, as objects; their members as ids or as records with an {@code id}.
 */
final class CallResult {
  private CallResult() {}

  /** Yes or no, as PHP sees it. */
  static String truth(TraceCall call) {
    return call.threw() ? AnswerText.REFUSED : AnswerText.of(TraceCall.isTrue(call.result()));
  }

  /** A list of ids, or false. */
  static String ids(TraceCall call) {
    return call.threw() ? AnswerText.REFUSED : idsIn(call.result(), "id");
  }

  /** A number. */
  static String number(TraceCall call) {
    if (call.threw()) {
      return AnswerText.REFUSED;
    }
    JsonElement result = call.result();
    if (isFalse(result)) {
      return AnswerText.FALSE;
    }
    return Long.toString(idOf(result, "id"));
  }

  /** How many members a list has. */
  static int size(JsonElement result) {
    if (result.isJsonObject()) {
      return result.getAsJsonObject().size();
    }
    return result.isJsonArray() ? result.getAsJsonArray().size() : 0;
  }

  /**
   * The ids in a list.
   *
   * @param member which id of a record is meant
   */
  static String idsIn(JsonElement result, String member) {
    if (isFalse(result)) {
      return AnswerText.FALSE;
    }
    return AnswerText.ofIds(idList(result, member).stream().mapToLong(Long::longValue));
  }

  /** The ids in a list, in its order; none in false or null. */
  static List<Long> idList(JsonElement result, String member) {
    List<Long> ids = new ArrayList<>();
    if (result.isJsonArray()) {
      result.getAsJsonArray().forEach(element -> ids.add(idOf(element, member)));
    } else if (result.isJsonObject()) {
      addKeyed(result.getAsJsonObject(), member, ids);
    } else if (result.isJsonPrimitive() && TraceCall.isTrue(result)) {
      ids.add(idOf(result, member));
    }
    return ids;
  }

  /** Of records the member counts, of anything else the key. */
  private static void addKeyed(JsonObject keyed, String member, List<Long> ids) {
    if (keyed.has(member) && !keyed.get(member).isJsonObject()) {
      ids.add(idOf(keyed, member));
      return;
    }
    for (Map.Entry<String, JsonElement> entry : keyed.entrySet()) {
      JsonElement value = entry.getValue();
      boolean isRecord = value.isJsonObject() && value.getAsJsonObject().has(member);
      ids.add(isRecord ? idOf(value, member) : number(entry.getKey()));
    }
  }

  private static long idOf(JsonElement element, String member) {
    if (element.isJsonPrimitive()) {
      return number(element.getAsString());
    }
    JsonElement id = element.isJsonObject() ? element.getAsJsonObject().get(member) : null;
    if (id == null || !id.isJsonPrimitive()) {
      throw new UnsupportedCallException("a result without ids");
    }
    return number(id.getAsString());
  }

  private static boolean isFalse(JsonElement result) {
    return result.isJsonPrimitive()
        && result.getAsJsonPrimitive().isBoolean()
        && !result.getAsBoolean();
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException notAnId) {
      throw new UnsupportedCallException("a result without ids");
    }
  }
}
