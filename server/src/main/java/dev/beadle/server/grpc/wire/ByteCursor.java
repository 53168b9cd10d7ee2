package dev.beadle.server.grpc.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import com.google.protobuf.WireFormat;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Walks over the fields of an encoded message. It reads only what is plainly encoded; for all else
 * it says so, and the generated code is asked. For one thread.
 */
final class ByteCursor {
  /** What is not plainly encoded: malformed, negative, or of a form that writers do not use. */
  static final int NOT_PLAIN = -1;

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long NOT_ASCII = 0x8080_8080_8080_8080L;
  private static final int BITS_OF_A_BYTE = 7;

  /** The words of eight bytes in which nearly all names fit. */
  private static final int WORDS = 6;

  /** How deep the generated code lets messages be nested. */
  private static final int RECURSION_LIMIT = 100;

  private final byte[] bytes;
  private int at;
  private int end;

  /** Walks over {@code bytes[start, end)}. */
  ByteCursor(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  /** The tag of a field, for the fields numbered 1 to 15, which take one byte. */
  static int tag(int fieldNumber, int wireType) {
    return fieldNumber << 3 | wireType;
  }

  /** The tag of a number or an enum. */
  static int number(int fieldNumber) {
    return tag(fieldNumber, WireFormat.WIRETYPE_VARINT);
  }

  /** The tag of a text, bytes or a message. */
  static int delimited(int fieldNumber) {
    return tag(fieldNumber, WireFormat.WIRETYPE_LENGTH_DELIMITED);
  }

  boolean hasMore() {
    return at < end;
  }

  int at() {
    return at;
  }

  /** Passes over bytes that are there, as {@link #length} has found. */
  void skip(int length) {
    at += length;
  }

  /** Goes into a part of the given length; gives what {@link #leave} needs to come out of it. */
  int enter(int length) {
    int outer = end;
    end = at + length;
    return outer;
  }

  /** Comes out of a part. */
  void leave(int outer) {
    end = outer;
  }

  /** The next tag, of one byte or {@link #NOT_PLAIN}. Only if there is more. */
  int tag() {
    return bytes[at++];
  }

  /** A number from 0 to 2^63 - 1, or {@link #NOT_PLAIN}. */
  long number() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE - 1 && at < end; shift += BITS_OF_A_BYTE) {
      byte next = bytes[at++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    return NOT_PLAIN;
  }

  /** The length of a part that is there in full, or {@link #NOT_PLAIN}. */
  int length() {
    long length = number();
    return length <= end - at ? (int) length : NOT_PLAIN;
  }

  /** Whether the next bytes, which are there, are ASCII and so valid UTF-8. */
  boolean isAscii(int length) {
    return isAscii(bytes, at, at + length);
  }

  /** The eight bytes from {@code at}, the first one least. */
  static long word(byte[] bytes, int at) {
    return (long) EIGHT_BYTES.get(bytes, at);
  }

  /** Whether {@code bytes[start, end)} are ASCII. */
  static boolean isAscii(byte[] bytes, int start, int end) {
    int last = end - Long.BYTES;
    long all = 0;
    if (last < start) {
      for (int i = start; i < end; i++) {
        all |= bytes[i];
      }
    } else if (end - start <= Long.BYTES * WORDS) {
      // Names are of any length, which no processor foresees: so all take the same way.
      for (int i = 0; i < WORDS; i++) {
        all |= word(bytes, Math.min(start + i * Long.BYTES, last));
      }
    } else {
      for (int i = start; i < last; i += Long.BYTES) {
        all |= word(bytes, i);
      }
      all |= word(bytes, last);
    }
    return (all & NOT_ASCII) == 0;
  }

  /**
   * Goes over a part that is a message, as the generated code reads it.
   *
   * @param depth how deep the message is nested, at least 1
   */
  <T> T message(Parser<T> parser, int length, int depth) throws InvalidProtocolBufferException {
    CodedInputStream part = CodedInputStream.newInstance(bytes, at, length);
    part.setRecursionLimit(RECURSION_LIMIT - depth);
    T message = parser.parseFrom(part);
    part.checkLastTagWas(0);
    at += length;
    return message;
  }
}
