package dev.beadle.benchmarks.load;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Asks each message once before anything is measured, and looks at every answer. */
final class Rehearsal {
  private static final int IN_FLIGHT = 16;

  private final String target;
  private final Requests requests;
  private final byte[][] responses;
  private final Semaphore places = new Semaphore(IN_FLIGHT);
  // Of those that failed while they were on their way together, the one that was sent first.
  private final AtomicReference<@Nullable Failed> failure = new AtomicReference<>();

  private record Failed(int position, Status status) {}

  private Rehearsal(String target, Requests requests) {
    this.target = target;
    this.requests = requests;
    this.responses = new byte[requests.messages().size()][];
  }

  /**
   * Asks a server.
   *
   * @throws IllegalStateException if an answer is missing or is not the engine's own
   */
  static void requireRight(String target, Requests requests) throws InterruptedException {
    new Rehearsal(target, requests).requireRight();
  }

  /**
   * Asks a server as {@link #requireRight} does.
   *
   * @return a response of the middle length: what an echo is to answer
   * @throws IllegalStateException if an answer is missing or is not the engine's own
   */
  static byte[] typicalResponse(String target, Requests requests) throws InterruptedException {
    var rehearsal = new Rehearsal(target, requests);
    rehearsal.requireRight();
    Arrays.sort(rehearsal.responses, Comparator.comparingInt(response -> response.length));
    return rehearsal.responses[rehearsal.responses.length / 2];
  }

  private void requireRight() throws InterruptedException {
    askAll();
    for (int i = 0; i < responses.length; i++) {
      if (!isRight(i)) {
        throw new IllegalStateException(
            target + " answers message " + i + " otherwise than the engine does");
      }
    }
  }

  private void askAll() throws InterruptedException {
    try (Wire wire = WireContender.wire(target, requests)) {
      for (int i = 0; i < responses.length && failure.get() == null; i++) {
        awaitPlaces(1);
        wire.ask(requests.message(i), new Answer(i));
      }
      awaitPlaces(IN_FLIGHT);
    }
    requireNoneFailed();
  }

  private void awaitPlaces(int count) throws InterruptedException {
    if (!places.tryAcquire(count, Tally.LONGEST_NANOS, TimeUnit.NANOSECONDS)) {
      requireNoneFailed();
      throw new IllegalStateException(target + " does not answer in a minute");
    }
  }

  private void requireNoneFailed() {
    Failed first = failure.get();
    if (first != null) {
      throw new IllegalStateException(
          target + " does not answer message " + first.position + ": " + first.status);
    }
  }

  private boolean isRight(int position) {
    try {
      return requests.answers().isRight(position, responses[position]);
    } catch (InvalidProtocolBufferException _) {
      return false;
    }
  }

  private final class Answer implements Wire.Asked {
    private final int position;

    Answer(int position) {
      this.position = position;
    }

    @Override
    public void answered(byte[] response) {
      responses[position] = response;
      places.release();
    }

    @Override
    public void failed(Status status) {
      var failed = new Failed(position, status);
      failure.accumulateAndGet(
          failed, (first, _) -> first == null || position < first.position ? failed : first);
      places.release();
    }
  }
}
