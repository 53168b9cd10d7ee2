package dev.beadle.benchmarks.load;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A server in a process of its own, started for a measurement. Confined to one thread. */
final class ServerProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 20;
  private static final Duration END = Duration.ofSeconds(15);

  private final String name;
  private final Process process;
  private final BufferedReader output;
  private final int port;
  private final Path socket;

  private ServerProcess(String name, Process process, int port, Path socket) {
    this.name = name;
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
    this.port = port;
    this.socket = socket;
  }

  /**
   * Starts Beadle and waits until it serves.
   *
   * @param name of its log and its socket
   * @param jvm options of the JVM
   * @param options of {@code serve}
   */
  static ServerProcess beadle(Place place, String name, List<String> jvm, List<String> options) {
    int port = freePort();
    Path socket = place.sockets().resolve(name);
    List<String> arguments = new ArrayList<>(List.of("beadle", "serve"));
    arguments.addAll(options);
    arguments.addAll(
        List.of("--grpc-port", "" + port, "--http-port", "0", "--unix-socket", "" + socket));
    var server = start(place, name, jvm, arguments, port, socket);
    server.await(ServerProcess::isServing);
    return server;
  }

  /** Starts the echo and waits until it listens. */
  static ServerProcess echo(Place place, String name, List<String> jvm) {
    int port = freePort();
    Path socket = place.sockets().resolve(name);
    var server = start(place, name, jvm, List.of("echo", "" + port, "" + socket), port, socket);
    server.await(channel -> channel.getState(true) == ConnectivityState.READY);
    return server;
  }

  /**
   * Where servers leave what they write.
   *
   * @param logs of each server's output
   * @param sockets a short path, as sockets need it
   */
  record Place(Path logs, Path sockets) {
    static Place make() throws IOException {
      Path logs = Files.createDirectories(Path.of("benchmarks", "target", "load"));
      return new Place(logs, Files.createTempDirectory("beadle-load"));
    }
  }

  String tcpTarget() {
    return "127.0.0.1:" + port;
  }

  String unixTarget() {
    return "unix:" + socket;
  }

  /** What the process has used so far. */
  ServerUse use() {
    return ServerUse.of(command("use"));
  }

  /** The same, after full collections. */
  ServerUse useAfterCollection() {
    return ServerUse.of(command("collect"));
  }

  /** Tells an echo what to answer to a method from now on. */
  void answer(String fullMethodName, byte[] response) {
    var _ =
        command("answer " + fullMethodName + " " + Base64.getEncoder().encodeToString(response));
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close();
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

  private static ServerProcess start(
      Place place, String name, List<String> jvm, List<String> arguments, int port, Path socket) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(jvm);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(ServerUnderLoad.class.getName());
    command.addAll(arguments);
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectError(place.logs().resolve(name + ".log").toFile())
              .start();
      return new ServerProcess(name, process, port, socket);
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  private static int freePort() {
    try (var probe = new ServerSocket(0)) {
      return probe.getLocalPort();
    } catch (IOException none) {
      throw new UncheckedIOException(none);
    }
  }

  private static boolean isServing(ManagedChannel channel) {
    try {
      return HealthGrpc.newBlockingStub(channel)
              .withDeadlineAfter(1, TimeUnit.SECONDS)
              .check(HealthCheckRequest.getDefaultInstance())
              .getStatus()
          == ServingStatus.SERVING;
    } catch (StatusRuntimeException _) {
      return false;
    }
  }

  private void await(Predicate<ManagedChannel> isReady) {
    long end = System.nanoTime() + START.toNanos();
    while (System.nanoTime() - end < 0 && process.isAlive()) {
      // A new one each time: a channel that was refused waits before it tries again.
      ManagedChannel channel = Channels.open(tcpTarget());
      try {
        if (isReady.test(channel)) {
          return;
        }
        Thread.sleep(POLL_MILLIS);
        if (isReady.test(channel)) {
          return;
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        break;
      } finally {
        Channels.close(channel);
      }
    }
    close();
    throw new IllegalStateException(name + " did not start: see its log");
  }

  private String command(String line) {
    try {
      var input = process.outputWriter(StandardCharsets.UTF_8);
      input.write(line);
      input.newLine();
      input.flush();
      for (String answer = output.readLine(); answer != null; answer = output.readLine()) {
        if (answer.startsWith(ServerUnderLoad.ANSWER)) {
          return answer.substring(ServerUnderLoad.ANSWER.length());
        }
      }
      throw new IllegalStateException(name + " has ended: see its log");
    } catch (IOException gone) {
      throw new UncheckedIOException(name + " has ended: see its log", gone);
    }
  }
}
