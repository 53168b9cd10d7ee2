package dev.beadle.server.store;

import dev.beadle.server.moodle.SiteReadException;
import java.nio.charset.StandardCharsets;

/**
 * Reads what a {@link ByteWriter} wrote; bytes that are none of it are refused. Not thread-safe.
 */
final class ByteReader {
  private final byte[] bytes;
  private int at;

  /** Takes the bytes, which nobody else may change. */
  ByteReader(byte[] bytes) {
    this.bytes = bytes;
  }

  boolean isAtEnd() {
    return at == bytes.length;
  }

  long readUnsigned() {
    long number = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (at == bytes.length) {
        throw new SiteReadException("it ends too early");
      }
      byte next = bytes[at++];
      number |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return number;
      }
    }
    throw new SiteReadException("a number beyond 64 bits");
  }

  long readSigned() {
    long number = readUnsigned();
    return (number >>> 1) ^ -(number & 1);
  }

  /** How many of something follow: at least 0, and not more than a bound. */
  int readCount(long atMost) {
    long count = readUnsigned();
    if (count < 0 || count > atMost) {
      throw new SiteReadException("a count of " + count + " (expected: at most " + atMost + ")");
    }
    return (int) count;
  }

  String readText() {
    int count = readCount(bytes.length - at);
    String text = new String(bytes, at, count, StandardCharsets.UTF_8);
    at += count;
    return text;
  }
}
