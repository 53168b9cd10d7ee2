package dev.beadle.server.verification;

import static dev.beadle.server.testing.TestSite.ADMIN;
import static dev.beadle.server.testing.TestSite.REPLY;
import static dev.beadle.server.testing.TestSite.SYSTEM;
import static dev.beadle.server.testing.TestSite.VIEW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.moodle.SiteReadException;
import dev.beadle.server.testing.Oracle;
import dev.beadle.server.testing.TestSite;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes of rows, replayed: variants of a site, steps, and traces of unit tests. */
final class ReplayTest {
  private final Engine engine = new Engine(new DecisionPoint(new Resolver()), Oracle.CLOCK);
  private final TestSite site = TestSite.classroom().role("student").allow("student", SYSTEM, VIEW);

  @TempDir private Path folder;

  /** The oracle's variants: a setting has another value; nothing else changes, nor the original. */
  @Test
  void apply_variant_changesOneSetting() {
    var variants = new Variants(site.rows(), Oracle::snapshotOf);
    PolicySnapshot original = variants.apply("");
    assertThat(variants.apply("forcelogin=1").settings().forceLogin()).isTrue();
    assertThat(variants.apply("siteadmins=empty").settings().siteAdminIds()).isEmpty();
    assertThat(variants.apply("siteguest=7").settings().guestUserId()).isEqualTo(7);
    PolicySnapshot student = variants.apply("defaultuserroleid=student");
    assertThat(student.specialRoles().defaultUser())
        .isEqualTo(student.roles().find(site.roleId("student")));
    assertThat(variants.apply("")).isSameAs(original);
    assertThat(variants.apply("forcelogin=1")).isSameAs(variants.apply("forcelogin=1"));
    assertThat(original.settings().forceLogin()).isFalse();
  }

  /** Style, line 20: a variant that cannot be made is named, with what is expected. */
  @ParameterizedTest
  @CsvSource({
    "forcelogin, expected: SETTING=VALUE",
    "=1, expected: SETTING=VALUE",
    "defaultuserroleid=dean, no role with the short name `dean`"
  })
  void apply_malformedVariant_isRefused(String variant, String problem) {
    var variants = new Variants(site.rows(), Oracle::snapshotOf);
    assertThatThrownBy(() -> variants.apply(variant))
        .isInstanceOf(SiteReadException.class)
        .hasMessageContainingAll(variant, problem);
  }

  /** House, "Numbers": so many variants are held at once, and no more. */
  @Test
  void apply_tooManyVariants_isRefused() {
    var variants = new Variants(site.rows(), Oracle::snapshotOf);
    for (int i = 1; i <= 64; i++) {
      variants.apply("siteguest=" + i);
    }
    assertThatThrownBy(() -> variants.apply("siteguest=65"))
        .isInstanceOf(SiteReadException.class)
        .hasMessageContaining("more than 64 variants");
  }

  /** Steps are applied one after the other, also those that nothing is asked after. */
  @Test
  void apply_laterStep_appliesAllUpToIt() throws IOException {
    Path steps =
        writeLines(
            "{\"step\": 1, \"changes\": [" + change("insert", "config", "forcelogin", "1") + "]}",
            "{\"step\": 2, \"changes\": [" + change("update", "config", "siteadmins", "") + "]}",
            "{\"step\": 3, \"changes\": [" + change("delete", "config", "forcelogin", "1") + "]}");
    try (var replay = new StepReplay(steps, site.rows(), Oracle::snapshotOf)) {
      assertThat(replay.apply("0").settings().forceLogin()).isFalse();
      assertThat(replay.apply("2").settings().forceLogin()).isTrue();
      assertThat(replay.apply("2").settings().isSiteAdmin(2)).isFalse();
      assertThat(replay.apply("3").settings().forceLogin()).isFalse();
      assertThatThrownBy(() -> replay.apply("1")).hasMessageContaining("sort the file by step");
      assertThatThrownBy(() -> replay.apply("4"))
          .isInstanceOf(SiteReadException.class)
          .hasMessageContainingAll(steps.toString(), "the steps end before step 4");
    }
  }

