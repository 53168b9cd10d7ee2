package dev.beadle.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.util.JsonFormat;
import dev.beadle.server.grpc.ServedSite;
import dev.beadle.v1.CheckCapabilityResponse;
import dev.beadle.v1.ExplainCapabilityResponse;
import dev.beadle.v1.Rule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** beadle check and beadle explain, with a site of their own and with a running server. */
@TestInstance(Lifecycle.PER_CLASS)
final class CheckCommandTest {
  @TempDir private Path folder;

  private ServedSite served;

  @BeforeAll
  void serve() {
    served = ServedSite.demo();
  }

  @AfterAll
  void stop() {
    served.close();
  }

  /** Every form of a question: the answer, its rule, and 0 for yes or 1 for no; both ways. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "12 mod/forum:rate module:10|RULE_ROLE_ALLOWS",
        "12 mod/forum:rate 45|RULE_ROLE_ALLOWS",
        "12 mod/forum:rate 70:10|RULE_ROLE_ALLOWS",
        "2 mod/quiz:manage 44|RULE_SITE_ADMIN",
        "2 mod/quiz:manage 44 --without-doanything|RULE_NOTHING_ALLOWS",
        "0 mod/forum:replypost 45|RULE_GUEST_GUARD",
        "7 mod/forum:replypost course:5|RULE_CONTEXT_LOCKED",
        "999 mod/forum:replypost system:0|RULE_NO_SUCH_USER",
        "2 mod/none:such user:2|RULE_UNKNOWN_CAPABILITY",
        "12 mod/none:such,mod/forum:rate 45 --any|RULE_ROLE_ALLOWS",
        "12 mod/forum:rate,mod/none:such 45 --all|RULE_UNKNOWN_CAPABILITY",
        "12 mod/forum:rate,mod/none:such 45|RULE_UNKNOWN_CAPABILITY",
        "5 mod/assign:grade 40 --switch 31=5|RULE_NOTHING_ALLOWS",
        "5 mod/assign:grade 40 --switch 31=5 --switch 40=3|RULE_ROLE_ALLOWS",
        "5 mod/assign:grade 40 --current-user|RULE_ROLE_ALLOWS",
        "10 mod/forum:replypost 45 --temporary-role 33=5|RULE_ROLE_ALLOWS",
        "12 mod/forum:replypost 45 --login-as course:2|RULE_OUTSIDE_LOGIN_AS",
        "12 mod/forum:replypost 45 --login-as 33|RULE_ROLE_ALLOWS",
        "2 mod/quiz:manage category:1|RULE_SITE_ADMIN",
        "2 mod/quiz:manage block:3|RULE_SITE_ADMIN"
      })
  void check_question_isAnsweredByRuleAndExitCode(String question, Rule rule) {
    boolean isYes = rule.getNumber() < 16;
    for (CommandRun run : bothWays("check " + question)) {
      assertThat(run.err()).isEmpty();
      assertThat(run.out().strip()).isEqualTo((isYes ? "yes" : "no") + "  " + rule);
      assertThat(run.exitCode()).isEqualTo(isYes ? ExitCode.YES : ExitCode.NO);
    }
    for (CommandRun run : bothWays("explain " + question)) {
      assertThat(run.out()).startsWith(isYes ? "YES" : "NO");
      assertThat(run.exitCode()).isEqualTo(isYes ? ExitCode.YES : ExitCode.NO);
    }
  }

  /** --output json: the message, with every field, that a program can read. */
  @Test
  void check_json_isTheMessage() throws Exception {
    for (CommandRun run : bothWays("check 2 mod/none:such 44 --output json")) {
      JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
      assertThat(json.getAsJsonObject("decision").get("allowed").getAsBoolean()).isFalse();
      var message = CheckCapabilityResponse.newBuilder();
      JsonFormat.parser().merge(run.out(), message);
      assertThat(message.getDecision().getRule()).isEqualTo(Rule.RULE_UNKNOWN_CAPABILITY);
      assertThat(message.getFreshness().getRevision()).isNotEmpty();
      assertThat(run.exitCode()).isEqualTo(ExitCode.NO);
    }
  }

  /** The same of an explanation. */
  @Test
  void explain_json_isTheMessage() throws Exception {
    for (CommandRun run : bothWays("explain 23 mod/quiz:attempt module:7 --output JSON")) {
      var message = ExplainCapabilityResponse.newBuilder();
      JsonFormat.parser().merge(run.out(), message);
      assertThat(message.getDecision().getRule()).isEqualTo(Rule.RULE_ROLE_PROHIBITS);
      assertThat(message.getExplanations(0).getRolesCount()).isPositive();
    }
  }

