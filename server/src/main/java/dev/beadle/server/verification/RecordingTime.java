package dev.beadle.server.verification;

import dev.beadle.server.moodle.SiteReadException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;

/** When a file was recorded, as far as it tells. Stateless. */
public final class RecordingTime {
  private static final int HEADER_BYTES = 10;
  private static final short GZIP_MAGIC = (short) 0x8b1f;
  private static final int SECOND_OFFSET = 4;

  private RecordingTime() {}

  /**
   * The time at which the file was written that a compressed one holds (RFC 1952, MTIME); the time
   * of {@code otherwise} when it tells none, or is not compressed.
   *
   * @throws SiteReadException if it cannot be read
   */
  public static InstantSource of(Path file, InstantSource otherwise) {
    try (InputStream bytes = Files.newInputStream(file)) {
      ByteBuffer header =
          ByteBuffer.wrap(bytes.readNBytes(HEADER_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
      if (header.limit() < HEADER_BYTES || header.getShort(0) != GZIP_MAGIC) {
        return otherwise;
      }
      long second = Integer.toUnsignedLong(header.getInt(SECOND_OFFSET));
      return second == 0 ? otherwise : InstantSource.fixed(Instant.ofEpochSecond(second));
    } catch (IOException unreadable) {
      throw new SiteReadException(file + ": cannot be read: " + unreadable, unreadable);
    }
  }
}
