package dev.beadle.benchmarks.load;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
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

  private final CommandedProcess process;
  private final Listening at;

  private ServerProcess(CommandedProcess process, Listening at) {
    this.process = process;
    this.at = at;
  }

  /** A server's name, and where it listens. */
  private record Listening(String name, int port, Path socket) {
    static Listening somewhere(Place place, String name) {
      return new Listening(name, FreePort.find(), place.sockets().resolve(name));
    }
  }

  /**
   * Starts Beadle and waits until it serves.
   *
   * @param name of its log and its socket
   * @param jvm options of the JVM
   * @param options of {@code serve}
   */
  static ServerProcess beadle(Place place, String name, List<String> jvm, List<String> options) {
    Listening at = Listening.somewhere(place, name);
    List<String> arguments = new ArrayList<>(List.of("beadle", "serve"));
    arguments.addAll(options);
    arguments.addAll(
        List.of(
            "--grpc-port", "" + at.port(), "--http-port", "0", "--unix-socket", "" + at.socket()));
    var server = start(place, at, jvm, arguments);
    server.await(ServerProcess::isServing);
    return server;
  }

  /** Starts the echo and waits until it listens. */
  static ServerProcess echo(Place place, String name, EchoServer.Form form, List<String> jvm) {
    Listening at = Listening.somewhere(place, name);
    var server =
        start(place, at, jvm, List.of("echo", form.name(), "" + at.port(), "" + at.socket()));
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
      Path sockets = Files.createTempDirectory("beadle-load");
      // The servers, which have removed their sockets by then, end with this process.
      sockets.toFile().deleteOnExit();
      return new Place(logs, sockets);
    }
  }

  String tcpTarget() {
    return "127.0.0.1:" + at.port();
  }

  String unixTarget() {
    return "unix:" + at.socket();
  }

  /** What the process has used so far. */
  ServerUse use() {
    return ServerUse.of(process.ask("use"));
  }

  /** The same, after full collections. */
  ServerUse useAfterCollection() {
    return ServerUse.of(process.ask("collect"));
  }

  /** Tells an echo what to answer to a method from now on. */
  void answer(String fullMethodName, byte[] response) {
    var _ =
        process.ask(
            "answer " + fullMethodName + " " + Base64.getEncoder().encodeToString(response));
  }

  @Override
  public void close() {
    process.close();
  }

  private static ServerProcess start(
      Place place, Listening at, List<String> jvm, List<String> arguments) {
    List<String> all = new ArrayList<>(jvm);
    all.addAll(
        List.of("-cp", System.getProperty("java.class.path"), ServerUnderLoad.class.getName()));
    all.addAll(arguments);
    CommandedProcess process =
        CommandedProcess.java(at.name(), place.logs().resolve(at.name() + ".log"), all);
    return new ServerProcess(process, at);
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
    throw new IllegalStateException(at.name() + " did not start: see its log");
  }
}