  /** 2: a question that cannot be asked, and why, in one line. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 mod/quiz:manage 999|NOT_FOUND: context.id",
        "2 mod/quiz:manage course:99|NOT_FOUND: context.instance",
        "2 mod/quiz:manage 0|INVALID_ARGUMENT: context.id",
        "2 moodle/legacy:admin 1|INVALID_ARGUMENT: capability",
        "2 mod/quiz:manage 1 --switch 1=0|INVALID_ARGUMENT: environment.role_switches.role_id",
        "2 mod/quiz:manage 1 --login-as 999|NOT_FOUND: environment.logged_in_as"
      })
  void check_badQuestion_isToldInOneLine(String question, String message) {
    for (CommandRun run : bothWays("check " + question)) {
      assertThat(run.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
      assertThat(run.out()).isEmpty();
      assertThat(run.err()).startsWith("beadle: " + message).hasLineCount(1);
    }
  }

  /** 2: what is wrong with an option is bad use, not an answer, and shows no stack. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--temporary-role 33",
        "--temporary-role x=5",
        "--temporary-role 33=",
        "--target http://127.0.0.1:1",
        "--target 127.0.0.1:notaport",
        "--target ://"
      })
  void check_malformedOption_isBadUse(String option) {
    List<String> arguments = new ArrayList<>(List.of("check", "2", "mod/quiz:manage", "44"));
    arguments.addAll(Arrays.asList(option.split(" ", -1)));
    if (!option.startsWith("--target")) {
      arguments.addAll(List.of("--site", CommandRun.demoFolder().toString()));
    }
    CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
    assertThat(run.out()).isEmpty();
    assertThat(run.showsStack()).as(run.err()).isFalse();
    assertThat(run.exitCode()).isIn(ExitCode.BAD_INPUT, ExitCode.UNREACHABLE);
  }

  /** 3: no server, or none that answers in time. */
  @Test
  void check_noServer_isUnreachable() {
    String nobody = "unix:" + folder.resolve("nobody.sock");
    for (String command : List.of("check", "explain")) {
      CommandRun run = CommandRun.of(command, "2", "mod/quiz:manage", "44", "--target", nobody);
      assertThat(run.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
      assertThat(run.out()).isEmpty();
      assertThat(run.err())
          .startsWith("beadle: UNAVAILABLE")
          .contains("--target says which one is asked")
          .hasLineCount(1);
    }
    CommandRun late =
        CommandRun.of(
            "check", "2", "a", "44", "--target", served.target(), "--deadline-seconds", "0");
    assertThat(late.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(late.err()).startsWith("beadle: DEADLINE_EXCEEDED").hasLineCount(1);
  }

  /** 3: a server whose site is not loaded yet. */
  @Test
  void check_serverWithoutSite_isUnreachable() {
    try (var empty = ServedSite.empty()) {
      CommandRun run = CommandRun.of("check", "2", "a", "44", "--target", empty.target());
      assertThat(run.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
      assertThat(run.err()).contains("not loaded").doesNotContain("--target").hasLineCount(1);
    }
  }

  /** --target-site: which site of the server is asked. */
  @Test
  void check_targetSite_isTheOneAsked() {
    String[] known = {
      "check",
      "12",
      "mod/forum:rate",
      "45",
      "--target",
      served.target(),
      "--target-site",
      "northfield"
    };
    assertThat(CommandRun.of(known).exitCode()).isEqualTo(ExitCode.YES);
    String[] unknown = known.clone();
    unknown[known.length - 1] = "elsewhere";
    CommandRun run = CommandRun.of(unknown);
    assertThat(run.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(run.err()).contains("NOT_FOUND", "`elsewhere`");
  }

  /** 2: a site that cannot be read. */
  @Test
  void check_unreadableSite_isBadInput() {
    CommandRun run =
        CommandRun.of("check", "2", "a", "44", "--site", folder.resolve("none").toString());
    assertThat(run.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(run.err()).startsWith("beadle: ").contains("no such folder").hasLineCount(1);
  }

  /** The same question of the site itself and of the running server. */
  private List<CommandRun> bothWays(String arguments) {
    List<CommandRun> runs = new ArrayList<>();
    for (String[] from :
        new String[][] {
          {"--site", CommandRun.demoFolder().toString()}, {"--target", served.target()}
        }) {
      List<String> all = new ArrayList<>(Arrays.asList(arguments.split(" ", -1)));
      all.addAll(Arrays.asList(from));
      runs.add(CommandRun.of(all.toArray(String[]::new)));
    }
    return runs;
  }
}
