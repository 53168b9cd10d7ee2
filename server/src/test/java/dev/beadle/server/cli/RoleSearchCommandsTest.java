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

/** beadle roles, matrix and compare, with a site of their own and with a running server. */
@TestInstance(Lifecycle.PER_CLASS)
final class RoleSearchCommandsTest {
  private ServedSite served;

  @BeforeAll
  void serve() {
    served = ServedSite.demo();
  }

  @AfterAll
  void stop() {
    served.close();
  }

  /** Every command about roles: a line of its answer; both ways. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "roles needed mod/forum:replypost course:2|needed     1  manager  Manager",
        "roles needed mod/quiz:view,mod/quiz:attempt course:2|needed     5  student  Student",
        "roles needed report/usersessions:manageownsessions 1|forbidden  6  guest  Guest",
        "roles with mod/forum:replypost|1  manager  Manager",
        "roles with mod/forum:replypost --permission allow --context 45|1  manager  Manager",
        "roles assignable 2 course:2|1  manager  Manager",
        "roles overridable 5 31|override: safe",
        "roles switchable 5 31|4  teacher  Non-editing teacher",
        "roles viewable 5 31|2  coursecreator  Course creator",
        "roles effective 5 31 mod/forum:replypost|allow     mod/forum:replypost  in System (1)",
        "roles effective 5 45|allow",
        "roles of-user 12 module:10|5  student  Student: assigned in Course CS201 (33)",
        "roles of-user 0 module:10|6  guest  Guest: the role of visitors in System (1)",
        "roles of-user 12 45 --switch 33=4|4  teacher  Teaching assistant: switched to in Course"
            + " CS201 (33)",
        "roles offered block:3|block/html:addinstance"
      })
  void roles_question_isAnsweredAlikeBothWays(String question, String line) {
    CommandRun own = ofOwnSite(question);
    assertThat(own.exitCode()).isZero();
    assertThat(own.out().lines()).anyMatch(told -> told.startsWith(line));
    assertThat(ofServer(question)).isEqualTo(own);
  }

  /** Who may do nothing is told nothing. */
  @ParameterizedTest
  @CsvSource({
    "roles assignable 12 course:2",
    "roles switchable 12 31",
    "roles viewable 0 31",
    "roles with mod/forum:replypost --permission prohibit",
    "roles needed mod/none:such 31"
  })
  void roles_nothingFound_saysNothing(String question) {
    assertThat(ofOwnSite(question)).isEqualTo(new CommandRun(0, "", ""));
    assertThat(ofOwnSite("roles overridable 12 course:2").out().strip())
        .isEqualTo("override: none");
  }

  /** A matrix is a table: roles, their holders, and a line for each capability. */
  @Test
  void matrix_someCapabilities_isATable() {
    String question = "matrix 31 --capability mod/forum:replypost,mod/quiz:attempt --role 5,7";
    CommandRun run = ofOwnSite(question);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines())
        .containsExactly(
            "                     student  user",
            "                     6        all",
            "mod/forum:replypost  A        .",
            "mod/quiz:attempt     A        .");
    assertThat(ofServer(question)).isEqualTo(run);
  }

  /** What is stored here, what is odd, and what differs from the standard, is marked. */
  @Test
  void matrix_differing_marksWhatDiffers() {
    CommandRun run = ofOwnSite("matrix 31 --differing --role 1,6");
    assertThat(run.out()).contains("report/questioninstances:view", ".!", "X!");
    assertThat(ofOwnSite("matrix 31 --offered --risk xss,dataloss --role 5").out())
        .contains("student")
        .doesNotContain("moodle/site:config");
    assertThat(ofOwnSite("matrix 1 --role 9").out().lines().anyMatch(line -> line.endsWith("A*")))
        .isTrue();
  }

  /** A comparison ends with its counts; the exit code tells whether there is a difference. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "compare contexts 12 31 45|1|right  mod/forum:rate  RULE_NOTHING_ALLOWS / RULE_ROLE_ALLOWS",
        "compare users 12 12 31|0|both 204, only left 0, only right 0",
        "compare users 2 12 31 --risk xss|1|left   block/activity_modules:addinstance  [xss,spam]",
        "compare roles 3 4 31|1|left   block/accessreview:addinstance  RULE_ROLE_ALLOWS /",
        "compare roles 4 4 31|0|both "
      })
  void compare_twoSides_tellsDifferenceAndExitCode(
      String question, int exitCode, String beginning) {
    CommandRun own = ofOwnSite(question);
    assertThat(own.exitCode()).isEqualTo(exitCode);
    assertThat(own.out()).startsWith(beginning);
    assertThat(own.out().lines().toList().getLast()).startsWith("both ");
    assertThat(ofServer(question)).isEqualTo(own);
  }

  /** Revisions are a server's; the one it has is as good as itself. */
  @Test
  void compare_revisions_sameOne_hasNoDifference() {
    String answer = ofServer("roles of-user 12 31 --output json").out();
    JsonObject freshness =
        JsonParser.parseString(answer).getAsJsonObject().getAsJsonObject("freshness");
    String revision = freshness.get("revision").getAsString();
    CommandRun run = ofServer("compare revisions 12 31 " + revision + " " + revision);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("both 204");
    assertThat(ofServer("compare revisions 12 31 " + revision + " other.1").exitCode())
        .isEqualTo(ExitCode.BAD_INPUT);
  }

  /** --output json: the answer as it came. */
  @Test
  void roles_json_isTheMessage() {
    CommandRun run = ofOwnSite("roles needed mod/forum:replypost 31 --output json");
    JsonObject answer = JsonParser.parseString(run.out()).getAsJsonObject();
    assertThat(answer.getAsJsonArray("needed")).hasSize(4);
    assertThat(answer.has("freshness")).isTrue();
  }

  /** What is wrong is told in a line. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "roles effective 4711 31|role_id: no role has the id 4711",
        "roles needed mod/forum:replypost 999999|context.id: no context has the id 999999",
        "roles with mod/forum:replypost --permission maybe|`maybe` is not a number",
        "roles needed mod/forum:replypost curse:9|`curse` is no context level (expected: block,",
        "roles needed mod/forum:replypost 0:9|`0` is no context level",
        "roles of-user 12 45 --temporary-role 5|expected: CONTEXT=ROLE",
        "matrix 31 --risk love|--risk: `love`",
        "matrix 31 --role 4711|role_ids: no role has the id 4711",
        "compare users 1 2 999999|no such context",
        "roles|which command?",
        "compare|which command?"
      })
  void badInput_isToldInALine(String question, String message) {
    CommandRun run = ofOwnSite(question);
    assertThat(run.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("beadle: ").contains(message);
    assertThat(run.showsStack()).isFalse();
  }

  /** A server that is not there: 3. */
  @Test
  void roles_noServer_isUnreachable() {
    CommandRun run = CommandRun.of("roles", "offered", "1", "--target", "127.0.0.1:1");
    assertThat(run.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(run.err()).startsWith("beadle: UNAVAILABLE");
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