  /** An update may name the columns that change only; null is empty; a row goes by its id. */
  @Test
  void apply_partialRows_leaveTheRestAsItWas() throws IOException {
    long userId = site.userId("ann");
    long contextId = site.contextId("forum");
    String user = "{\"table\": \"user\", \"op\": \"%s\", \"row\": {\"id\": " + userId + "%s}}";
    String context =
        "{\"table\": \"context\", \"op\": \"update\", \"row\": {\"id\": \""
            + contextId
            + "\", \"path\": null}}";
    Path steps =
        writeLines(
            step(1, user.formatted("update", ", \"suspended\": true")),
            step(2, context),
            step(3, user.formatted("delete", "")),
            step(4, user.formatted("update", ", \"deleted\": \"0\"")));
    try (var replay = new StepReplay(steps, site.rows(), Oracle::snapshotOf)) {
      PolicySnapshot suspended = replay.apply("1");
      assertThat(suspended.users().isSuspended(suspended.users().find(userId))).isTrue();
      assertThat(suspended.users().isLive(userId)).isTrue();
      PolicySnapshot pathless = replay.apply("2");
      int forum = pathless.contexts().find(contextId);
      assertThat(pathless.contexts().isRooted(forum)).isFalse();
      assertThat(pathless.contexts().levelOf(forum)).isEqualTo(ContextLevel.MODULE);
      assertThat(replay.apply("3").users().isLive(userId)).isFalse();
      assertThat(replay.apply("4").users().isLive(userId)).as("put anew").isTrue();
    }
  }

  private static String step(int number, String change) {
    return "{\"step\": " + number + ", \"changes\": [" + change + "]}";
  }

  /** Changes of tables that the graph does not hold are passed over. */
  @Test
  void apply_tableNotHeld_isPassedOver() throws IOException {
    Path steps =
        writeLines("{\"step\": 1, \"changes\": [" + change("insert", "logstore", "a", "b") + "]}");
    try (var replay = new StepReplay(steps, site.rows(), Oracle::snapshotOf)) {
      assertThat(replay.apply("1").settings().forceLogin()).isFalse();
    }
  }

  /** Style, line 20: what is wrong with a step is named by file and line. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"step\": 1} | no `step` or no `changes`",
        "{\"changes\": []} | no `step` or no `changes`",
        "[] | not a JSON object",
        "{\"step\": 1, | cannot be read",
        "{\"step\": 1, \"changes\": 3} | `changes` is not a list",
        "{\"step\": 1, \"changes\": [3]} | change is not an object",
        "{\"step\": 1, \"changes\": [{}]} | `table` is not a text",
        "{\"step\": 1, \"changes\": [{\"table\": \"user\"}]} | row is not an object",
        "{\"step\": 1, \"changes\": [{\"table\": \"user\", \"row\": {}}]} | `op` is not a text",
        "{\"step\": 1, \"changes\": [{\"table\": \"user\", \"op\": \"drop\", \"row\": {\"id\":"
            + " 1}}]} | unknown op `drop`",
        "{\"step\": 1, \"changes\": [{\"table\": \"user\", \"op\": \"insert\", \"row\": {}}]}"
            + " | user.id: malformed number ``",
        "{\"step\": 1, \"changes\": [{\"table\": \"user\", \"op\": \"insert\","
            + " \"row\": {\"id\": \"x\"}}]} | user.id: malformed number `x`"
      })
  void apply_malformedStep_isNamed(String line, String problem) throws IOException {
    Path steps = writeLines(line);
    try (var replay = new StepReplay(steps, site.rows(), Oracle::snapshotOf)) {
      assertThatThrownBy(() -> replay.apply("1"))
          .isInstanceOf(SiteReadException.class)
          .hasMessageContainingAll(steps + ":1", problem);
    }
  }

  /** A trace starts again from the base site with each test, and counts each call. */
  @Test
  void replay_trace_answersEachCall() throws IOException {
    VerificationReport report =
        replay(
            "{\"test\": \"one\"}",
            "{\"changes\": [" + change("insert", "config", "siteadmins", "") + "]}",
            call("has_capability", quoted(REPLY), 2, "false"),
            "{\"test\": \"two\"}",
            call("has_capability", quoted(REPLY), 2, "true"),
            call("has_any_capability", "[" + quoted("x") + "," + quoted(REPLY) + "]", 2, "true"),
            call("has_any_capability", "[]", 2, "false"),
            call("has_all_capabilities", "[" + quoted("x") + "," + quoted(REPLY) + "]", 2, "false"),
            call("has_all_capabilities", "[]", 0, "true"),
            call("require_capability", quoted(REPLY), 2, "null"),
            call("require_capability", quoted("x"), 2, "{\"exception\": \"y\"}"),
            "{\"end\": 1}");
    assertThat(report.firstDifferences()).isEmpty();
    assertThat(report.rows()).isEqualTo(8);
    assertThat(report.notes()).isEmpty();
  }

