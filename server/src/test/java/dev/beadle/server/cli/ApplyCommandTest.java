package dev.beadle.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.grpc.AdminServed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** beadle apply and the short commands, with a running server and with a store. */
final class ApplyCommandTest {
  private static final String ASSIGN =
      "{\"assignRole\": {\"roleId\": 5, \"userId\": 22, \"context\": {\"id\": 31}}}";

  @TempDir private Path folder;

  private final AdminServed site = AdminServed.demo();

  @AfterEach
  void stop() {
    site.close();
  }

  /** A file: done as a whole, with the revision and a line for each change. */
  @Test
  void apply_file_isDone() throws IOException {
    Path file = write("{\"actor\": 2, \"reason\": \"term\"}", "# Ann", ASSIGN);
    CommandRun run = onServer("apply", file.toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("revision demo.2: 1 changes").contains("user 22", "role 5");
    assertThat(site.log().entries().getFirst().origin().reason()).isEqualTo("term");
  }

  /** What is typed wins over the file. */
  @Test
  void apply_typedActor_winsOverTheFile() throws IOException {
    Path file = write("{\"actor\": 2}", ASSIGN);
    CommandRun run = onServer("apply", file.toString(), "--actor", "12");
    assertThat(run.exitCode()).isEqualTo(ExitCode.NO);
    assertThat(run.err())
        .startsWith("beadle: " + file + ":2: PERMISSION_DENIED: ")
        .contains("moodle/role:assign")
        .hasLineCount(1);
  }

  /** A refusal names the line of the command. */
  @Test
  void apply_refused_tellsTheLine() throws IOException {
    Path file = write(ASSIGN, "", "{\"deleteRole\": {\"roleId\": 99}}");
    CommandRun run = onServer("apply", file.toString(), "--actor", "2");
    assertThat(run.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(run.err()).startsWith("beadle: " + file + ":3: NOT_FOUND: commands[1].delete_role");
    assertThat(site.log().entries()).isEmpty();
  }

  /** --dry-run: reads and checks, and sends nothing. */
  @Test
  void apply_dryRun_sendsNothing() throws IOException {
    Path file = write(ASSIGN);
    CommandRun run = onServer("apply", file.toString(), "--actor", "2", "--dry-run");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("1 commands are well-formed", "nothing was sent");
    Path wrong = write(ASSIGN.replace("22", "-1"));
    run = onServer("apply", wrong.toString(), "--actor", "2", "--dry-run");
    assertThat(run.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(run.err()).startsWith("beadle: " + wrong + ":1: commands[0].assign_role.user_id: ");
    assertThat(site.log().entries()).isEmpty();
  }

  /** 2: no actor, no file, a file that says nothing; 3: no server. */
  @Test
  void apply_badUse_isTold() throws IOException {
    Path file = write(ASSIGN);
    assertThat(onServer("apply", file.toString()).err()).startsWith("beadle: --actor: required");
    CommandRun none = onServer("apply", folder.resolve("none").toString(), "--actor", "2");
    assertThat(none.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(none.err()).contains("cannot be read").hasLineCount(1);
    CommandRun nobody =
        CommandRun.of(
            "apply",
            file.toString(),
            "--actor",
            "2",
            "--target",
            "unix:" + folder.resolve("nobody.sock"));
    assertThat(nobody.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
  }

  /** --data: the operator writes a store that no server has, and it is there afterwards. */
  @Test
  void apply_store_isWritten() throws IOException {
    String data = folder.resolve("data").toString();
    CommandRun imported =
        CommandRun.of("import", "--site", CommandRun.demoFolder().toString(), "--data", data);
    assertThat(imported.err()).isEmpty();
    CommandRun run = CommandRun.of("apply", write(ASSIGN).toString(), "--data", data);
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("user 22");
    CommandRun again =
        CommandRun.of("role", "unassign", "22", "5", "31", "--data", data, "--reason", "mistake");
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(CommandRun.of("log", "--data", data).out()).contains("operator", "mistake");
  }

  /** The short commands do what they say. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "role assign 22 5 course:2|user 22",
        "role assign 22 5 31 --until 2099-01-01T00:00:00Z|user 22",
        "role unassign 10 5 31|user 10",
        "role create tutor --name Tutor --archetype teacher|tutor",
        "role duplicate 5 listener --name Listener|listener",
        "role delete 11|role 11",
        "role reset 5 --if-revision demo.1|revision",
        "role allow assign 3 9|role_allow_assign",
        "role disallow assign 3 4|role_allow_assign",
        "capability prevent 5 mod/forum:replypost course:2|mod/forum:replypost",
        "capability prohibit 5 mod/forum:replypost course:2|mod/forum:replypost",
        "capability allow 6 mod/forum:replypost system:0|mod/forum:replypost",
        "capability inherit 5 mod/forum:replypost system:0|mod/forum:replypost",
        "context lock course:2|context 31",
        "context move course:4 category:2|context 33",
        "context move category:2 system:0|context 4",
        "admins add 3|siteadmins"
      })
  void shortCommand_server_doesIt(String command, String told) {
    List<String> arguments = new ArrayList<>(Arrays.asList(command.split(" ", -1)));
    arguments.addAll(List.of("--actor", "2"));
    CommandRun run = onServer(arguments.toArray(String[]::new));
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("revision demo.2: ").contains(told);
  }

  private CommandRun onServer(String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(List.of("--target", site.served().target()));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private Path write(String... lines) throws IOException {
    return Files.write(Files.createTempFile(folder, "commands", ".jsonl"), List.of(lines));
  }
}
