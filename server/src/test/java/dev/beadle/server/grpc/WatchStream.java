package dev.beadle.server.grpc;

import dev.beadle.v1.WatchEvent;
import dev.beadle.v1.WatchRequest;
import dev.beadle.v1.WatchServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A watch whose events are taken one by one. For one thread. */
final class WatchStream implements AutoCloseable {
  private final ClientCall<WatchRequest, WatchEvent> call;
  private final BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();
  private final CompletableFuture<Status> end = new CompletableFuture<>();

  WatchStream(Channel channel, WatchRequest request) {
    call = channel.newCall(WatchServiceGrpc.getWatchMethod(), CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(WatchEvent event) {
            events.add(event);
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            end.complete(status);
          }
        },
        new Metadata());
    call.sendMessage(request);
    call.halfClose();
  }

  /** Takes the next event. */
  WatchEvent next() throws InterruptedException {
    call.request(1);
    WatchEvent event = events.poll(ServedSite.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    if (event == null) {
      throw new AssertionError("no event; the stream's end: " + end.getNow(Status.OK));
    }
    return event;
  }

  /** Reads whatever is left, and waits for the end. */
  Status awaitEnd() throws Exception {
    call.request(Integer.MAX_VALUE / 2);
    return end.get(ServedSite.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    call.cancel("the test has seen enough", null);
  }
}
