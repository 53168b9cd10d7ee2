package dev.beadle.server.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.beadle.server.moodle.SiteReadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of recorded decisions: what they say, and where they are wrong. */
final class DecisionFileTest {
  private static final String HEADER = "userid,capability,contextid,doanything,allowed\n";

  @TempDir private Path folder;

  /** The oracle's format: a question about another user. */
  @Test
  void nextRun_hasCapability_isAboutAnother() throws IOException {
    assertThat(read("has_capability.csv", HEADER + "3,mod/a:b,7,1,1\n0,,8,0,0\n"))
        .containsExactly(
            decision(2, "", new CheckQuestion(3, "mod/a:b", 7, true, Session.ofAnother()), "yes"),
            decision(3, "", new CheckQuestion(0, "", 8, false, Session.ofAnother()), "no"));
  }

  /** The oracle's format: one setting differs from the site's. */
  @Test
  void nextRun_variants_areGrouped() throws IOException {
    assertThat(read("has_capability_variants.csv", "variant," + HEADER + "a=1,3,c,7,1,0\n"))
        .containsExactly(
            decision(2, "a=1", new CheckQuestion(3, "c", 7, true, Session.ofAnother()), "no"));
  }

  /** The oracle's format: up to two switches, of which the second replaces the first. */
  @Test
  void nextRun_roleSwitch_isAboutTheCurrentUser() throws IOException {
    String header =
        "userid,switch1contextid,switch1roleid,switch2contextid,switch2roleid,"
            + "capability,contextid,doanything,allowed\n";
    List<RecordedDecision> read =
        read("role_switch.csv", header + "3,5,6,,,c,7,1,1\n3,5,6,8,9,c,7,0,1\n3,5,6,5,9,c,7,0,1\n");
    assertThat(read)
        .extracting(decision -> check(decision).session().switches())
        .containsExactly(
            List.of(new HeldRole(5, 6)),
            List.of(new HeldRole(5, 6), new HeldRole(8, 9)),
            List.of(new HeldRole(5, 9)));
    assertThat(read).allMatch(decision -> check(decision).isAboutCurrentUser());
  }

  /** The oracle's format: the context that the session is bound to. */
  @Test
  void nextRun_loginAs_isAboutTheCurrentUser() throws IOException {
    String header = "userid,loginascontextid,capability,contextid,doanything,allowed\n";
    assertThat(read("login_as.csv", header + "3,5,c,7,1,1\n"))
        .containsExactly(
            decision(
                2,
                "",
                new CheckQuestion(3, "c", 7, true, new Session(3, List.of(), List.of(), 5)),
                "yes"));
  }

  /** The oracle's format: sets of ids have blanks between them; an empty one is nobody. */
  @Test
  void nextRun_lists_areSetsOfIds() throws IOException {
    List<RecordedDecision> read =
        read(
            "get_users_by_capability.csv",
            """
            contextid,capabilities,groupids,useviewallgroups,exceptions,userids
            7,a/b:c|d/e:f,5 6,1,9,10 2 10
            7,a/b:c,,0,,
            """);
    assertThat(read).extracting(RecordedDecision::expected).containsExactly("2 10", "none");
    assertThat(read.getFirst().describe())
        .contains("[a/b:c, d/e:f]", "context 7", "[5, 6]", "true", "[9]");
  }

  /** The oracle's format: {@code false} where there is no list is something else than none. */
  @Test
  void nextRun_falseInsteadOfLists_isKept() throws IOException {
    assertThat(
            read(
                "get_user_capability_contexts.csv",
                """
                userid,capability,doanything,categoryids,courseids
                3,a/b:c,0,false,false
                3,a/b:c,1,,4
                """))
        .extracting(RecordedDecision::expected)
        .containsExactly("categories: false; courses: false", "categories: none; courses: 4");
  }

  /** The oracle's format: another group is one step further. */
  @Test
  void nextRun_listsByStep_areGrouped() throws IOException {
    assertThat(
            read(
                "get_users_by_capability_by_step.csv",
                "step,contextid,capability,userids\n4,7,a/b:c,\n"))
        .extracting(RecordedDecision::group)
        .containsExactly("4");
  }

