package dev.beadle.benchmarks.load;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process that answers a line of its input with a line of its output which begins with {@link
 * ServerUnderLoad#ANSWER}, and ends with its input. Confined to one thread.
 */
final class CommandedProcess implements AutoCloseable {
  private static final Duration END = Duration.ofSeconds(15);

  /** Longer than anything takes that is asked for; whoever is silent for so long hangs. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final String name;
  private final Duration patience;
  private final Process process;
  private final BufferedReader output;
  private final BufferedWriter input;

  private CommandedProcess(String name, Duration patience, Process process) {
    this.name = name;
    this.patience = patience;
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
    return java(name, log, PATIENCE, arguments);
  }

  /**
   * The same.
   *
   * @param patience how long an answer may take beyond what is expected, before it is ended
   */
  static CommandedProcess java(String name, Path log, Duration patience, List<String> arguments) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    try {
      var builder = new ProcessBuilder(java, "--enable-native-access=ALL-UNNAMED");
      builder.command().addAll(arguments);
      return new CommandedProcess(name, patience, builder.redirectError(log.toFile()).start());
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Sends a line and waits for the answer to it. */
  String ask(String line) {
    return ask(line, Duration.ZERO);
  }

  /** The same for what is to take some time. */
  String ask(String line, Duration expected) {
    try {
      input.write(line);
      input.newLine();
      input.flush();
    } catch (IOException gone) {
      throw ended(gone);
    }
    return nextAnswer(expected);
  }

  /** Waits for an answer that nothing was sent for. */
  String nextAnswer() {
    return nextAnswer(Duration.ZERO);
  }

  private String nextAnswer(Duration expected) {
    Duration limit = expected.plus(patience);
    var answer = new FutureTask<>(this::readAnswer);
    Thread.ofVirtual().start(answer);
    try {
      return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      process.destroyForcibly();
      throw new IllegalStateException(
          name + " has not answered for " + limit.toSeconds() + " s: see its log");
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException(name + " was not waited for");
    } catch (ExecutionException gone) {
      throw ended(gone);
    }
  }

  private String readAnswer() throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(ServerUnderLoad.ANSWER)) {
        return line.substring(ServerUnderLoad.ANSWER.length());
      }
    }
    throw new EOFException();
  }

  private IllegalStateException ended(Exception cause) {
    return new IllegalStateException(name + " has ended: see its log", cause);
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
