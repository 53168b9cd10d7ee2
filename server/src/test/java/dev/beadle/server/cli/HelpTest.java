package dev.beadle.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program's help: every command shows how it is used. */
final class HelpTest {
  /** --help: each command shows examples of itself. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "serve",
        "demo",
        "check",
        "explain",
        "who-can",
        "where-can",
        "what-can",
        "verify",
        "replay",
        "import",
        "export",
        "log",
        "apply",
        "preview",
        "enrolled",
        "participation",
        "course-access",
        "groups",
        "may-see",
        "history",
        "expiring",
        "matrix",
        "what-would-change",
        "version"
      })
  void help_everyCommand_showsExamples(String command) {
    CommandRun run = CommandRun.of(command, "--help");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("Example", "beadle " + command);
    assertThat(run.out().lines())
        .as("fits a terminal")
        .allMatch(line -> line.length() <= 100, "at most 100 columns")
        .noneMatch(line -> line.matches(".*jdbc:([a-z]+:)?/*"), "an address in two pieces");
    assertThat(CommandRun.of("help", command).out()).isEqualTo(run.out());
  }

  /** --help: and so does each command within another. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "role",
        "role assign",
        "role unassign",
        "role create",
        "role duplicate",
        "role delete",
        "role reset",
        "role allow",
        "role disallow",
        "capability",
        "capability allow",
        "capability prevent",
        "capability prohibit",
        "capability inherit",
        "context",
        "context lock",
        "context unlock",
        "context move",
        "admins",
        "groups mode",
        "groups visible",
        "groups allowed",
        "groups sees",
        "groups shares",
        "groups member",
        "admins add",
        "admins remove",
        "roles",
        "roles needed",
        "roles with",
        "roles assignable",
        "roles overridable",
        "roles switchable",
        "roles viewable",
        "roles effective",
        "roles of-user",
        "roles offered",
        "compare",
        "compare users",
        "compare roles",
        "compare contexts",
        "compare revisions",
        "report",
        "report security",
        "report capability",
        "report risks",
        "report hygiene"
      })
  void help_shortCommand_showsExamples(String command) {
    CommandRun run = CommandRun.of((command + " --help").split(" ", -1));
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("Example", "  beadle " + command + " ");
    assertThat(run.out().lines())
        .as("fits a terminal")
        .allMatch(line -> line.length() <= 100, "at most 100 columns");
  }

  /** --help of the program: its commands, where options come from, and its exit codes. */
  @Test
  void help_program_tellsCommandsAndExitCodes() {
    CommandRun run = CommandRun.of("--help");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains(
            "serve", "demo", "check", "explain", "verify", "replay", "import", "export", "log")
        .contains("BEADLE_CONFIG", "BEADLE_GRPC_PORT")
        .contains("0 yes", "1 no", "2 bad", "3 no server");
  }

  /** version: of Beadle and of Java. */
  @Test
  void version_asked_tellsBoth() {
    CommandRun run = CommandRun.of("version");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("beadle ", "java " + Runtime.version());
    assertThat(CommandRun.of("--version").out()).isEqualTo(run.out());
  }

  /** Bad use: 2, on standard error, with the way to use it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "check",
        "check 1",
        "check 1 cap",
        "check x cap 1",
        "check 1 cap course",
        "check 1 cap course:x",
        "check 1 cap 0:1",
        "check 1 cap 1 --switch 5",
        "check 1 cap 1 --switch a=b",
        "check 1 cap 1 --output xml",
        "check 1 cap 1 2",
        "check 1 a,b 1 --any --all",
        "explain 1 cap",
        "who-can cap",
        "who-can cap 1 --group x",
        "where-can 1",
        "where-can x cap",
        "where-can 1 cap --level deep",
        "what-can 1",
        "what-can 1 1 --risk fire",
        "explain 1 cap 1 --unheard-of",
        "verify",
        "verify --decisions",
        "replay",
        "apply",
        "role",
        "role assign 1 2 3",
        "role assign x 2 3 --actor 2",
        "role allow love 1 2 --actor 2",
        "context move course:1 course:2 --actor 2",
        "admins",
        "roles",
        "roles needed mod/forum:replypost",
        "roles effective x 1",
        "roles of-user 1 1 --switch 5",
        "matrix",
        "matrix 1 --role x",
        "compare",
        "compare users 1 2",
        "compare revisions 1 1 a",
        "serve",
        "serve --grpc-port x",
        "demo --once --grpc-port 65536",
        "demo --once --http-port -1",
        "demo --once --max-batch-questions 0",
        "demo --once --max-message-bytes 12",
        "demo --once --cache-megabytes -1",
        "demo --once --drain-seconds -1",
        "demo --once --log-format loud"
      })
  void execute_badUse_isTold(String arguments) {
    String[] split = arguments.isEmpty() ? new String[0] : arguments.split(" ", -1);
    CommandRun run = CommandRun.of(split);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("beadle: ").contains("See `beadle");
    assertThat(run.messages()).isOne();
    assertThat(run.showsStack()).isFalse();
  }

  /** --version: every command knows it, whether code or annotations describe it. */
  @ParameterizedTest
  @ValueSource(strings = {"", "serve", "demo", "import", "role assign"})
  void version_everyCommand_isThatOfTheProgram(String command) {
    String[] arguments = (command + " --version").strip().split(" ");
    CommandRun run = CommandRun.of(arguments);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEqualTo(CommandRun.of("version").out()).contains("beadle ", "java ");
  }
}
