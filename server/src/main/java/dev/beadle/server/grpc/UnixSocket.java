package dev.beadle.server.grpc;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The file of a Unix domain socket: bound where nobody else can reach it, closed to others, and
 * only then moved to its place, so that there is no moment at which a stranger could connect.
 */
final class UnixSocket {
  /** The longest path that Linux takes for a socket, in bytes. */
  private static final int MAX_PATH_BYTES = 107;

  /** How many names are tried for the folder in which the socket is born. */
  private static final int NAMES_TRIED = 16;

  private final Path place;
  private final Path nursery;
  private @Nullable Object fileKey;

  private UnixSocket(Path place, Path nursery) {
    this.place = place;
    this.nursery = nursery;
  }

  /**
   * Makes room for a socket: removes one that a crashed server left behind.
   *
   * @throws IOException if the path is too long, something else is there, a server still listens
   *     there, or the folder cannot be written
   */
  static UnixSocket prepare(Path place) throws IOException {
    Path absolute = place.toAbsolutePath();
    Path folder = absolute.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new IOException("unix-socket " + place + ": no such folder");
    }
    Path nursery = folder.resolve(randomName());
    int longest = Math.max(bytesOf(absolute), bytesOf(bindingPlaceIn(nursery)));
    if (longest > MAX_PATH_BYTES) {
      throw new IOException(
          "unix-socket "
              + place
              + ": the path is too long by "
              + (longest - MAX_PATH_BYTES)
              + " bytes");
    }
    if (Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
      requireStale(absolute);
    }
    return new UnixSocket(absolute, createNursery(folder, nursery));
  }

  /** Where to bind. */
  Path bindingPlace() {
    return bindingPlaceIn(nursery);
  }

  /** Puts the bound socket in its place, for its owner only. */
  void publish() throws IOException {
    Files.setPosixFilePermissions(bindingPlace(), PosixFilePermissions.fromString("rw-------"));
    fileKey = fileKeyOf(bindingPlace());
    Files.move(bindingPlace(), place, StandardCopyOption.ATOMIC_MOVE);
    Files.delete(nursery);
  }

  /** Removes the socket, or what was prepared for it; not one that a successor has put there. */
  void remove() throws IOException {
    Files.deleteIfExists(bindingPlace());
    Files.deleteIfExists(nursery);
    if (fileKey != null
        && Files.exists(place, LinkOption.NOFOLLOW_LINKS)
        && fileKey.equals(fileKeyOf(place))) {
      Files.delete(place);
    }
  }

  private static Path createNursery(Path folder, Path first) throws IOException {
    Path nursery = first;
    for (int tried = 1; ; tried++) {
      try {
        return Files.createDirectory(
            nursery,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      } catch (FileAlreadyExistsException taken) {
        if (tried == NAMES_TRIED) {
          throw taken;
        }
        nursery = folder.resolve(randomName());
      }
    }
  }

  /** Short, because the path of a socket must be. */
  private static String randomName() {
    return String.format(Locale.ROOT, ".%04x", ThreadLocalRandom.current().nextInt(1 << 16));
  }

  private static Path bindingPlaceIn(Path nursery) {
    return nursery.resolve("s");
  }

  private static int bytesOf(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8).length;
  }

  private static @Nullable Object fileKeyOf(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  private static void requireStale(Path place) throws IOException {
    if (!isSocket(place)) {
      throw new IOException(place + " exists and is not a socket");
    }
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.connect(UnixDomainSocketAddress.of(place));
    } catch (ConnectException nobodyListens) {
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
