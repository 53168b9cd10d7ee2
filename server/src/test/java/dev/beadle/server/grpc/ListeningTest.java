package dev.beadle.server.grpc;

import static dev.beadle.server.grpc.Messages.check;
import static dev.beadle.server.grpc.Messages.one;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.beadle.server.BeadleServer;
import dev.beadle.server.config.ListenConfig;
import dev.beadle.server.config.RequestLimits;
import dev.beadle.server.telemetry.CheckMetrics;
import io.grpc.BindableService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** BeadleServer.start: an address that cannot be listened on; nothing is left behind then. */
final class ListeningTest {
  private static final String KEPT = "dev.beadle.server.telemetry.CheckMetrics";

  @TempDir private Path folder;

  /** The message names the port, and the server that has it is not disturbed. */
  @Test
  void start_grpcPortInUse_namesThePort() throws Exception {
    try (var first = ServedSite.demo()) {
      int port = first.server().grpcPort();
      Set<Thread> before = threads();
      long sockets = openSockets();
      assertThatIOException()
          .isThrownBy(() -> start(ServedSite.listen(port, 0, folder.resolve("s"))))
          .withMessageContaining("grpc-port " + port);
      assertNothingLeft(before, sockets);
      assertThat(first.stub().checkCapability(check(one(2, "a", 1))).hasDecision()).isTrue();
    }
  }

  /** The same of the HTTP port, though gRPC listens already, on the Unix socket, too. */
  @Test
  void start_httpPortInUse_namesThePort() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Set<Thread> before = threads();
      long sockets = openSockets();
      assertThatIOException()
          .isThrownBy(() -> start(ServedSite.listen(0, taken.getLocalPort(), folder.resolve("s"))))
          .withMessageContaining("http-port")
          .withMessageContaining(Integer.toString(taken.getLocalPort()));
      assertNothingLeft(before, sockets);
    }
  }

  /** The same of the Unix socket, though the TCP port listens already. */
  @Test
  void start_unixSocketRefused_closesTheTcpPort() throws Exception {
    Set<Thread> before = threads();
    long sockets = openSockets();
    Path missing = folder.resolve("missing").resolve("beadle.sock");
    assertThatIOException()
        .isThrownBy(() -> start(ServedSite.listen(0, 0, missing)))
        .withMessageContaining("no such folder")
        .withMessageContaining(missing.getParent() + "");
    assertNothingLeft(before, sockets);
  }

  /** A host that has no address is named. */
  @Test
  void start_unknownHost_namesIt() {
    ListenConfig usual = ServedSite.listen(0, 0, null);
    var listen =
        new ListenConfig(
            "no-such-host.invalid", 0, 0, null, usual.maxMessageBytes(), 10, usual.drainTime());
    assertThatIOException()
        .isThrownBy(() -> start(listen))
        .withMessageContaining("unknown host `no-such-host.invalid`");
  }

  /** Nor is anything left in memory: whoever tries again and again does not fill it. */
  @Test
  void start_refusedAgainAndAgain_keepsNothing() throws Exception {
    try (var first = ServedSite.empty();
        var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      long before = instancesOf(KEPT);
      for (ListenConfig refused :
          List.of(
              ServedSite.listen(first.server().grpcPort(), 0, null),
              ServedSite.listen(0, taken.getLocalPort(), null))) {
        for (int i = 0; i < 3; i++) {
          assertThatIOException().isThrownBy(() -> start(refused));
        }
      }
      Await.until(
          "what was started is let go", Duration.ofSeconds(2), () -> instancesOf(KEPT) <= before);
    }
  }

  /** Whatever goes wrong in a start: a service that fails leaves no epoll descriptors behind. */
  @Test
  void start_serviceFails_keepsNothing() throws Exception {
    BindableService broken =
        () -> {
          throw new IllegalStateException("broken");
        };
    ListenConfig listen = ServedSite.listen(0, 0, null);
    long before = pollers();
    assertThatIllegalStateException()
        .isThrownBy(() -> GrpcServer.start(listen, List.of(broken), new CheckMetrics()))
        .withMessage("broken");
    Await.until("the descriptors are closed", () -> pollers() <= before);
  }

  private static long pollers() {
    try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors
          .map(ListeningTest::findTarget)
          .filter("anon_inode:[eventpoll]"::equals)
          .count();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static void start(ListenConfig listen) throws IOException {
    BeadleServer.start(ServedSite.config(listen, RequestLimits.DEFAULT), InstantSource.system())
        .close();
  }

  private void assertNothingLeft(Set<Thread> threadsBefore, long socketsBefore) throws IOException {
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
    Await.until("the sockets are closed", () -> openSockets() <= socketsBefore);
    Await.until(
        "the threads have ended",
        () ->
            threads().stream()
                .filter(thread -> !threadsBefore.contains(thread))
                .allMatch(thread -> thread.isDaemon() && !isOfTransport(thread)));
  }

  /** The server's own: those of whoever calls in this process are of gRPC, and named otherwise. */
  private static boolean isOfTransport(Thread thread) {
    return thread.getName().startsWith("beadle-accept")
        || thread.getName().startsWith("beadle-calls");
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .collect(Collectors.toSet());
  }

  /** Listening TCP sockets of this process, as Linux tells. */
  private static long openSockets() {
    try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
      Set<String> own = descriptors.map(ListeningTest::findTarget).collect(Collectors.toSet());
      long listening = 0;
      for (String table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
        listening +=
            Files.readAllLines(Path.of(table)).stream()
                .map(line -> line.strip().split("\\s+", -1))
                .filter(columns -> columns[3].equals("0A"))
                .filter(columns -> own.contains("socket:[" + columns[9] + "]"))
                .count();
      }
      return listening;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static @Nullable String findTarget(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException _) {
      // Closed meanwhile.
      return null;
    }
  }

  /** How many objects of a class are reachable. */
  private static long instancesOf(String className) {
    return classHistogram()
        .lines()
        .map(line -> line.strip().split("\\s+", -1))
        .filter(columns -> columns.length > 3 && columns[3].equals(className))
        .mapToLong(columns -> Long.parseLong(columns[1]))
        .sum();
  }

  private static String classHistogram() {
    try {
      return ManagementFactory.getPlatformMBeanServer()
          .invoke(
              new ObjectName("com.sun.management:type=DiagnosticCommand"),
              "gcClassHistogram",
              new Object[] {new String[0]},
              new String[] {String[].class.getName()})
          .toString();
    } catch (JMException unsupported) {
      throw new AssertionError(unsupported);
    }
  }
}
