package dev.beadle.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.beadle.server.grpc.ServedSite;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** beadle report and what-would-change, with a site of their own and with a running server. */
@TestInstance(Lifecycle.PER_CLASS)
final class ReportCommandsTest {
  private ServedSite served;

  @BeforeAll
  void serve() {
    served = ServedSite.demo();
  }

  @AfterAll
  void stop() {
    served.close();
  }

  /** Every report: a line of its answer; both ways. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "report security|ok        defaultuserrole  the role is in order, rows 1  (role 7)",
        "report security|warning   riskxss",
        "report security riskxss|user 24",
        "report security riskadmin|user 2",
        "report security defaultuserrole|role 7 user  System (1)  tool/dataprivacy:requestdelete",
        "report security riskbackup|role 1 manager  System (1)",
        "report capability mod/quiz:attempt|Course CHEM204 (32): 5 prohibit",
        "report capability mod/quiz:attempt --role 5,7|System (1): 5 allow, 7 -",
        "report risks --risk config|1  manager  in System (1), assigned to 1: config,xss",
        "report risks --context course:2 --role 5|5  student  in Course BIO101 (31), assigned to"
            + " 6:",
        "report hygiene|override-shadowed  row 1562  role 5  context 42  mod/quiz:attempt  allow"
      })
  void report_question_isAnsweredAlikeBothWays(String question, String line) {
    CommandRun own = ofOwnSite(question);
    assertThat(own.exitCode()).isZero();
    assertThat(own.out().lines()).anyMatch(told -> told.startsWith(line));
    assertThat(ofServer(question)).isEqualTo(own);
  }

  /** Where there is nothing to tidy up, nothing is said. */
  @Test
  void report_nothingFound_saysNothing() {
    assertThat(ofOwnSite("report hygiene --kind missing-role,unknown-capability"))
        .isEqualTo(new CommandRun(0, "", ""));
  }

  /** The edits, each with what it opens; a prohibit names its removal. */
  @Test
  void whatWouldChange_denied_listsEdits() {
    String question = "what-would-change 12 moodle/course:update course:2";
    CommandRun run = ofOwnSite(question);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines())
        .startsWith("denied: RULE_NOTHING_ALLOWS")
        .hasSize(12)
        .endsWith("and 6 more")
        .anyMatch(line ->
            line.matches(
                "  assign the role editingteacher in Course BIO101 \\(31\\): opens [0-9,]+ answers"
                    + " to 1 person, [0-9,]+ of them risky"));
    assertThat(ofServer(question)).isEqualTo(run);
    assertThat(ofOwnSite(question + " --limit 2 --without-impact").out().lines())
        .containsExactly(
            "denied: RULE_NOTHING_ALLOWS",
            "  let the role student allow it in Course BIO101 (31)",
            "  assign the role editingteacher in Course BIO101 (31)",
            "and 14 more");
  }

  /** Exit codes: 0 when it is allowed, 1 when no single edit would do. */
  @Test
  void whatWouldChange_nothingToDo_saysSo() {
    CommandRun allowed = ofOwnSite("what-would-change 12 mod/forum:replypost course:2");
    assertThat(allowed.exitCode()).isZero();
    assertThat(allowed.out().strip()).isEqualTo("allowed already: RULE_ROLE_ALLOWS");
    CommandRun guest = ofOwnSite("what-would-change 1 moodle/course:update course:2");
    assertThat(guest.exitCode()).isEqualTo(ExitCode.NO);
    assertThat(guest.out()).contains("no single edit would allow it: visitors and the guest");
  }

  /** --output json: the answer as it came. */
  @Test
  void report_json_isTheMessage() {
    CommandRun run = ofOwnSite("report security --output json");
    JsonObject answer = JsonParser.parseString(run.out()).getAsJsonObject();
    assertThat(answer.getAsJsonArray("checks")).hasSize(6);
    CommandRun remedies =
        ofOwnSite("what-would-change 12 moodle/course:update 31 --limit 1 --output json");
    assertThat(
            JsonParser.parseString(remedies.out())
                .getAsJsonObject()
                .getAsJsonArray("remedies")
                .get(0)
                .getAsJsonObject()
                .has("impact"))
        .isTrue();
  }

  /** What is wrong is told in a line. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "report security everything|CHECK: `everything`",
        "report hygiene --kind dust|--kind: `dust`",
        "report risks --risk love|--risk: `love`",
        "report risks --role 4711|role_id: no role has the id 4711",
        "report capability mod/quiz:attempt --role 4711|role_ids: no role has the id 4711",
        "what-would-change 12 mod/quiz:attempt 999999|context.id: no context has the id 999999",
        "what-would-change 12 mod/quiz:attempt 31 --limit 101|limit: 101",
        "report|which command?"
      })
  void badInput_isToldInALine(String question, String message) {
    CommandRun run = ofOwnSite(question);
    assertThat(run.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("beadle: ").contains(message);
    assertThat(run.showsStack()).isFalse();
  }

  private static CommandRun ofOwnSite(String question) {
    boolean isGroup = !question.contains(" ");
    return isGroup
        ? CommandRun.of(question)
        : run(question, "--site", CommandRun.demoFolder().toString());
  }

  private CommandRun ofServer(String question) {
    return run(question, "--target", served.target());
  }

  private static CommandRun run(String question, String option, String value) {
    List<String> arguments = new ArrayList<>(Arrays.asList(question.split(" ", -1)));
    arguments.addAll(List.of(option, value));
    return CommandRun.of(arguments.toArray(String[]::new));
  }
}
