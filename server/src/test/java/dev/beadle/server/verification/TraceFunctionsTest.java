package dev.beadle.server.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.moodle.MemoryTables;
import dev.beadle.server.testing.Oracle;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Calls of access functions in traces: a trace made by hand calls each function that is known, with
 * its arguments and results in the forms that they may have. Its site is Moodle's standard one with
 * a teacher (3), students (4, and 5 who is suspended), a manager of the site (6), somebody whose
 * enrolment is over (7), a course (2) with a forum and three groups, and a hidden course (3).
 */
final class TraceFunctionsTest {
  private static final int CALLS = 271;

  private final MemoryTables standard = Oracle.rows("stock");
  private final Engine engine =
      new Engine(
          new DecisionPoint(new Resolver()),
          InstantSource.fixed(Instant.parse("2026-11-20T08:00:00Z")));

  @TempDir private Path folder;

  /** §6 to §17: what each function answers, worked out by hand. */
  @Test
  void replay_traceByHand_isAnsweredAsWritten() throws Exception {
    VerificationReport report = replay(trace());
    assertThat(report.firstDifferences()).isEmpty();
    assertThat(report.rows()).isEqualTo(CALLS);
    assertThat(report.notes()).isEmpty();
  }

  /** No function that is known is left out of the trace. */
  @Test
  void trace_everyKnownFunction_isCalled() throws Exception {
    List<String> called = new ArrayList<>();
    for (JsonObject line : trace()) {
      if (line.has("call")) {
        called.add(line.get("call").getAsString());
      }
    }
    var known = new TreeSet<>(TraceFunction.ALL.keySet());
    // Replayed by the thousand, or told as SQL like the one that is called.
    known.removeAll(
        List.of(
            "has_any_capability",
            "has_all_capabilities",
            "require_capability",
            "require_all_capabilities",
            "get_with_capability_join"));
    assertThat(new TreeSet<>(called)).isEqualTo(known);
  }

  /** A wrong answer is seen: whoever says that Moodle refused where it answered is contradicted. */
  @Test
  void replay_refusalsInsteadOfAnswers_allDiffer() throws Exception {
    VerificationReport report =
        replay(
            falsified(result -> {
              if (result.isJsonObject() && result.getAsJsonObject().has("exception")) {
                return new JsonPrimitive(false);
              }
              var refusal = new JsonObject();
              refusal.addProperty("exception", "x");
              return refusal;
            }));
    assertThat(report.rows()).isEqualTo(CALLS);
    assertThat(report.differences()).isEqualTo(CALLS);
  }

  /** A wrong answer is seen: each list that lacks one member, each truth that is turned round. */
  @Test
  void replay_answersThatLackSomething_allDiffer() throws Exception {
    int[] falsified = {0};
    VerificationReport report =
        replay(
            falsified(result -> {
              JsonElement lacking = lacking(result);
              falsified[0] += lacking.equals(result) ? 0 : 1;
              return lacking;
            }));
    assertThat(falsified[0]).isGreaterThan(150);
    assertThat(report.differences()).isEqualTo(falsified[0]);
  }

