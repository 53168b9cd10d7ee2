package dev.beadle.server.grpc.wire;

import com.google.protobuf.MessageLite;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A message that is encoded already, as the transport takes it: once, in one piece. Its bytes are
 * not changed any more. For one thread at a time, but {@link #again} for all.
 */
public final class EncodedMessage extends InputStream implements KnownLength, Drainable {
  private final byte[] bytes;
  private final int length;
  private int taken;

  /** Takes over an array, of which the first {@code length} bytes are the message. */
  EncodedMessage(byte[] bytes, int length) {
    this.bytes = bytes;
    this.length = length;
  }

  /** What the generated code makes of a message. */
  public static EncodedMessage of(MessageLite message) {
    byte[] bytes = message.toByteArray();
    return new EncodedMessage(bytes, bytes.length);
  }

  /** The same message, whether or not this one has been taken; both share their bytes. */
  public EncodedMessage again() {
    return new EncodedMessage(bytes, length);
  }

  /** Begins with the message, whether or not it has been taken; not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  /** The length of the message. */
  int length() {
    return length;
  }

  @Override
  public int available() {
    return length - taken;
  }

  @Override
  public int read() {
    return taken == length ? -1 : bytes[taken++] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int atMost) {
    int count = Math.min(atMost, length - taken);
    if (count == 0 && atMost > 0) {
      return -1;
    }
    System.arraycopy(bytes, taken, target, offset, count);
    taken += count;
    return count;
  }

  @Override
  public int drainTo(OutputStream target) throws IOException {
    int count = length - taken;
    target.write(bytes, taken, count);
    taken = length;
    return count;
  }
}
