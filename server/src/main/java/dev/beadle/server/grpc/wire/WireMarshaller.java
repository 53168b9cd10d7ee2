package dev.beadle.server.grpc.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The server's side of methods whose messages are read and written here. */
public final class WireMarshaller {
  private static final Marshaller<EncodedMessage> RESPONSES =
      new Marshaller<>() {
        @Override
        public InputStream stream(EncodedMessage response) {
          return response;
        }

        @Override
        public EncodedMessage parse(InputStream stream) {
          throw new UnsupportedOperationException("a server reads no responses");
        }
      };

  private WireMarshaller() {}

  /** Makes a request of its bytes. */
  @FunctionalInterface
  public interface Reader<T> {
    /**
     * Reads a request.
     *
     * @throws InvalidProtocolBufferException if the bytes are no message of the method
     */
    T read(byte[] bytes) throws InvalidProtocolBufferException;
  }

  /** The same method, its requests read by a reader, its responses written beforehand. */
  public static <T> MethodDescriptor<T, EncodedMessage> of(
      MethodDescriptor<?, ?> method, Reader<T> reader) {
    return method.toBuilder(new Requests<>(reader), RESPONSES).build();
  }

  private record Requests<T>(Reader<T> reader) implements Marshaller<T> {
    @Override
    public InputStream stream(T request) {
      throw new UnsupportedOperationException("a server sends no requests");
    }

    @Override
    public T parse(InputStream stream) {
      try {
        return reader.read(bytesOf(stream));
      } catch (IOException noMessage) {
        // What the marshallers of the generated code say, of bad compression too.
        throw Status.INTERNAL
            .withDescription("Invalid protobuf byte sequence")
            .withCause(noMessage)
            .asRuntimeException();
      }
    }

    private static byte[] bytesOf(InputStream stream) throws IOException {
      if (!(stream instanceof KnownLength)) {
        return stream.readAllBytes();
      }
      byte[] bytes = new byte[stream.available()];
      if (stream.readNBytes(bytes, 0, bytes.length) < bytes.length) {
        throw new EOFException();
      }
      return bytes;
    }
  }
}
