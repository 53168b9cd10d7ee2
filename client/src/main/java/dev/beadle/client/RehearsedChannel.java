package dev.beadle.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.beadle.v1.BatchCheckCapabilitiesResponse;
import dev.beadle.v1.CheckCapabilityMatrixResponse;
import dev.beadle.v1.CheckCapabilityResponse;
import dev.beadle.v1.CheckResult;
import dev.beadle.v1.CheckServiceGrpc;
import dev.beadle.v1.Decision;
import dev.beadle.v1.ExplainCapabilityResponse;
import dev.beadle.v1.StreamCheckCapabilitiesResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A channel with no sidecar behind it, which says no to one question at a time, on the thread that
 * asks. Whatever is no check has no answer.
 */
final class RehearsedChannel extends ManagedChannel {
  private static final Decision NO = Decision.getDefaultInstance();
  private static final ByteString NOTHING = ByteString.copyFrom(new byte[1]);
  private static final BatchCheckCapabilitiesResponse BATCH =
      BatchCheckCapabilitiesResponse.newBuilder()
          .addResults(CheckResult.newBuilder().setDecision(NO))
          .build();

  /** By the names of methods with one answer. */
  private static final Map<String, MessageLite> ANSWERS =
      Map.of(
          CheckServiceGrpc.getCheckCapabilityMethod().getFullMethodName(),
          CheckCapabilityResponse.newBuilder().setDecision(NO).build(),
          CheckServiceGrpc.getBatchCheckCapabilitiesMethod().getFullMethodName(),
          BATCH,
          CheckServiceGrpc.getCheckCapabilityMatrixMethod().getFullMethodName(),
          CheckCapabilityMatrixResponse.newBuilder().setAllowed(NOTHING).setRules(NOTHING).build(),
          CheckServiceGrpc.getExplainCapabilityMethod().getFullMethodName(),
          ExplainCapabilityResponse.getDefaultInstance());

  private volatile boolean isShutdown;

  @Override
  public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
    return new RehearsedCall<>(method);
  }

  @Override
  public String authority() {
    return "rehearsal";
  }

  @Override
  public ManagedChannel shutdown() {
    isShutdown = true;
    return this;
  }

  @Override
  public ManagedChannel shutdownNow() {
    return shutdown();
  }

  @Override
  public boolean isShutdown() {
    return isShutdown;
  }

  @Override
  public boolean isTerminated() {
    return isShutdown;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return isShutdown;
  }

  /** The answer to the message of a call that has this number, from 1. */
  private static @Nullable MessageLite findAnswer(MethodDescriptor<?, ?> method, long number) {
    String name = method.getFullMethodName();
    return name.equals(CheckServiceGrpc.getStreamCheckCapabilitiesMethod().getFullMethodName())
        ? StreamCheckCapabilitiesResponse.newBuilder().setRequestId(number).setBatch(BATCH).build()
        : ANSWERS.get(name);
  }

  /** For one thread at a time. */
  private static final class RehearsedCall<Q, R> extends ClientCall<Q, R> {
    private final MethodDescriptor<Q, R> method;
    private ClientCall.@Nullable Listener<R> listener;
    private long sent;

    RehearsedCall(MethodDescriptor<Q, R> method) {
      this.method = method;
    }

    @Override
    public void start(ClientCall.Listener<R> responseListener, Metadata headers) {
      listener = responseListener;
      responseListener.onReady();
    }

    @Override
    public void request(int messages) {}

    @Override
    public void sendMessage(Q message) {
      var _ = method.streamRequest(message);
      MessageLite answer = findAnswer(method, ++sent);
      if (listener != null && answer != null) {
        listener.onMessage(method.parseResponse(answer.toByteString().newInput()));
      }
    }

    @Override
    public void halfClose() {
      end(Status.OK);
    }

    @Override
    public void cancel(@Nullable String message, @Nullable Throwable cause) {
      end(Status.CANCELLED);
    }

    private void end(Status status) {
      ClientCall.Listener<R> told = listener;
      listener = null;
      if (told != null) {
        told.onClose(status, new Metadata());
      }
    }
  }
}