  /** The oracle's format: whoever may enter a course is asked of himself, or of another. */
  @Test
  void nextRun_courseAccess_isOfSelfOrOther() throws IOException {
    String header = "vieweris,userid,courseid,withcapability,onlyactive,allowed\n";
    List<RecordedDecision> read =
        read("can_access_course.csv", header + "self,3,2,,0,1\nother,3,2,a/b:c,1,0\n");
    assertThat(read.getFirst().describe()).contains("current user 3");
    assertThat(read.getLast().describe()).contains("current user 0", "a/b:c");
    assertThatThrownBy(() -> read("can_access_course.csv", header + "she,3,2,,0,1\n"))
        .isInstanceOf(SiteReadException.class)
        .hasMessageContainingAll("line 2", "vieweris", "`she`");
  }

  /** The oracle's format: a document holds several decisions, counted from 1. */
  @Test
  void nextRun_documents_holdSeveral() throws IOException {
    assertThat(read("context_get_capabilities.json", "{\"1\":[\"b/b:b\",\"a/a:a\"],\"2\":[]}"))
        .extracting(RecordedDecision::line, RecordedDecision::expected)
        .containsExactly(tuple(1L, "a/a:a b/b:b"), tuple(2L, "none"));
    assertThat(
            read(
                "tool_capability.json",
                "{\"a/b:c\":{\"1\":{\"children\":[3],\"rolecapabilities\":{\"5\":-1,\"4\":0}},"
                    + "\"3\":{\"children\":[],\"rolecapabilities\":[]}}}"))
        .extracting(RecordedDecision::expected)
        .containsExactly(
            "1 3", "children: 3; permissions: 4=0 5=-1", "children: none; permissions: none");
    assertThat(
            read(
                "report_security.json",
                "{\"guestrole\":{\"status\":\"critical\",\"roleid\":6,\"riskyallows\":[[1,\"a/b:c\"]]},\"riskadmin\":{\"status\":\"info\",\"summary\":\"Found"
                    + " 2 of them.\"}}"))
        .extracting(RecordedDecision::expected)
        .containsExactly(
            "status: critical; role: 6; behind: 1:a/b:c", "status: info; role: 0; behind: 2");
  }

  /** Style, line 20: a document of another form is named. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "context_get_capabilities | [1,2] | form",
        "context_get_capabilities | {'x':[]} | form",
        "context_get_capabilities | {'1':3} | form",
        "context_get_capabilities | { | cannot be read",
        "report_security | {'cookies':{}} | unknown check `cookies`",
        "report_security | {'riskadmin':{'status':'info','summary':'Some.'}} | less than 1 number",
        "tool_capability | {'a/b:c':{'1':[]}} | form"
      })
  void open_documentOfAnotherForm_isRefused(String name, String text, String problem)
      throws IOException {
    Path file = write(name + ".json", text.replace('\'', '"'));
    assertThatThrownBy(() -> DecisionFile.open(file))
        .isInstanceOf(SiteReadException.class)
        .hasMessageContaining(problem);
  }

  /** Questions of one group go together; the limit holds. */
  @Test
  void nextRun_groupsAndLimit_endTheRun() throws IOException {
    String rows = "1,3,c,7,1,0\n1,4,c,7,1,0\n1,5,c,7,1,0\n2,3,c,7,1,0\n";
    Path file = write("has_capability_by_step.csv", "step," + HEADER + rows);
    try (DecisionFile decisions = DecisionFile.open(file)) {
      assertThat(decisions.kind()).isEqualTo(DecisionKind.HAS_CAPABILITY_BY_STEP);
      assertThat(decisions.nextRun(2)).hasSize(2);
      assertThat(decisions.nextRun(2)).hasSize(1);
      assertThat(decisions.nextRun(2)).hasSize(1).allMatch(one -> one.group().equals("2"));
      assertThat(decisions.nextRun(2)).isEmpty();
    }
  }

  /** A file without rows has no questions. */
  @Test
  void nextRun_noRows_isEmpty() throws IOException {
    assertThat(read("has_capability.csv", HEADER)).isEmpty();
  }

