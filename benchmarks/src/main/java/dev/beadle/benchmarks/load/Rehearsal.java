package dev.beadle.benchmarks.load;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Asks each message once before anything is measured, and looks at every answer. */
final class Rehearsal {
  private static final int MAX_MESSAGES = 4_096;

  private Rehearsal() {}

  /**
   * Asks a server.
   *
   * @return a response of the middle length: what an echo is to answer
   * @throws IllegalStateException if an answer is missing or is not the engine's own
   */
  static byte[] typicalResponse(String target, Requests requests) throws InterruptedException {
    List<byte[]> responses = new ArrayList<>();
    try (Wire wire = WireContender.wire(target, requests)) {
      int count = Math.min(MAX_MESSAGES, requests.messages().size());
      for (int i = 0; i < count; i++) {
        byte[] response = ask(wire, requests.message(i));
        if (!isRight(requests, i, response)) {
          throw new IllegalStateException(
              target + " answers message " + i + " otherwise than the engine does");
        }
        responses.add(response);
      }
    }
    responses.sort(Comparator.comparingInt(response -> response.length));
    return responses.get(responses.size() / 2);
  }

  private static boolean isRight(Requests requests, int position, byte[] response) {
    try {
      return requests.answers().isRight(position, response);
    } catch (InvalidProtocolBufferException _) {
      return false;
    }
  }

  private static byte[] ask(Wire wire, byte[] message) throws InterruptedException {
    var answer = new CompletableFuture<byte[]>();
    wire.ask(
        message,
        new Wire.Asked() {
          @Override
          public void answered(byte[] response) {
            answer.complete(response);
          }

          @Override
          public void failed(Status status) {
            answer.completeExceptionally(status.asRuntimeException());
          }
        });
    try {
      return answer.get();
    } catch (ExecutionException failed) {
      throw new IllegalStateException(failed.getCause());
    }
  }
}
