package dev.beadle.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** beadle rehearse: what the start-up cache is made from. */
final class RehearseCommandTest {
  @TempDir private Path folder;

  /** A site is served and asked from tables, rows and an image; then all three servers drain. */
  @Test
  void rehearse_emptyFolder_servesThriceAndEnds() throws Exception {
    String place = folder.resolve("rehearsal").toString();
    try (ProcessRun run = ProcessRun.start(folder, Map.of(), "rehearse", place)) {
      assertThat(run.awaitEnd()).as(run.err()).isEqualTo(ExitCode.YES);
      assertThat(run.err().lines().filter(line -> line.contains(": serving"))).hasSize(3);
      assertThat(run.err().lines().filter(line -> line.contains(": stopped"))).hasSize(3);
      assertThat(run.err()).contains("source=\"the checkpoint of", "source=\"the image of");
    }
  }
}
