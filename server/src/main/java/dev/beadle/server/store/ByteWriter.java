package dev.beadle.server.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow: numbers in as few bytes as they need, and texts. Not thread-safe. */
final class ByteWriter {
  private static final int INITIAL_BYTES = 1 << 10;

  private byte[] bytes = new byte[INITIAL_BYTES];
  private int length;

  int length() {
    return length;
  }

  void clear() {
    length = 0;
  }

  /** A number of which small ones are frequent, and none negative. Cost: 1 to 10 bytes. */
  void writeUnsigned(long number) {
    reserve(10);
    long rest = number;
    while ((rest & ~0x7FL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  /** A number of which those near 0 are frequent, of either sign. Cost: 1 to 10 bytes. */
  void writeSigned(long number) {
    writeUnsigned((number << 1) ^ (number >> 63));
  }

  void writeText(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    writeUnsigned(utf8.length);
    write(utf8, utf8.length);
  }

  void write(ByteWriter other) {
    write(other.bytes, other.length);
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  private void write(byte[] more, int count) {
    reserve(count);
    System.arraycopy(more, 0, bytes, length, count);
    length += count;
  }

  private void reserve(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
    }
  }
}
