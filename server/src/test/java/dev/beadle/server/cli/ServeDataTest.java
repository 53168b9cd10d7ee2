package dev.beadle.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.BeadleClient;
import dev.beadle.client.Contexts;
import dev.beadle.server.grpc.Await;
import dev.beadle.server.testing.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** beadle serve --data: a site of its own, as a process. */
final class ServeDataTest {
  private static final String FIRST_USER =
      """
      {"createUser": {"username": "ann"}}
      {"addSiteAdmin": {"userId": 2}}
      """;

  @TempDir private Path folder;

  /** An empty folder gets the standard site; what is written to it is there after a restart. */
  @Test
  void serve_emptyFolder_isANewSiteThatIsKept() throws Exception {
    try (ProcessRun server = serve()) {
      String target = targetOf(server);
      assertThat(server.err()).contains("the store was empty");
      assertThat(mayConfigure(target)).isFalse();
      CommandRun applied =
          CommandRun.of("apply", file(FIRST_USER), "--target", target, "--actor", "0");
      assertThat(applied.exitCode()).as(applied.err()).isNotZero();
      applied = CommandRun.of("apply", file(FIRST_USER), "--target", target, "--actor", "1");
      assertThat(applied.exitCode()).as(applied.err()).isZero();
      assertThat(mayConfigure(target)).isTrue();
      stop(server);
    }
    try (ProcessRun server = serve()) {
      assertThat(mayConfigure(targetOf(server))).isTrue();
      assertThat(server.err()).doesNotContain("the store was empty");
      stop(server);
    }
  }

  /** A folder belongs to one process at a time; the second one says so in one line. */
  @Test
  void serve_folderInUse_isRefused() throws Exception {
    try (ProcessRun first = serve()) {
      var _ = targetOf(first);
      CommandRun second =
          CommandRun.of("serve", "--data", data(), "--grpc-port", "0", "--http-port", "0");
      assertThat(second.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
      assertThat(second.err())
          .startsWith("beadle: " + data() + ": another process uses this folder")
          .hasLineCount(1);
      CommandRun apply = CommandRun.of("apply", file(FIRST_USER), "--data", data());
      assertThat(apply.err()).contains("another process uses this folder");
      stop(first);
    }
  }

  /** A checkpoint is written when it is due, and at the end; the log before it goes. */
  @Test
  void serve_manyEntries_writesCheckpointsAndForgetsTheLog() throws Exception {
    try (ProcessRun server = serve("--checkpoint-entries", "4", "--retained-entries", "1")) {
      String target = targetOf(server);
      apply(target, FIRST_USER, "1");
      for (int i = 0; i < 4; i++) {
        apply(target, "{\"createUser\": {\"username\": \"user%d\"}}".formatted(i), "2");
      }
      Await.until("a checkpoint", () -> server.err().contains("checkpoint written"));
      apply(target, "{\"createUser\": {\"username\": \"last\"}}", "2");
      stop(server);
      assertThat(server.err().split("checkpoint written", -1)).hasSizeGreaterThan(2);
    }
    assertThat(CommandRun.of("log", "--data", data()).out())
        .contains("user 7 saved")
        .doesNotContain("user 2 saved");
    try (ProcessRun server = serve()) {
      var _ = targetOf(server);
      assertThat(server.err()).contains("entries=\"0\"");
      stop(server);
    }
  }

  /** Nothing was written: no checkpoint at the end either. */
  @Test
  void serve_nothingWritten_writesNoCheckpoint() throws Exception {
    try (ProcessRun server = serve()) {
      var _ = targetOf(server);
      stop(server);
      assertThat(server.err()).doesNotContain("checkpoint written");
    }
  }

  /** A site that came through a store answers as the Moodle did from which it came. */
  @Test
  void serve_importedSite_isVerified() throws Exception {
    CommandRun imported =
        CommandRun.of(
            "import",
            "--site",
            CommandRun.csv("tiny", "csv"),
            "--capabilities",
            Oracle.capabilities().toString(),
            "--data",
            data());
    assertThat(imported.exitCode()).as(imported.err()).isZero();
    try (ProcessRun server = serve()) {
      CommandRun verified =
          CommandRun.of(
              "verify",
              "--target",
              targetOf(server),
              "--decisions",
              CommandRun.decisions("tiny", "has_capability"));
      assertThat(verified.exitCode()).as(verified.out() + verified.err()).isZero();
      stop(server);
    }
  }

  /** Either a site or a store. */
  @Test
  void serve_siteAndData_isMisuse() {
    String site = CommandRun.demoFolder().toString();
    CommandRun both = CommandRun.of("serve", "--site", site, "--data", data());
    assertThat(both.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(both.err()).contains("--site and --data");
    assertThat(CommandRun.of("serve").err()).contains("--data or --site: required");
    CommandRun bad = CommandRun.of("serve", "--data", data(), "--checkpoint-entries", "0");
    assertThat(bad.err()).contains("--checkpoint-entries: 0 (expected: at least 1)");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  private ProcessRun serve(String... options) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("serve", "--data", data(), "--grpc-port", "0", "--http-port", "0"));
    arguments.addAll(Arrays.asList(options));
    return ProcessRun.start(folder, Map.of(), arguments.toArray(String[]::new));
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  private String file(String commands) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "batch", ".jsonl"), commands).toString();
  }

  private void apply(String target, String commands, String actor) throws IOException {
    CommandRun run = CommandRun.of("apply", file(commands), "--target", target, "--actor", actor);
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  private static boolean mayConfigure(String target) {
    try (var client = BeadleClient.to(target)) {
      return client.hasCapability(2, "moodle/site:config", Contexts.system());
    }
  }

  private static String targetOf(ProcessRun server) {
    Await.until("it serves", () -> server.err().contains("serving") || !server.isAlive());
    Matcher port = Pattern.compile("grpcPort=\"(\\d+)").matcher(server.err());
    assertThat(server.isAlive() && port.find()).as(server.err()).isTrue();
    return "127.0.0.1:" + port.group(1);
  }

  private static void stop(ProcessRun server) throws InterruptedException {
    server.terminate();
    var _ = server.awaitEnd();
    assertThat(server.err()).contains("stopped");
  }
}
