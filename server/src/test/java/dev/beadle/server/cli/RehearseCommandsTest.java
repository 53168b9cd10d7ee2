package dev.beadle.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.grpc.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** beadle rehearse: what the start-up caches are made from. */
final class RehearseCommandsTest {
  /** A rehearsal starts the program several times, one after the other. */
  private static final long LONGEST_SECONDS = 120;

  @TempDir private Path folder;

  /** A site is served and asked from tables, rows and an image; then all three servers drain. */
  @Test
  void servers_emptyFolder_servesThriceAndEnds() throws Exception {
    try (ProcessRun run = rehearse("servers")) {
      assertThat(run.awaitEnd(LONGEST_SECONDS)).as(run.err()).isEqualTo(ExitCode.YES);
      assertThat(run.err().lines().filter(line -> line.contains(": serving"))).hasSize(3);
      assertThat(run.err().lines().filter(line -> line.contains(": stopped"))).hasSize(3);
      assertThat(run.err()).contains("source=\"the checkpoint of", "source=\"the image of");
    }
  }

  /** Tables are imported, and commands answered by a server, which is told to stop. */
  @Test
  void commands_emptyFolder_importsAsksAndEnds() throws Exception {
    try (ProcessRun run = rehearse("commands")) {
      assertThat(run.awaitEnd(LONGEST_SECONDS)).as(run.err()).isEqualTo(ExitCode.YES);
      assertThat(run.out().lines().filter(line -> line.contains(" role assignments, ")))
          .hasSize(10);
      assertThat(run.out().lines().filter("yes  RULE_ROLE_ALLOWS"::equals)).hasSize(2);
      assertThat(run.err().lines().filter(line -> line.contains(": serving"))).hasSize(1);
      assertThat(run.err().lines().filter(line -> line.contains(": stopped"))).hasSize(1);
    }
  }

  /** A rehearsal that is killed leaves no server behind, which would hold its output open. */
  @Test
  void commands_killed_serverEndsToo() throws Exception {
    try (ProcessRun run = rehearse("commands")) {
      Await.until(
          "it serves",
          Duration.ofSeconds(LONGEST_SECONDS),
          () -> run.err().contains(": serving") || !run.isAlive());
      ProcessHandle server =
          run.children().stream().filter(ProcessHandle::isAlive).findAny().orElseThrow();
      run.kill();
      assertThat(server.onExit()).succeedsWithin(Duration.ofSeconds(20));
    }
  }

  /** Which part is wanted has to be said. */
  @Test
  void rehearse_noPart_isTold() throws Exception {
    try (ProcessRun run = ProcessRun.start(folder, Map.of(), "rehearse")) {
      assertThat(run.awaitEnd()).isEqualTo(ExitCode.BAD_INPUT);
      assertThat(run.err()).startsWith("beadle: which part?");
    }
  }

  private ProcessRun rehearse(String part) throws Exception {
    String place = folder.resolve("rehearsal").toString();
    return ProcessRun.start(folder, Map.of(), "rehearse", part, place);
  }
}
