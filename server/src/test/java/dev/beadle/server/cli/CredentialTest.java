package dev.beadle.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a database is reached with is never shown, whatever goes wrong. */
final class CredentialTest {
  private static final String CANARY = "cAnArY-s3cret";
  private static final String URL =
      "jdbc:postgresql://127.0.0.1:1/moodle?user=reader&password=" + CANARY;

  private static final List<List<String>> COMMANDS =
      List.of(
          List.of("serve", "--grpc-port", "0", "--http-port", "0"),
          List.of("check", "1", "a", "1"),
          List.of("explain", "1", "a", "1"),
          List.of("verify", "--decisions", "has_capability.csv"),
          List.of("replay", "--trace", "trace.jsonl"));

  @TempDir private Path folder;

  /** A URL as it should be and as it should not: the site is refused, the secret not shown. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        URL,
        "jdbc:mariadb://127.0.0.1:1/moodle?user=reader&password=" + CANARY,
        "jdbc:mysql://127.0.0.1:1/moodle?password=" + CANARY + "&user=" + CANARY,
        "jdbc:postgresql://127.0.0.1:1/moodle?user=reader&password=" + CANARY + "%",
        "jdbc:postgresql://reader:" + CANARY + "@127.0.0.1:1/moodle",
        "jdbc:oracle:thin:reader/" + CANARY + "@127.0.0.1:1/moodle",
        "jdbc:" + CANARY,
        "JDBC:postgresql://127.0.0.1:1/moodle?user=reader&password=" + CANARY,
        " jdbc:postgresql://127.0.0.1:1/moodle?user=reader&password=" + CANARY,
        "postgresql://reader:" + CANARY + "@127.0.0.1:1/moodle",
        "mysql://reader:" + CANARY + "@127.0.0.1/moodle"
      })
  void anyCommand_siteWithASecret_doesNotShowIt(String site) {
    for (List<String> command : COMMANDS) {
      assertRefusedQuietly(CommandRun.of(with(command, "--site", site)));
      assertRefusedQuietly(
          CommandRun.in(Map.of("BEADLE_SITE", site), command.toArray(String[]::new)));
    }
  }

  /** Bad use: a URL where none belongs is not quoted back. */
  @Test
  void anyCommand_urlInTheWrongPlace_doesNotShowIt() {
    for (List<String> command : COMMANDS) {
      assertRefusedQuietly(CommandRun.of(with(command, URL)));
      assertRefusedQuietly(CommandRun.of(with(command, "--sites", URL)));
      assertRefusedQuietly(CommandRun.of(with(command, "--sites=" + URL)));
      assertRefusedQuietly(CommandRun.of(with(command, "--site", URL, "--site", URL)));
    }
    assertRefusedQuietly(CommandRun.of(URL));
    assertRefusedQuietly(CommandRun.of("serve", "--grpc-port", URL));
    assertRefusedQuietly(CommandRun.of("check", URL, "a", "1"));
    assertRefusedQuietly(CommandRun.of("check", "1", "a", URL));
  }

  /** Other options that are wrong beside it. */
  @Test
  void anyCommand_otherMistakes_doNotShowIt() {
    assertRefusedQuietly(
        CommandRun.of("check", "1", "a", "1", "--site", URL, "--table-prefix", "x; DROP"));
    assertRefusedQuietly(
        CommandRun.of("check", "1", "a", "1", "--site", URL, "--output", "nothing"));
    CommandRun help = CommandRun.in(Map.of("BEADLE_SITE", URL), "serve", "--help");
    assertThat(help.out() + help.err()).doesNotContain(CANARY);
  }

  /** The file of credentials: neither what it holds nor what it should not. */
  @Test
  void anyCommand_credentialsFile_isNotShown() throws Exception {
    String url = "jdbc:postgresql://127.0.0.1:1/moodle";
    for (String content :
        List.of(
            "user=reader\npassword=" + CANARY,
            "user=reader\npasswort=" + CANARY,
            CANARY,
            "password=" + CANARY + "\\u12")) {
      Path file = Files.writeString(folder.resolve("credentials.properties"), content);
      for (List<String> command : COMMANDS) {
        assertRefusedQuietly(
            CommandRun.of(with(command, "--site", url, "--credentials-file", file.toString())));
      }
    }
  }

  private static void assertRefusedQuietly(CommandRun run) {
    assertThat(run.out() + run.err()).doesNotContain(CANARY);
    assertThat(run.err()).isNotBlank();
    assertThat(run.showsStack()).as(run.err()).isFalse();
    assertThat(run.exitCode()).isIn(ExitCode.BAD_INPUT, ExitCode.UNREACHABLE);
  }

  private static String[] with(List<String> command, String... options) {
    List<String> all = new ArrayList<>(command);
    all.addAll(Arrays.asList(options));
    return all.toArray(String[]::new);
  }
}
