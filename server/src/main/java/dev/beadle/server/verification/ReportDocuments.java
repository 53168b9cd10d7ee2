package dev.beadle.server.verification;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.beadle.server.moodle.SiteReadException;
import dev.beadle.server.search.reports.SecurityCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Documents of recorded decisions: Moodle's reports. */
final class ReportDocuments {
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private ReportDocuments() {}

  /** Each check by its name: {@code {"guestrole": {"status": …, "riskyallows": […]}, …}}. */
  static List<RecordedDecision> security(JsonElement root) {
    List<RecordedDecision> decisions = new ArrayList<>();
    for (Map.Entry<String, JsonElement> entry : root.getAsJsonObject().entrySet()) {
      JsonObject recorded = entry.getValue().getAsJsonObject();
      SecurityCheck check = checkOf(entry.getKey());
      JsonElement role = recorded.get("roleid");
      decisions.add(
          new RecordedDecision(
              decisions.size() + 1L,
              ReportQuestions.security(check),
              ReportQuestions.security(
                  recorded.get("status").getAsString(),
                  role == null ? "0" : role.getAsString(),
                  behind(check, recorded))));
    }
    return decisions;
  }

  private static SecurityCheck checkOf(String name) {
    for (SecurityCheck check : SecurityCheck.values()) {
      if (check.moodleName().equals(name)) {
        return check;
      }
    }
    throw new SiteReadException("unknown check `" + name + "` of the security overview");
  }

  private static String behind(SecurityCheck check, JsonObject recorded) {
    return switch (check) {
      case DEFAULT_USER_ROLE, GUEST_ROLE, FRONT_PAGE_ROLE ->
          AnswerText.ofSet(
              lists(recorded, "riskyallows").map(one -> at(one, 0) + ":" + at(one, 1)));
      case ADMINISTRATORS -> numberIn(recorded, 1);
      case XSS -> AnswerText.ofIds(lists(recorded, "userids").mapToLong(JsonElement::getAsLong));
      case BACKUP ->
          ReportQuestions.backup(
              lists(recorded, "systemroleids").map(JsonElement::getAsString),
              Long.parseLong(numberIn(recorded, 2)),
              lists(recorded, "users")
                  .map(one -> at(one, 0) + ":" + at(one, 2) + "@" + at(one, 1)));
    };
  }

  /** The nth number that the summary tells. */
  private static String numberIn(JsonObject recorded, int nth) {
    String summary = recorded.get("summary").getAsString();
    Matcher number = NUMBER.matcher(summary);
    for (int i = 0; i < nth; i++) {
      if (!number.find()) {
        throw new SiteReadException("less than " + nth + " numbers in `" + summary + "`");
      }
    }
    return number.group();
  }

  /**
   * Of each capability the tree of contexts: {@code {"mod/a:b": {"1": {"children": […],
   * "rolecapabilities": {"5": -1, …}}, …}, …}}.
   */
  static List<RecordedDecision> overview(JsonElement root) {
    List<RecordedDecision> decisions = new ArrayList<>();
    for (Map.Entry<String, JsonElement> ofCapability : root.getAsJsonObject().entrySet()) {
      String capability = ofCapability.getKey();
      JsonObject contexts = ofCapability.getValue().getAsJsonObject();
      decisions.add(
          new RecordedDecision(
              decisions.size() + 1L,
              ReportQuestions.overview(capability),
              AnswerText.ofIds(contexts.keySet().stream().mapToLong(Long::parseLong))));
      for (Map.Entry<String, JsonElement> context : contexts.entrySet()) {
        JsonObject recorded = context.getValue().getAsJsonObject();
        decisions.add(
            new RecordedDecision(
                decisions.size() + 1L,
                ReportQuestions.overview(capability, Long.parseLong(context.getKey())),
                ReportQuestions.overview(
                    AnswerText.ofIds(lists(recorded, "children").mapToLong(JsonElement::getAsLong)),
                    permissions(recorded.get("rolecapabilities")))));
      }
    }
    return decisions;
  }

  /** PHP writes an empty map as an empty list. */
  private static Map<Long, Long> permissions(JsonElement recorded) {
    Map<Long, Long> permissions = new TreeMap<>();
    if (recorded.isJsonObject()) {
      recorded
          .getAsJsonObject()
          .entrySet()
          .forEach(one -> permissions.put(Long.valueOf(one.getKey()), one.getValue().getAsLong()));
    }
    return permissions;
  }

  /** Of each context the names that it offers: {@code {"1": ["mod/a:b", …], …}}. */
  static List<RecordedDecision> offered(JsonElement root) {
    List<RecordedDecision> decisions = new ArrayList<>();
    for (Map.Entry<String, JsonElement> entry : root.getAsJsonObject().entrySet()) {
      decisions.add(
          new RecordedDecision(
              decisions.size() + 1L,
              ReportQuestions.offered(Long.parseLong(entry.getKey())),
              AnswerText.ofSet(elements(entry.getValue()).map(JsonElement::getAsString))));
    }
    return decisions;
  }

  private static Stream<JsonElement> lists(JsonObject recorded, String member) {
    JsonElement list = recorded.get(member);
    return list == null ? Stream.of() : elements(list);
  }

  private static Stream<JsonElement> elements(JsonElement list) {
    return StreamSupport.stream(list.getAsJsonArray().spliterator(), false);
  }

  private static String at(JsonElement list, int index) {
    return list.getAsJsonArray().get(index).getAsString();
  }
}
