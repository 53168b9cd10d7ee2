package dev.beadle.server.cli;

import dev.beadle.server.Main;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * This program once more, in a process of its own whose output goes where this one's goes, without
 * the {@code BEADLE_} variables of the environment.
 */
final class SameProgram implements AutoCloseable {
  private static final long LONGEST_COMMAND_SECONDS = 300;
  private static final long LONGEST_END_SECONDS = 20;

  private final String command;
  private final Process process;

  private SameProgram(String command, Process process) {
    this.command = command;
    this.process = process;
  }

  /** Starts a command, which goes on by itself until it is closed. */
  static SameProgram start(String... command) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("--enable-native-access=ALL-UNNAMED");
    line.add("-cp");
    line.add(System.getProperty("java.class.path"));
    line.add(Main.class.getName());
    Collections.addAll(line, command);
    var builder = new ProcessBuilder(line).inheritIO();
    builder.environment().keySet().removeIf(name -> name.startsWith("BEADLE_"));
    return new SameProgram(String.join(" ", command), builder.start());
  }

  /**
   * Runs a command to its end.
   *
   * @throws IllegalStateException if it fails, or takes longer than five minutes
   */
  static void perform(String... command) throws IOException, InterruptedException {
    try (SameProgram program = start(command)) {
      program.awaitSuccess();
    }
  }

  private void awaitSuccess() throws InterruptedException {
    if (!process.waitFor(LONGEST_COMMAND_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException(
          command + ": not ended after " + LONGEST_COMMAND_SECONDS + " s");
    }
    if (process.exitValue() != ExitCode.YES) {
      throw new IllegalStateException(command + ": ended with " + process.exitValue());
    }
  }

  /** Tells it to stop and waits until it has; what has not after 20 s is ended at once. */
  @Override
  public void close() {
    process.destroy();
    Process ended =
        process.onExit().completeOnTimeout(process, LONGEST_END_SECONDS, TimeUnit.SECONDS).join();
    if (ended.isAlive()) {
      ended.destroyForcibly();
    }
  }
}
