package dev.beadle.server.cli;

import dev.beadle.server.Main;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * This program once more, in a process of its own that says what it says where this one does, and
 * has no options from the environment. Closing tells it to stop, and does not wait.
 */
final class SameProgram implements AutoCloseable {
  private final Process process;

  private SameProgram(Process process) {
    this.process = process;
  }

  /** Starts a command, which goes on by itself. */
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
    return new SameProgram(builder.start());
  }

  /**
   * Runs a command to its end.
   *
   * @throws IllegalStateException if it fails
   */
  static void perform(String... command) throws IOException, InterruptedException {
    int exitCode = start(command).process.waitFor();
    if (exitCode != ExitCode.YES) {
      throw new IllegalStateException(
          "%s: ended with %d".formatted(String.join(" ", command), exitCode));
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
