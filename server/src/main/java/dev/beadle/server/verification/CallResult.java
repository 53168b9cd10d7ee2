package dev.beadle.server.verification;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

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

  /** A text in a record, or a text; none of false and null. */
  static String member(TraceCall call, String name) {
    if (call.threw()) {
      return AnswerText.REFUSED;
    }
    JsonElement result = call.result();
    if (!result.isJsonObject()) {
      return TraceCall.isTrue(result) ? result.getAsString() : AnswerText.NONE;
    }
    JsonElement value = result.getAsJsonObject().get(name);
    if (value == null || !value.isJsonPrimitive()) {
      throw new UnsupportedCallException("a result without " + name);
    }
    return value.getAsString();
  }

  /** A list of texts as a set: its values, or keys where it has any. */
  static String words(TraceCall call) {
    if (call.threw()) {
      return AnswerText.REFUSED;
    }
    JsonElement result = call.result();
    if (result.isJsonObject()) {
      return AnswerText.ofSet(result.getAsJsonObject().keySet().stream());
    }
    if (!result.isJsonArray()) {
      throw new UnsupportedCallException("a result that is no list");
    }
    return AnswerText.ofSet(
        result.getAsJsonArray().asList().stream().map(element -> element.getAsString()));
  }

  /** The values of a list, which may have keys, as a set of ids. */
  static String values(TraceCall call) {
    JsonElement result = call.result();
    if (call.threw() || !result.isJsonObject()) {
      return ids(call);
    }
    return AnswerText.ofIds(
        result.getAsJsonObject().asMap().values().stream().mapToLong(value -> idOf(value, "id")));
  }

  /** The texts of an object by their keys; PHP writes an empty one as an empty list. */
  static Map<String, String> textsByKey(JsonElement result) {
    Map<String, String> texts = new TreeMap<>();
    if (result.isJsonObject()) {
      result
          .getAsJsonObject()
          .entrySet()
          .forEach(one -> {
            if (!one.getValue().isJsonPrimitive()) {
              throw new UnsupportedCallException("a result of other than texts");
            }
            texts.put(one.getKey(), one.getValue().getAsString());
          });
    }
    return texts;
  }

  /** A list of ids for each key. */
  static String idsByKey(JsonElement result) {
    return byKey(result, value -> idList(value, "id"));
  }

  /** The keys of an object for each key. */
  static String keysByKey(JsonElement result) {
    return byKey(
        result,
        value ->
            value.isJsonObject()
                ? value.getAsJsonObject().keySet().stream().map(CallResult::number).toList()
                : idList(value, "id"));
  }

  /** A list without keys has them from 0. */
  private static String byKey(JsonElement result, Function<JsonElement, List<Long>> read) {
    Map<Long, List<Long>> ids = new TreeMap<>();
    if (result.isJsonObject()) {
      result
          .getAsJsonObject()
          .entrySet()
          .forEach(one -> ids.put(number(one.getKey()), read.apply(one.getValue())));
    } else if (result.isJsonArray()) {
      for (int i = 0; i < result.getAsJsonArray().size(); i++) {
        ids.put((long) i, read.apply(result.getAsJsonArray().get(i)));
      }
    }
    return AnswerText.ofIdsByKey(ids);
  }

  /** A text; empty for false and null. */
  static String text(TraceCall call) {
    if (call.threw()) {
      return AnswerText.REFUSED;
    }
    JsonElement result = call.result();
    return result.isJsonPrimitive() && TraceCall.isTrue(result) ? result.getAsString() : "";
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

  /** The result of a call that gives two lists. */
  static JsonArray twoListsOf(TraceCall call) {
    JsonElement result = call.result();
    if (!result.isJsonArray() || result.getAsJsonArray().size() != 2) {
      throw new UnsupportedCallException("a result that is not of two lists");
    }
    return result.getAsJsonArray();
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
      boolean isKeyId = entry.getKey().chars().allMatch(Character::isDigit);
      ids.add(isRecord || !isKeyId ? idOf(value, member) : number(entry.getKey()));
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
