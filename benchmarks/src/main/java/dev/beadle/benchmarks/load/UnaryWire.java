package dev.beadle.benchmarks.load;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** A call for each message. Thread-safe. */
final class UnaryWire implements Wire {
  private final ManagedChannel channel;
  private final MethodDescriptor<byte[], byte[]> method;

  UnaryWire(ManagedChannel channel, MethodDescriptor<byte[], byte[]> method) {
    this.channel = channel;
    this.method = method;
  }

  @Override
  public void ask(byte[] request, Asked asked) {
    ClientCall<byte[], byte[]> call = channel.newCall(method, CallOptions.DEFAULT);
    call.start(new Answer(asked), new Metadata());
    // A second one, so that the end of the call need not wait for being asked for.
    call.request(2);
    call.sendMessage(request);
    call.halfClose();
  }

  @Override
  public void close() {
    Channels.close(channel);
  }

  private static final class Answer extends ClientCall.Listener<byte[]> {
    private final Asked asked;
    private byte @Nullable [] response;

    Answer(Asked asked) {
      this.asked = asked;
    }

    @Override
    public void onMessage(byte[] message) {
      response = message;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      byte[] answer = response;
      if (status.isOk() && answer != null) {
        asked.answered(answer);
      } else {
        asked.failed(status);
      }
    }
  }
}