  /** The kind is known by the name alone, compressed or not. */
  @ParameterizedTest
  @EnumSource
  void of_knownNames_areRecognized(DecisionKind kind) {
    assertThat(DecisionKind.of(Path.of("x", kind.baseName() + ".csv"))).isEqualTo(kind);
    assertThat(DecisionKind.of(Path.of("x", kind.baseName() + ".csv.gz"))).isEqualTo(kind);
    assertThat(DecisionKind.of(Path.of(kind.baseName()))).isEqualTo(kind);
  }

  /** Style, line 20: an unknown name is refused, with those that are expected. */
  @ParameterizedTest
  @ValueSource(strings = {"decisions.csv", "has_capability2.csv", ".csv", "HAS_CAPABILITY.csv"})
  void open_unknownName_isRefused(String name) throws IOException {
    Path file = write(name, HEADER);
    assertThatThrownBy(() -> DecisionFile.open(file))
        .isInstanceOf(SiteReadException.class)
        .hasMessageContainingAll(file.toString(), "unknown kind of decisions", "role_switch");
  }

  /** Style, line 20: a file that is not there is named. */
  @Test
  void open_missingFile_isRefused() {
    assertThatThrownBy(() -> DecisionFile.open(folder.resolve("has_capability.csv")))
        .isInstanceOf(SiteReadException.class)
        .hasMessageContaining("has_capability.csv");
  }

  /** Style, line 20: a malformed row is named by file and line, and the column where it is one. */
  @ParameterizedTest
  @CsvSource({
    "'x,c,7,1,1', column userid: malformed number `x`",
    "',c,7,1,1', column userid: malformed number ``",
    "'3,c,7,1,yes', column allowed: malformed number `yes`",
    "'3,c,7.5,1,1', column contextid: malformed number `7.5`",
    "'3,c,7,1', row of 4 fields (expected: 5",
    "'3,c,7,1,1,1', row of 6 fields (expected: 5"
  })
  void nextRun_malformedRow_isNamed(String row, String problem) throws IOException {
    String good = "3,c,7,1,1\n";
    Path file = write("has_capability.csv", HEADER + good + good + row + "\n");
    assertThatThrownBy(() -> readAll(file))
        .isInstanceOf(SiteReadException.class)
        .hasMessageContainingAll(file + ":4", problem);
  }

  /** Style, line 20: a quote that is never closed is named by the line where its row begins. */
  @Test
  void nextRun_unclosedQuote_isNamed() throws IOException {
    Path file = write("has_capability.csv", HEADER + "3,c,7,1,1\n3,\"c,7,1,1\n3,c,7,1,1\n");
    assertThatThrownBy(() -> readAll(file))
        .isInstanceOf(SiteReadException.class)
        .hasMessageContainingAll(file + ":", "starting at line 3");
  }

  /** Style, line 20: a missing column is named. */
  @Test
  void open_missingColumn_isRefused() throws IOException {
    Path file = write("has_capability.csv", "userid,capability,contextid,doanything\n");
    assertThatThrownBy(() -> DecisionFile.open(file))
        .isInstanceOf(SiteReadException.class)
        .hasMessageContainingAll(file + ":1", "missing column `allowed`");
  }

  /** People read differences: a question tells all that surrounds it. */
  @Test
  void describe_fullSession_tellsEverything() {
    var session = new Session(3, List.of(new HeldRole(5, 6)), List.of(new HeldRole(7, 8)), 9);
    var question = new CheckQuestion(3, "mod/a:b", 2, false, session);
    assertThat(decision(1, "step 4", question, "yes").describe())
        .contains("user 3", "mod/a:b", "context 2", "without doanything", "switched to")
        .contains("temporarily", "logged in as at context 9", "step 4");
  }

  private static RecordedDecision decision(
      long line, String group, Question question, String expected) {
    return new RecordedDecision(line, group, question, expected);
  }

  private static CheckQuestion check(RecordedDecision decision) {
    return (CheckQuestion) decision.question();
  }

  private List<RecordedDecision> read(String name, String text) throws IOException {
    return readAll(write(name, text));
  }

  private static List<RecordedDecision> readAll(Path file) {
    List<RecordedDecision> all = new ArrayList<>();
    try (DecisionFile decisions = DecisionFile.open(file)) {
      for (List<RecordedDecision> run = decisions.nextRun(10);
          !run.isEmpty();
          run = decisions.nextRun(10)) {
        all.addAll(run);
      }
    }
    return all;
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
