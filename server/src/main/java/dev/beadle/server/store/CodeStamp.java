package dev.beadle.server.store;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** Tells one build of Beadle from another. Stateless. */
final class CodeStamp {
  private CodeStamp() {}

  /**
   * A checksum of the running code: of its jar, or of the classes in its folder. Cost: reading
   * them.
   *
   * @throws IOException if they cannot be found or read
   */
  static String ofRunningCode() throws IOException {
    CodeSource source = CodeStamp.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      throw new IOException("where the running code lies is not known");
    }
    try {
      return of(Path.of(source.getLocation().toURI()));
    } catch (URISyntaxException | IllegalArgumentException notAFile) {
      throw new IOException("the running code is not a file: " + source.getLocation(), notAFile);
    }
  }

  /** The same, of code that lies somewhere. */
  static String of(Path code) throws IOException {
    var crc = new CRC32C();
    long bytes = 0;
    for (Path file : filesOf(code)) {
      byte[] content = Files.readAllBytes(file);
      crc.update(content);
      bytes += content.length;
    }
    return bytes + "-" + Long.toHexString(crc.getValue());
  }

  private static List<Path> filesOf(Path code) throws IOException {
    if (Files.isRegularFile(code)) {
      return List.of(code);
    }
    try (Stream<Path> files = Files.walk(code)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