  /** A wrong answer is seen, with the call, the test and the way to the answer. */
  @Test
  void replay_wrongAnswer_isADifference() throws IOException {
    VerificationReport report =
        replay("{\"test\": \"one\"}", call("has_capability", quoted(REPLY), 2, "false"));
    assertThat(report.differences()).isEqualTo(1);
    assertThat(report.firstDifferences().getFirst())
        .contains("trace.jsonl.gz:2", "one", "Moodle: no, Beadle: yes", "YES: user 2 may");
  }

  /** What cannot be asked is a difference, too, and says why. */
  @Test
  void replay_unanswerable_isADifference() throws IOException {
    VerificationReport report =
        replay(
            call("has_capability", quoted("moodle/legacy:x"), 2, "true"),
            "{\"call\": \"has_capability\", \"args\": [\"x\", {\"context\": 99999}, 2],"
                + " \"result\": true}");
    assertThat(report.differences()).isEqualTo(2);
    assertThat(report.firstDifferences().getFirst()).contains("Beadle: unanswered: ", "legacy");
    assertThat(report.firstDifferences().getLast()).contains("Beadle: unanswered: ", "99999");
  }

  /** Functions that are not has_capability's friends are counted apart. */
  @Test
  void replay_otherFunctions_areNoted() throws IOException {
    VerificationReport report =
        replay(call("role_switch", "1", 2, "true"), call("role_switch", "1", 2, "true"));
    assertThat(report.rows()).isZero();
    assertThat(report.notes()).containsExactly("not yet supported: role_switch, calls: 2");
  }

  /** Style, line 20: what is wrong with a trace is named by file and line. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"call\": \"has_capability\"}",
        "{\"call\": \"has_capability\", \"args\": [\"x\"]}",
        "{\"call\": \"has_capability\", \"args\": [\"x\", {\"context\": \"y\"}]}",
        "{\"call\": \"has_capability\", \"args\": [\"x\", {}]}",
        "{\"changes\": {}}"
      })
  void replay_malformedLine_isNamed(String line) {
    assertThatThrownBy(() -> replay("{\"test\": \"one\"}", line))
        .isInstanceOf(SiteReadException.class)
        .hasMessageContaining("trace.jsonl.gz:2");
  }

  /** A report is what it was when it was made. */
  @Test
  void report_listChangedAfterwards_staysAsItWas() {
    assertThat(site.decide(ADMIN, REPLY, "forum").isAllowed()).isTrue();
    var differences = new Differences();
    differences.compare(() -> "q", "yes", "yes", () -> "unused");
    differences.compare(() -> "q", "yes", "no", () -> "because");
    for (int i = 0; i < 100; i++) {
      String question = "q" + i;
      differences.compare(() -> question, "yes", "no", () -> "because");
    }
    assertThat(differences.rows()).isEqualTo(102);
    assertThat(differences.count()).isEqualTo(101);
    List<String> first = differences.first();
    assertThat(first).hasSize(20);
    assertThat(first.getFirst()).contains("q\n", "Moodle: yes, Beadle: no", "because");
  }

  private VerificationReport replay(String... lines) throws IOException {
    Path file = folder.resolve("trace.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }
    return new TraceReplay(site.rows(), Oracle::snapshotOf, engine, Oracle.CLOCK).replay(file);
  }

  private Path writeLines(String... lines) throws IOException {
    return Files.writeString(folder.resolve("steps.jsonl"), String.join("\n", lines) + "\n");
  }

  private static String change(String op, String table, String name, String value) {
    return "{\"table\": \""
        + table
        + "\", \"op\": \""
        + op
        + "\", \"row\": {\"name\": \""
        + name
        + "\", \"value\": \""
        + value
        + "\"}}";
  }

  private static String call(String function, String capabilities, long userId, String result) {
    return "{\"call\": \""
        + function
        + "\", \"args\": ["
        + capabilities
        + ", {\"context\": 1}, "
        + userId
        + "], \"env\": {\"user\": 0, \"rsw\": []}, \"result\": "
        + result
        + "}";
  }

  private static String quoted(String text) {
    return "\"" + text + "\"";
  }
}
