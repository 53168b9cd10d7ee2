package dev.beadle.benchmarks.load;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** A call for each message. Thread-safe. */
final class UnaryWire implements Wire {
  private final OwnConnection connection;
  private final MethodDescriptor<byte[], byte[]> method;

  UnaryWire(OwnConnection connection, MethodDescriptor<byte[], byte[]> method) {
    this.connection = connection;
    this.method = method;
  }

  @Override
  public void ask(byte[] request, Asked asked) {
    ClientCall<byte[], byte[]> call = connection.channel().newCall(method, CallOptions.DEFAULT);
    call.start(new Answer(asked), new Metadata());
    // A second one, so that the end of the call need not wait for being asked for.
    call.request(2);
    call.sendMessage(request);
    call.halfClose();
  }

  @Override
  public ScheduledExecutorService thread() {
    return connection.thread();
  }

  @Override
  public void close() {
    connection.close();
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
