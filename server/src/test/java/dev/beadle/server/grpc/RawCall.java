package dev.beadle.server.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.beadle.v1.BatchCheckCapabilitiesRequest;
import dev.beadle.v1.BatchCheckCapabilitiesResponse;
import dev.beadle.v1.CheckCapabilityMatrixRequest;
import dev.beadle.v1.CheckCapabilityMatrixResponse;
import dev.beadle.v1.CheckCapabilityRequest;
import dev.beadle.v1.CheckCapabilityResponse;
import dev.beadle.v1.CheckServiceGrpc;
import dev.beadle.v1.ExplainCapabilityRequest;
import dev.beadle.v1.ExplainCapabilityResponse;
import dev.beadle.v1.StreamCheckCapabilitiesRequest;
import dev.beadle.v1.StreamCheckCapabilitiesResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The methods of the check service, called with bytes that need not be messages. */
enum RawCall {
  CHECK(
      CheckServiceGrpc.getCheckCapabilityMethod(),
      CheckCapabilityRequest.parser(),
      CheckCapabilityResponse.parser()),
  BATCH(
      CheckServiceGrpc.getBatchCheckCapabilitiesMethod(),
      BatchCheckCapabilitiesRequest.parser(),
      BatchCheckCapabilitiesResponse.parser()),
  MATRIX(
      CheckServiceGrpc.getCheckCapabilityMatrixMethod(),
      CheckCapabilityMatrixRequest.parser(),
      CheckCapabilityMatrixResponse.parser()),
  STREAM(
      CheckServiceGrpc.getStreamCheckCapabilitiesMethod(),
      StreamCheckCapabilitiesRequest.parser(),
      StreamCheckCapabilitiesResponse.parser()),
  EXPLAIN(
      CheckServiceGrpc.getExplainCapabilityMethod(),
      ExplainCapabilityRequest.parser(),
      ExplainCapabilityResponse.parser());

  // Descriptors and parsers are immutable, which their types do not say.
  @SuppressWarnings("ImmutableEnumChecker")
  private final MethodDescriptor<byte[], byte[]> method;

  @SuppressWarnings("ImmutableEnumChecker")
  private final Parser<? extends Message> requests;

  @SuppressWarnings("ImmutableEnumChecker")
  private final Parser<? extends Message> responses;

  /** How a call ended: with a message, or with a status that is not OK. */
  record Outcome(Status status, @Nullable Message answer) {}

  RawCall(
      MethodDescriptor<?, ?> method,
      Parser<? extends Message> requests,
      Parser<? extends Message> responses) {
    var bytes = new Bytes();
    // One message on a stream that ends with it looks like any other call.
    this.method = method.toBuilder(bytes, bytes).setType(MethodType.UNARY).build();
    this.requests = requests;
    this.responses = responses;
  }

  Outcome call(Channel channel, byte[] request) {
    var options =
        CallOptions.DEFAULT.withDeadlineAfter(
            ServedSite.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    try {
      byte[] answer = ClientCalls.blockingUnaryCall(channel, method, options, request);
      return new Outcome(Status.OK, responses.parseFrom(answer));
    } catch (StatusRuntimeException refused) {
      return new Outcome(refused.getStatus(), null);
    } catch (InvalidProtocolBufferException malformed) {
      throw new AssertionError("the server's answer is malformed", malformed);
    }
  }

  /** Opens a stream of bytes, the caller's to start. */
  ClientCall<byte[], byte[]> open(Channel channel) {
    return channel.newCall(
        method.toBuilder().setType(MethodType.BIDI_STREAMING).build(), CallOptions.DEFAULT);
  }

  /** The message that the bytes are, or null if they are none. */
  @Nullable Message findRequest(byte[] bytes) {
    try {
      return requests.parseFrom(bytes);
    } catch (InvalidProtocolBufferException _) {
      return null;
    }
  }

  private static final class Bytes implements Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] bytes) {
      return new ByteArrayInputStream(bytes);
    }

    @Override
    public byte[] parse(InputStream bytes) {
      try {
        return bytes.readAllBytes();
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }
  }
}
