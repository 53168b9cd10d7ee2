package dev.beadle.server.grpc;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The file of a Unix domain socket: bound where nobody else can reach it, closed to others, and
 * only then moved to its place, so that there is no moment at which a stranger could connect.
 */
final class UnixSocket {
  private final Path place;
  private final Path nursery;

  private UnixSocket(Path place, Path nursery) {
    this.place = place;
    this.nursery = nursery;
  }

  /**
   * Makes room for a socket: removes one that a crashed server left behind.
   *
   * @throws IOException if something else is there, a server still listens there, or the folder
   *     cannot be written
   */
  static UnixSocket prepare(Path place) throws IOException {
    Path absolute = place.toAbsolutePath();
    Path folder = absolute.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new IOException("no such folder: " + folder);
    }
    if (Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
      requireStale(absolute);
    }
    Path nursery =
        Files.createTempDirectory(
            folder,
            ".beadle",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    return new UnixSocket(absolute, nursery);
  }

  /** Where to bind. */
  Path bindingPlace() {
    return nursery.resolve("socket");
  }

  /** Puts the bound socket in its place, for its owner only. */
  void publish() throws IOException {
    Files.setPosixFilePermissions(bindingPlace(), PosixFilePermissions.fromString("rw-------"));
    Files.move(bindingPlace(), place, StandardCopyOption.ATOMIC_MOVE);
    Files.delete(nursery);
  }

  /** Removes the socket, or what was prepared for it. */
  void remove() throws IOException {
    Files.deleteIfExists(bindingPlace());
    Files.deleteIfExists(nursery);
    Files.deleteIfExists(place);
  }

  private static void requireStale(Path place) throws IOException {
    if (!isSocket(place)) {
      throw new IOException(place + " exists and is not a socket");
    }
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.connect(UnixDomainSocketAddress.of(place));
    } catch (IOException nobodyListens) {
      // Nothing is gained from the reason: a refused connection is what a stale socket gives.
      return;
    }
    throw new IOException(place + " is in use: another server listens there");
  }

  private static boolean isSocket(Path place) throws IOException {
    // Neither a folder, nor a regular file, nor a link: the JDK calls it "other".
    return Files.readAttributes(place, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isOther();
  }
}
