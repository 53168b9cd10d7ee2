package dev.beadle.server.cli;

import dev.beadle.server.Main;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The program as a process of its own, its output in files. For one thread. */
final class ProcessRun implements AutoCloseable {
  private static final long LONGEST_SECONDS = 30;

  private final Process process;
  private final Path out;
  private final Path err;

  private ProcessRun(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts the program with nothing in its environment but this. */
  static ProcessRun start(Path folder, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(Arrays.asList(arguments));
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    var builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    return new ProcessRun(builder.start(), out, err);
  }

  /** Waits for its end; gives the exit code. */
  int awaitEnd() throws InterruptedException {
    return awaitEnd(LONGEST_SECONDS);
  }

  /** Waits so many seconds for its end; gives the exit code. */
  int awaitEnd(long seconds) throws InterruptedException {
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      throw new AssertionError("the process did not end; it said:\n" + out() + err());
    }
    return process.exitValue();
  }

  /** Tells it to stop, as an operator does: SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** Ends it at once, in the middle of whatever it does: SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    var _ = awaitEnd();
  }

  /** Sends it a signal, such as {@code STOP}. */
  void signal(String name) throws IOException, InterruptedException {
    Process sender = new ProcessBuilder("kill", "-" + name, "" + process.pid()).start();
    if (!sender.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS) || sender.exitValue() != 0) {
      throw new AssertionError("no signal " + name + " could be sent");
    }
  }

  /** What it has started and still runs. */
  List<ProcessHandle> children() {
    return process.children().toList();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String out() {
    return read(out);
  }

  String err() {
    return read(err);
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }
}
