package dev.beadle.client;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Messages as the bytes that they are, whatever these say. */
enum RawBytes implements MethodDescriptor.Marshaller<byte[]> {
  AS_THEY_ARE;

  /** A method of the same name, with any number of answers to any number of requests. */
  static MethodDescriptor<byte[], byte[]> method(MethodDescriptor<?, ?> like) {
    return MethodDescriptor.newBuilder(AS_THEY_ARE, AS_THEY_ARE)
        .setType(MethodType.BIDI_STREAMING)
        .setFullMethodName(like.getFullMethodName())
        .build();
  }

  @Override
  public InputStream stream(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }

  @Override
  public byte[] parse(InputStream stream) {
    try {
      return stream.readAllBytes();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
