package dev.beadle.server.grpc;

import dev.beadle.v1.CheckServiceGrpc;
import dev.beadle.v1.StreamCheckCapabilitiesRequest;
import dev.beadle.v1.StreamCheckCapabilitiesResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A stream whose answers are taken one by one: nothing is read from the connection before it is
 * asked for. For one thread.
 */
final class OpenStream implements AutoCloseable {
  private final ClientCall<StreamCheckCapabilitiesRequest, StreamCheckCapabilitiesResponse> call;
  private final BlockingQueue<StreamCheckCapabilitiesResponse> answers =
      new LinkedBlockingQueue<>();
  private final CompletableFuture<Status> end = new CompletableFuture<>();

  OpenStream(Channel channel) {
    this(channel, CallOptions.DEFAULT);
  }

  OpenStream(Channel channel, CallOptions options) {
    call = channel.newCall(CheckServiceGrpc.getStreamCheckCapabilitiesMethod(), options);
    call.start(new Listener(), new Metadata());
  }

  /** Sends a message, or keeps it for when the transport takes it. */
  void send(StreamCheckCapabilitiesRequest message) {
    call.sendMessage(message);
  }

  /** Whether the transport takes a message without keeping it back. */
  boolean isReady() {
    return call.isReady();
  }

  /** Takes the next answer. */
  StreamCheckCapabilitiesResponse receive() throws InterruptedException {
    call.request(1);
    StreamCheckCapabilitiesResponse answer =
        answers.poll(ServedSite.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    if (answer == null) {
      throw new AssertionError("no answer; the stream's end: " + end.getNow(Status.OK));
    }
    return answer;
  }

  /** Says that no more messages will come. */
  void halfClose() {
    call.halfClose();
  }

  void cancel() {
    call.cancel("the test has seen enough", null);
  }

  /** Waits for the stream's end, reading whatever is left. */
  Status awaitEnd() throws Exception {
    call.request(Integer.MAX_VALUE);
    return end.get(ServedSite.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Whether the stream is still open after all that was done. */
  boolean isOpenFor(Duration time) throws Exception {
    try {
      end.get(time.toMillis(), TimeUnit.MILLISECONDS);
      return false;
    } catch (TimeoutException _) {
      return true;
    }
  }

  /** Answers that came but were not taken. */
  int answersLeft() {
    return answers.size();
  }

  @Override
  public void close() {
    cancel();
  }

  private final class Listener extends ClientCall.Listener<StreamCheckCapabilitiesResponse> {
    @Override
    public void onMessage(StreamCheckCapabilitiesResponse answer) {
      answers.add(answer);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      end.complete(status);
    }
  }
}
