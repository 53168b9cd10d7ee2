package dev.beadle.server.grpc.wire;

import com.google.protobuf.MessageLite;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A message that is encoded already. Its bytes are its own, and are not changed: thread-safe.
 *
 * @param bytes of which the first {@code length} are the message
 */
// The array is handed over, and two messages are never compared.
@SuppressWarnings("ArrayRecordComponent")
public record EncodedMessage(byte[] bytes, int length) {
  /** What the generated code makes of a message. */
  public static EncodedMessage of(MessageLite message) {
    byte[] bytes = message.toByteArray();
    return new EncodedMessage(bytes, bytes.length);
  }

  /** The message for the transport, which copies it in one piece. */
  InputStream stream() {
    return new KnownBytes(bytes, length);
  }

  /** Bytes whose number is known. */
  private static final class KnownBytes extends ByteArrayInputStream
      implements KnownLength, Drainable {
    KnownBytes(byte[] bytes, int length) {
      super(bytes, 0, length);
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
      int drained = count - pos;
      target.write(buf, pos, drained);
      pos = count;
      return drained;
    }
  }
}
