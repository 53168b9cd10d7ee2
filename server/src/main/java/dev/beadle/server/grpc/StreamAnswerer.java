package dev.beadle.server.grpc;

import dev.beadle.server.grpc.wire.AskedQuestions;
import dev.beadle.server.grpc.wire.AskedStream;
import dev.beadle.server.grpc.wire.EncodedMessage;
import dev.beadle.server.telemetry.CheckMetrics;
import dev.beadle.server.telemetry.CheckMetrics.Method;
import dev.beadle.server.telemetry.CheckMetrics.Refusal;
import dev.beadle.v1.Consistency;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Answers one stream: each message by one message, in order. It takes the next message only when
 * the transport can take the answer, so a caller who sends without reading is slowed down rather
 * than buffered for. Its calls come one after the other, as gRPC guarantees for each stream, but
 * for a message that has waited for a revision: that goes on by itself, and nothing else is taken
 * or said meanwhile. So its state has a lock, which is held for a few instructions at a time.
 */
final class StreamAnswerer implements StreamObserver<AskedStream> {
  private final BatchAnswerer batches;
  private final FactsSource facts;
  private final CheckMetrics metrics;
  private final LongSupplier nanoClock;
  private final ServerCallStreamObserver<EncodedMessage> responses;
  // All guarded by this. Asking: a message was asked for and has not been answered.
  private boolean isAsking;
  private boolean isAnswering;
  private boolean isHalfClosed;

  StreamAnswerer(
      BatchAnswerer batches,
      Answering with,
      LongSupplier nanoClock,
      ServerCallStreamObserver<EncodedMessage> responses) {
    this.batches = batches;
    this.facts = with.facts();
    this.metrics = with.metrics();
    this.nanoClock = nanoClock;
    this.responses = responses;
    responses.disableAutoRequest();
    responses.setOnReadyHandler(this::askForNext);
    // Without a handler, an answer to a caller who has just gone would throw.
    responses.setOnCancelHandler(this::stopAsking);
  }

  @Override
  public void onNext(AskedStream request) {
    synchronized (this) {
      isAnswering = true;
    }
    AskedQuestions asked = request.questions();
    Consistency wanted = asked.findConsistency();
    if (wanted == null) {
      answer(request, () -> facts.current(asked.site()));
      return;
    }
    facts.provide(
        asked.site(),
        wanted,
        new FactsSource.Receiver() {
          @Override
          public void take(Facts found) {
            answer(request, () -> found);
          }

          @Override
          public void fail(RuntimeException failure) {
            answer(
                request,
                () -> {
                  throw failure;
                });
          }
        });
  }

  @Override
  public void onError(Throwable gone) {
    // The caller cancelled or was lost; gRPC has closed the call, and there is nobody to answer.
    metrics.recordRefusal(Refusal.CANCELLED);
  }

  @Override
  public void onCompleted() {
    synchronized (this) {
      isHalfClosed = true;
      if (isAnswering) {
        return;
      }
    }
    responses.onCompleted();
  }

  private void answer(AskedStream request, Supplier<Facts> found) {
    long startedAt = nanoClock.getAsLong();
    EncodedMessage response;
    try {
      response = request.answer(batches.answer(found.get(), request.questions()));
      metrics.recordLatency(Method.STREAM, nanoClock.getAsLong() - startedAt);
    } catch (RuntimeException failure) {
      Status status = StatusMapper.statusOf(failure);
      Refusal refusal = StatusMapper.refusalOf(status);
      metrics.recordRefusal(refusal);
      if (endsStream(refusal)) {
        responses.onError(status.asRuntimeException());
        return;
      }
      response = request.refusal(StatusMapper.itemStatusOf(failure));
    }
    responses.onNext(response);
    endAnswer();
  }

  private void endAnswer() {
    boolean isLast;
    synchronized (this) {
      isAnswering = false;
      isAsking = false;
      isLast = isHalfClosed;
    }
    if (isLast) {
      responses.onCompleted();
      return;
    }
    askForNext();
  }

  private void askForNext() {
    synchronized (this) {
      if (isAsking || !responses.isReady()) {
        return;
      }
      isAsking = true;
    }
    responses.request(1);
  }

  private synchronized void stopAsking() {
    isAsking = true;
  }

  private static boolean endsStream(Refusal refusal) {
    return refusal == Refusal.CANCELLED || refusal == Refusal.DEADLINE_EXCEEDED;
  }
}
