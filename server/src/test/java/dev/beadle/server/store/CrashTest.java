package dev.beadle.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.change.LogEntry;
import dev.beadle.server.moodle.LoadProgress;
import dev.beadle.server.testing.Oracle;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that writes is killed again and again. Ten times by default; {@code
 * -Dbeadle.crash.rounds=100} for more.
 */
final class CrashTest {
  private static final int ROUNDS = Integer.getInteger("beadle.crash.rounds", 10);
  private static final int MOST_BATCHES = 120;

  @TempDir private Path folder;

  /** What was acknowledged is there, whole; what was not is there whole, or not at all. */
  @Test
  void log_ofAProcessThatIsKilled_holdsWhatItAcknowledged() throws Exception {
    var address = new StoreAddress.Folder(folder);
    try (SiteStore store = open(address)) {
      store.startLog(Oracle.load("tiny").snapshot(), false, LoadProgress.SILENT);
    }
    var random = new Random(1);
    long before = Oracle.REVISION.position();
    for (int round = 1; round <= ROUNDS; round++) {
      long acknowledged = killAfter(1 + random.nextInt(MOST_BATCHES));
      assertThat(acknowledged).as("round %d", round).isGreaterThan(before);
      before = verify(address, acknowledged, round);
    }
  }

  private long killAfter(int batches) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                AppendingProcess.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long acknowledged = 0;
    try (BufferedReader out = process.inputReader()) {
      String line = out.readLine();
      for (int batch = 1; line != null; batch++) {
        acknowledged = Long.parseLong(line);
        if (batch == batches) {
          // Not by the process itself, which would close its output too.
          process.toHandle().destroyForcibly();
        }
        // Until its end: it may have acknowledged more before it was killed.
        line = out.readLine();
      }
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return acknowledged;
  }

  private static long verify(StoreAddress address, long acknowledged, int round) {
    try (SiteStore store = open(address)) {
      SqlChangeLog log = store.openLog();
      long head = log.head();
      assertThat(head).as("round %d", round).isGreaterThanOrEqualTo(acknowledged);
      assertThat((head - Oracle.REVISION.position()) % AppendingProcess.BATCH).isZero();
      long after = log.tail();
      while (after < head) {
        List<LogEntry> entries = log.read(after, 1000);
        for (LogEntry entry : entries) {
          after++;
          assertThat(entry)
              .isEqualTo(
                  TestEntries.setting(log.identity(), after, "defaultuserroleid", "" + after));
        }
      }
      SiteStore.Opened opened = store.load(LoadProgress.SILENT);
      assertThat(opened.snapshot().revision().position()).isEqualTo(head);
      assertThat(opened.snapshot().settings().values().get("defaultuserroleid"))
          .isEqualTo("" + head);
      return head;
    }
  }

  private static SiteStore open(StoreAddress address) {
    return SiteStore.open(address, StoreKind.QUICK, InstantSource.system());
  }
}
