package dev.beadle.server.grpc;

import static dev.beadle.server.grpc.Messages.message;
import static dev.beadle.server.grpc.Messages.one;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.beadle.client.BeadleClient;
import dev.beadle.server.BeadleServer;
import dev.beadle.server.config.RequestLimits;
import dev.beadle.v1.CapabilityQuestion;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** --unix-socket: also listens there, open to its owner only; what is not a stale socket stays. */
final class UnixSocketTest {
  private static final CapabilityQuestion GOOD = one(12, "mod/forum:replypost", 45);

  @TempDir private Path folder;

  /** It answers there as on the TCP port, and only its owner can reach it. */
  @Test
  void unixSocket_serving_isForItsOwnerOnly() throws Exception {
    Path place = folder.resolve("beadle.sock");
    try (BeadleServer server = start(place)) {
      assertAnswers(place);
      try (var tcp = BeadleClient.to("127.0.0.1:" + server.grpcPort())) {
        assertThat(tcp.check(GOOD).getDecision().getAllowed()).isTrue();
      }
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place)))
          .isEqualTo("rw-------");
      assertThat(files()).containsExactly(place);
    }
    assertThat(files()).isEmpty();
  }

  /** Streams and batches work there, too. */
  @Test
  void unixSocket_stream_isAnswered() throws Exception {
    Path place = folder.resolve("beadle.sock");
    try (BeadleServer _ = start(place)) {
      ManagedChannel channel = ServedSite.channelTo("unix:" + place);
      try (var stream = new OpenStream(channel)) {
        for (int i = 0; i < 100; i++) {
          stream.send(message(i, GOOD, GOOD));
          assertThat(stream.receive().getBatch().getResultsCount()).isEqualTo(2);
        }
      } finally {
        channel.shutdownNow();
      }
    }
  }

  /** What a crashed server left behind is removed. */
  @Test
  void start_staleSocket_takesItsPlace() throws Exception {
    Path place = folder.resolve("beadle.sock");
    try (var crashed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      crashed.bind(UnixDomainSocketAddress.of(place));
    }
    assertThat(place).exists();
    try (BeadleServer _ = start(place)) {
      assertAnswers(place);
    }
    assertThat(files()).isEmpty();
  }

  /** A socket that somebody listens on is refused, and goes on. */
  @Test
  void start_liveSocket_isRefused() throws Exception {
    Path place = folder.resolve("beadle.sock");
    try (BeadleServer _ = start(place)) {
      assertThatIOException()
          .isThrownBy(() -> start(place).close())
          .withMessageContaining("in use")
          .withMessageContaining(place.toString());
      assertAnswers(place);
      assertThat(files()).containsExactly(place);
    }
  }

  /** What is no socket is refused and not deleted: a file, a folder, a link. */
  @Test
  void start_somethingElseInItsPlace_isRefusedAndLeftAlone() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "precious");
    Path directory = Files.createDirectory(folder.resolve("directory"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nowhere"));
    for (Path place : new Path[] {file, directory, link}) {
      assertThatIOException()
          .isThrownBy(() -> start(place).close())
          .withMessageContaining(place.toString())
          .withMessageContaining("is not a socket");
    }
    assertThat(file).hasContent("precious");
    assertThat(directory).isDirectory();
    assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isTrue();
    assertThat(files()).containsExactlyInAnyOrder(file, directory, link);
  }

  /** A server that drains does not take the socket of the one that follows it. */
  @Test
  void close_successorListensAlready_leavesItsSocket() throws Exception {
    Path place = folder.resolve("beadle.sock");
    BeadleServer first = start(place);
    ManagedChannel channel = ServedSite.channelTo("unix:" + place);
    try (var stream = new OpenStream(channel)) {
      stream.send(message(1, GOOD));
      assertThat(stream.receive().getRequestId()).isEqualTo(1);
      CompletableFuture<Void> closed = CompletableFuture.runAsync(first::close);
      Await.until("nobody listens", () -> !isListening(place));
      try (BeadleServer _ = start(place)) {
        assertAnswers(place);
        stream.halfClose();
        assertThat(stream.awaitEnd().isOk()).isTrue();
        closed.get(20, TimeUnit.SECONDS);
        assertThat(place).exists();
        assertAnswers(place);
      }
    } finally {
      channel.shutdownNow();
      first.close();
    }
  }

  /** The process may end when the server has: what threads are left do not hold it up. */
  @Test
  void close_threadsLeft_areDaemons() throws Exception {
    Set<Thread> before = Set.copyOf(Thread.getAllStackTraces().keySet());
    try (BeadleServer _ = start(folder.resolve("beadle.sock"))) {
      assertAnswers(folder.resolve("beadle.sock"));
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> !before.contains(thread) && thread.isAlive())
        .allMatch(Thread::isDaemon);
  }

  /** A path that Linux takes (up to 107 bytes) is taken. */
  @Test
  void start_longPath_listens() throws Exception {
    String name = "d".repeat(98 - folder.toString().length() - "//beadle.sock".length());
    Path place = Files.createDirectory(folder.resolve(name)).resolve("beadle.sock");
    assertThat(place.toString()).hasSizeBetween(95, 99);
    try (BeadleServer _ = start(place)) {
      assertAnswers(place);
    }
  }

  /** A path that Linux does not take is refused by its own name, and nothing is left. */
  @Test
  void start_tooLongPath_isRefusedByName() throws Exception {
    Path place = folder.resolve("s".repeat(120));
    assertThatIOException()
        .isThrownBy(() -> start(place).close())
        .withMessageContaining(place.toString());
    assertThat(files()).isEmpty();
  }

  private static boolean isListening(Path place) {
    try (var socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return socket.connect(UnixDomainSocketAddress.of(place));
    } catch (IOException _) {
      return false;
    }
  }

  private static void assertAnswers(Path place) {
    try (var client = BeadleClient.to("unix:" + place).withDeadline(ServedSite.PATIENCE)) {
      assertThat(client.check(GOOD).getDecision().getAllowed()).isTrue();
    }
  }

  private static BeadleServer start(Path place) throws IOException {
    BeadleServer server =
        BeadleServer.start(
            ServedSite.config(ServedSite.listen(0, 0, place), RequestLimits.DEFAULT),
            InstantSource.system());
    server.publish(ServedSite.loadDemo());
    return server;
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }
}