  /** What is recorded in a form that tells nothing is named, never passed. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "get_with_capability_sql | [{'context':1},'a/b:c'] | ['SELECT 1',{}] | without ids",
        "get_users_by_capability | [{'context':1},'a/b:c','','u.lastname',0,5] | [] | u.lastname",
        "get_users_by_capability | [] | [] | arguments that are not understood",
        "get_user_capability_course | ['a/b:c',2,true,'','shortname',2] | [1] | shortname",
        "get_user_capability_contexts | ['a/b:c',true,2,true,'','','','',3] | [[],[]] | limit",
        "get_user_capability_contexts | ['a/b:c',true] | [1,2,3] | of two lists",
        "get_roles_with_cap_in_context | [{'context':1},'a/b:c'] | [1] | of two lists",
        "get_assignable_roles | [{'context':1},1,true] | [0,1,2] | of three lists",
        "get_assignable_roles | [{'context':1}] | ['Student'] | without ids",
        "get_role_users | [5,{'context':1},true,'',null,null,'',2,1] | [4] | order of names",
        "get_role_users | [5,{'context':1},true,'','',true,'','','','u.x = 1'] | [] | in SQL",
        "get_default_role_archetype_allows | ['like','student'] | [] | unknown matrix",
        "get_role_archetypes | [] | 8 | no list",
        "role_context_capabilities | [1,{'context':1}] | {'a/b:c':{}} | other than texts",
        "get_capability_info | ['moodle/site:config'] | {'id':1} | without name",
        "groups_get_user_groups | [2,4] | [1,2] | not of groupings",
        "enrol_get_my_courses | [null,'sortorder ASC',2] | [] | sortorder asc"
      })
  void replay_formThatTellsNothing_isNoted(
      String function, String arguments, String result, String problem) throws Exception {
    String line =
        "{'call':'%s','args':%s,'env':{'user':2},'result':%s}"
            .formatted(function, arguments, result)
            .replace('\'', '"');
    VerificationReport report = replay(List.of(JsonParser.parseString(line).getAsJsonObject()));
    assertThat(report.rows()).isZero();
    assertThat(report.notes())
        .singleElement()
        .asString()
        .startsWith("not yet supported: " + function + " (")
        .contains(problem)
        .endsWith("), calls: 1");
  }

  /** Whatever a call was told of a row holds for this call alone. */
  @Test
  void replay_claimOfArgument_holdsForItsCallOnly() throws Exception {
    List<JsonObject> lines = new ArrayList<>(trace().subList(0, 2));
    lines.add(call("groups_get_activity_groupmode", "[{\"id\":1,\"groupmode\":2}]", "2"));
    lines.add(call("groups_get_activity_groupmode", "[{\"id\":1}]", "1"));
    lines.add(call("groups_get_activity_groupmode", "[{\"id\":1,\"groupmode\":false}]", "0"));
    lines.add(call("groups_get_activity_groupmode", "[{\"id\":99,\"groupmode\":2}]", "2"));
    VerificationReport report = replay(lines);
    assertThat(report.rows()).isEqualTo(4);
    assertThat(report.firstDifferences()).singleElement().asString().contains("unanswered: ", "99");
  }

  private VerificationReport replay(List<JsonObject> lines) throws IOException {
    Path file =
        Files.write(
            folder.resolve("trace.jsonl"), lines.stream().map(JsonObject::toString).toList());
    return new TraceReplay(standard, Oracle::snapshotOf, engine, Oracle.CLOCK).replay(file);
  }

  private static List<JsonObject> falsified(UnaryOperator<JsonElement> falsify) throws Exception {
    List<JsonObject> lines = trace();
    for (JsonObject line : lines) {
      if (line.has("call")) {
        line.add("result", falsify.apply(line.get("result")));
      }
    }
    return lines;
  }

  /** Without its last member, turned round, or one more; itself when it tells nothing. */
  private static JsonElement lacking(JsonElement result) {
    if (result.isJsonArray() && !result.getAsJsonArray().isEmpty()) {
      return withoutLast(result.getAsJsonArray());
    }
    if (result.isJsonObject() && !result.getAsJsonObject().has("id")) {
      return withoutLast(result.getAsJsonObject());
    }
    if (result.isJsonPrimitive() && result.getAsJsonPrimitive().isBoolean()) {
      // Of a list false is no list, and true is nothing.
      return new JsonPrimitive(false);
    }
    if (result.isJsonPrimitive() && result.getAsJsonPrimitive().isNumber()) {
      return new JsonPrimitive(result.getAsLong() + 1);
    }
    return result;
  }

  private static JsonElement withoutLast(JsonObject keyed) {
    JsonObject shorter = keyed.deepCopy();
    List<String> keys = List.copyOf(keyed.keySet());
    boolean isList = !keys.isEmpty() && !keyed.has("exception");
    if (isList) {
      shorter.remove(keys.getLast());
    }
    return isList ? shorter : keyed;
  }

  private static JsonElement withoutLast(JsonArray list) {
    JsonElement last = list.get(list.size() - 1);
    var shorter = new JsonArray();
    for (int i = 0; i < list.size() - 1; i++) {
      shorter.add(list.get(i));
    }
    boolean isId = last.isJsonPrimitive() && !last.getAsJsonPrimitive().isBoolean();
    boolean isRecord = last.isJsonObject() && last.getAsJsonObject().has("id");
    return isId || isRecord ? shorter : list;
  }

  private static JsonObject call(String function, String arguments, String result) {
    return JsonParser.parseString(
            "{\"call\":\"%s\",\"args\":%s,\"env\":{\"user\":0},\"result\":%s}"
                .formatted(function, arguments, result))
        .getAsJsonObject();
  }

  private static List<JsonObject> trace() throws Exception {
    URI resource =
        Objects.requireNonNull(
                TraceFunctionsTest.class.getResource("/traces/access_functions.jsonl"))
            .toURI();
    List<JsonObject> lines = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(resource))) {
      lines.add(JsonParser.parseString(line).getAsJsonObject());
    }
    return lines;
  }
}
