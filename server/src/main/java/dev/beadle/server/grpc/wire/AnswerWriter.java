package dev.beadle.server.grpc.wire;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Writes a response field by field, in the order and form of the generated code. Small fields that
 * occur often are encoded once and copied as one {@link #packed} number. For one thread.
 */
public final class AnswerWriter {
  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** The longest field is a tag, a number and what follows. */
  private static final int LONGEST_HEAD = 1 + 5;

  private byte[] bytes;
  private int at;

  /** Writes about so many bytes. */
  public AnswerWriter(int expectedBytes) {
    this.bytes = new byte[expectedBytes + Long.BYTES];
  }

  /**
   * A field of at most 8 bytes that holds a message, for {@link #write}.
   *
   * @param fieldNumber of the response, at most 15
   */
  public static long packed(int fieldNumber, MessageLite message) {
    byte[] encoded = message.toByteArray();
    byte[] field = new byte[Long.BYTES];
    field[0] = (byte) ByteCursor.delimited(fieldNumber);
    field[1] = (byte) encoded.length;
    System.arraycopy(encoded, 0, field, 2, encoded.length);
    return (long) EIGHT_BYTES.get(field, 0);
  }

  /** The length of what {@link #packed} gives for a message. */
  public static int packedLength(MessageLite message) {
    return 2 + message.getSerializedSize();
  }

  /** Writes a field that has been packed. */
  public void write(long packed, int length) {
    if (bytes.length - at < Long.BYTES) {
      grow(Long.BYTES);
    }
    EIGHT_BYTES.set(bytes, at, packed);
    at += length;
  }

  /** Writes a field that holds a message. */
  public void write(int fieldNumber, MessageLite message) {
    int length = message.getSerializedSize();
    head(ByteCursor.delimited(fieldNumber), length);
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(bytes, at, length);
      message.writeTo(out);
      out.flush();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    at += length;
  }

  /** Writes a field of bytes, which is left out when there are none. */
  public void write(int fieldNumber, byte[] value) {
    if (value.length > 0) {
      copy(ByteCursor.delimited(fieldNumber), value, value.length);
    }
  }

  /** Writes a field that holds a message which is encoded already. */
  public void write(int fieldNumber, EncodedMessage message) {
    copy(ByteCursor.delimited(fieldNumber), message.bytes(), message.length());
  }

  /** Writes a number, which is left out when it is 0. */
  void writeNumber(int fieldNumber, long value) {
    if (value != 0) {
      room(1 + CodedOutputStream.computeUInt64SizeNoTag(value));
      bytes[at++] = (byte) ByteCursor.number(fieldNumber);
      number(value);
    }
  }

  /** All that was written. The writer is done then. */
  public EncodedMessage message() {
    return new EncodedMessage(bytes, at);
  }

  private void copy(int tag, byte[] value, int length) {
    head(tag, length);
    System.arraycopy(value, 0, bytes, at, length);
    at += length;
  }

  /** The tag and the length of a field, and room for the rest of it. */
  private void head(int tag, int length) {
    room(LONGEST_HEAD + length);
    bytes[at++] = (byte) tag;
    number(length);
  }

  private void number(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[at++] = (byte) rest;
  }

  private void room(int length) {
    if (bytes.length - at < length) {
      grow(length);
    }
  }

  private void grow(int least) {
    bytes = Arrays.copyOf(bytes, Math.max(at + least, 2 * bytes.length));
  }
}
