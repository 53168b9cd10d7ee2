package dev.beadle.benchmarks.load;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** All messages on one bidirectional stream, answered in order. Thread-safe. */
final class StreamWire implements Wire {
  private final OwnConnection connection;
  private final ClientCall<byte[], byte[]> call;
  private final Queue<Asked> waiting = new ConcurrentLinkedQueue<>();
  private volatile @Nullable Status end;

  StreamWire(OwnConnection connection, MethodDescriptor<byte[], byte[]> method) {
    this.connection = connection;
    this.call = connection.channel().newCall(method, CallOptions.DEFAULT);
    call.start(new Answers(), new Metadata());
    call.request(Integer.MAX_VALUE);
  }

  @Override
  public void ask(byte[] request, Asked asked) {
    // A stream's messages are sent by one at a time, in the order of those who wait.
    synchronized (call) {
      waiting.add(asked);
      call.sendMessage(request);
    }
    Status ended = end;
    if (ended != null) {
      failAll(ended);
    }
  }

  @Override
  public ScheduledExecutorService thread() {
    return connection.thread();
  }

  @Override
  public void close() {
    call.halfClose();
    connection.close();
  }

  private final class Answers extends ClientCall.Listener<byte[]> {
    @Override
    public void onMessage(byte[] message) {
      waiting.remove().answered(message);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      end = status;
      failAll(status);
    }
  }

  private void failAll(Status status) {
    for (Asked asked = waiting.poll(); asked != null; asked = waiting.poll()) {
      asked.failed(status);
    }
  }
}
