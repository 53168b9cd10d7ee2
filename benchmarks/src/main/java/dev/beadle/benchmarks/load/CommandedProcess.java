package dev.beadle.benchmarks.load;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A process that answers a line of its input with a line of its output which begins with {@link
 * ServerUnderLoad#ANSWER}, and ends with its input. Confined to one thread.
 */
final class CommandedProcess implements AutoCloseable {
  private static final Duration END = Duration.ofSeconds(15);

  private final String name;
  private final Process process;
  private final BufferedReader output;
  private final BufferedWriter input;

  private CommandedProcess(String name, Process process) {
    this.name = name;
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
    this.input = process.outputWriter(StandardCharsets.UTF_8);
  }

  /**
   * Starts a JVM like this one.
   *
   * @param name as errors call it
   * @param log takes what it writes to its standard error
   * @param arguments of {@code java}
   */
  static CommandedProcess java(String name, Path log, List<String> arguments) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    try {
      var builder = new ProcessBuilder(java, "--enable-native-access=ALL-UNNAMED");
      builder.command().addAll(arguments);
      return new CommandedProcess(name, builder.redirectError(log.toFile()).start());
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Sends a line and waits for the answer to it. */
  String ask(String line) {
    try {
      input.write(line);
      input.newLine();
      input.flush();
    } catch (IOException gone) {
      throw new UncheckedIOException(name + " has ended: see its log", gone);
    }
    return nextAnswer();
  }

  /** Waits for an answer that nothing was sent for. */
  String nextAnswer() {
    try {
      for (String answer = output.readLine(); answer != null; answer = output.readLine()) {
        if (answer.startsWith(ServerUnderLoad.ANSWER)) {
          return answer.substring(ServerUnderLoad.ANSWER.length());
        }
      }
    } catch (IOException gone) {
      throw new UncheckedIOException(name + " has ended: see its log", gone);
    }
    throw new IllegalStateException(name + " has ended: see its log");
  }

  @Override
  public void close() {
    try {
      input.close();
      if (!process.waitFor(END)) {
        process.destroyForcibly();
      }
    } catch (IOException _) {
      process.destroyForcibly();
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
