package dev.beadle.benchmarks.load;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Programs that fetch or build what is measured. Stateless. */
final class Preparation {
  /** Enough for 160 MB over a slow line. */
  private static final Duration LIMIT = Duration.ofMinutes(15);

  private Preparation() {}

  /**
   * Runs a program to its end.
   *
   * @param log takes what it writes
   * @throws IllegalStateException if it fails or takes too long
   */
  static void run(Path log, String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    boolean isOver = false;
    try {
      isOver = process.waitFor(LIMIT);
    } finally {
      if (!isOver) {
        process.destroyForcibly();
      }
    }
    if (!isOver) {
      throw new IllegalStateException(
          command[0] + " took more than " + LIMIT.toMinutes() + " minutes: see " + log);
    }
    if (process.exitValue() != 0) {
      throw new IllegalStateException(command[0] + " failed: see " + log);
    }
  }
}
