package dev.beadle.benchmarks;

import dev.beadle.benchmarks.load.FreePort;
import dev.beadle.benchmarks.load.QuietLog;
import dev.beadle.benchmarks.load.Spread;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckCapabilityRequest;
import dev.beadle.v1.CheckServiceGrpc;
import dev.beadle.v1.ContextReference;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * How long it takes from the start of a server's process until it has answered a first question,
 * asked by a client that is warm. Arguments: the number of starts, and the command, in which {@code
 * PORT} stands for a free port: {@code 11 ./beadle serve --site ./export --grpc-port PORT
 * --http-port 0}. The first start is not counted: it warms the client and the page cache.
 */
public final class StartTimes {
  /** Between two tries to reach the server: short against a start, and leaves it the cores. */
  private static final long RETRY_MILLIS = 10;

  private static final long GIVE_UP_SECONDS = 120;

  /**
   * One start.
   *
   * @param wall until the first answer
   * @param cpu what the process had used of the processors by then: it does not depend on what else
   *     the machine does
   */
  private record Start(Duration wall, Duration cpu) {}

  private StartTimes() {}

  /** Starts, asks and stops the server as often as wanted, and prints what it took. */
  public static void main(String[] arguments) throws Exception {
    QuietLog.set();
    int starts = Integer.parseInt(arguments[0]);
    List<String> command = List.of(arguments).subList(1, arguments.length);
    double[] millis = new double[starts];
    double[] cpuMillis = new double[starts];
    for (int i = -1; i < starts; i++) {
      Start start = start(command);
      if (i >= 0) {
        millis[i] = start.wall().toMillis();
        cpuMillis[i] = start.cpu().toMillis();
      }
    }
    print("first answer after", millis);
    print("processor time until then", cpuMillis);
  }

  private static void print(String what, double[] millis) {
    Spread spread = Spread.of(millis);
    System.out.printf(
        Locale.ROOT,
        "%s: least %d ms, median %d ms, greatest %d ms (%d starts)%n",
        what,
        (long) spread.least(),
        (long) spread.median(),
        (long) spread.greatest(),
        millis.length);
  }

  private static Start start(List<String> command) throws IOException, InterruptedException {
    int port = FreePort.find();
    List<String> started =
        command.stream().map(word -> word.equals("PORT") ? Integer.toString(port) : word).toList();
    var builder = new ProcessBuilder(started).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    long startedAt = System.nanoTime();
    Process server = builder.start();
    try {
      awaitAnswer(server, port);
      var wall = Duration.ofNanos(System.nanoTime() - startedAt);
      return new Start(wall, server.info().totalCpuDuration().orElse(Duration.ZERO));
    } finally {
      server.destroy();
      server.waitFor();
    }
  }

  private static void awaitAnswer(Process server, int port) throws InterruptedException {
    while (!isListening(port)) {
      requireAlive(server);
      Thread.sleep(RETRY_MILLIS);
    }
    ManagedChannel channel =
        Grpc.newChannelBuilder("127.0.0.1:" + port, InsecureChannelCredentials.create()).build();
    try {
      while (!isAnswered(channel)) {
        requireAlive(server);
        Thread.sleep(RETRY_MILLIS);
      }
    } finally {
      channel.shutdownNow().awaitTermination(GIVE_UP_SECONDS, TimeUnit.SECONDS);
    }
  }

  private static void requireAlive(Process server) {
    if (!server.isAlive()) {
      throw new IllegalStateException("the server ended with " + server.exitValue());
    }
  }

  private static boolean isListening(int port) {
    try (var probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return probe.isConnected();
    } catch (IOException _) {
      return false;
    }
  }

  private static boolean isAnswered(ManagedChannel channel) {
    var question =
        CapabilityQuestion.newBuilder()
            .setUserId(2)
            .setCapability("moodle/course:view")
            .setContext(ContextReference.newBuilder().setId(1))
            .build();
    try {
      return CheckServiceGrpc.newBlockingStub(channel)
          .withDeadlineAfter(GIVE_UP_SECONDS, TimeUnit.SECONDS)
          .checkCapability(CheckCapabilityRequest.newBuilder().setQuestion(question).build())
          .hasDecision();
    } catch (StatusRuntimeException refused) {
      if (refused.getStatus().getCode() != Status.Code.UNAVAILABLE) {
        throw refused;
      }
      return false;
    }
  }
}
