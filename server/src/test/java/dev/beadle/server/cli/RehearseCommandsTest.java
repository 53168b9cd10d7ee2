package dev.beadle.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** beadle rehearse: what the start-up caches are made from. */
final class RehearseCommandsTest {
  @TempDir private Path folder;

  /** A site is served and asked from tables, rows and an image; then all three servers drain. */
  @Test
  void servers_emptyFolder_servesThriceAndEnds() throws Exception {
    try (ProcessRun run = rehearse("servers")) {
      assertThat(run.awaitEnd()).as(run.err()).isEqualTo(ExitCode.YES);
      assertThat(run.err().lines().filter(line -> line.contains(": serving"))).hasSize(3);
      assertThat(run.err().lines().filter(line -> line.contains(": stopped"))).hasSize(3);
      assertThat(run.err()).contains("source=\"the checkpoint of", "source=\"the image of");
    }
  }

  /** Tables are imported, and commands answered by a server, which is told to stop. */
  @Test
  void commands_emptyFolder_importsAsksAndEnds() throws Exception {
    try (ProcessRun run = rehearse("commands")) {
      assertThat(run.awaitEnd()).as(run.err()).isEqualTo(ExitCode.YES);
      assertThat(run.out().lines().filter(line -> line.contains(" role assignments, ")))
          .hasSize(10);
      assertThat(run.out().lines().filter("yes  RULE_ROLE_ALLOWS"::equals)).hasSize(2);
      assertThat(run.err().lines().filter(line -> line.contains(": serving"))).hasSize(1);
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
