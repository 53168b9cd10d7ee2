package dev.beadle.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** beadle rehearse: what the start-up cache is made from. */
final class RehearseCommandTest {
  @TempDir private Path folder;

  /** A site from tables and one from a store are served and asked; then both servers drain. */
  @Test
  void rehearse_emptyFolder_servesTwiceAndEnds() throws Exception {
    String place = folder.resolve("rehearsal").toString();
    try (ProcessRun run = ProcessRun.start(folder, Map.of(), "rehearse", place)) {
      assertThat(run.awaitEnd()).as(run.err()).isEqualTo(ExitCode.YES);
      assertThat(run.err().lines().filter(line -> line.contains(": serving"))).hasSize(2);
      assertThat(run.err().lines().filter(line -> line.contains(": stopped"))).hasSize(2);
    }
  }
}
