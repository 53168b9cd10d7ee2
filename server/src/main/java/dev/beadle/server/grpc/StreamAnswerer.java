package dev.beadle.server.grpc;

import dev.beadle.server.telemetry.CheckMetrics;
import dev.beadle.server.telemetry.CheckMetrics.Method;
import dev.beadle.v1.StreamCheckCapabilitiesRequest;
import dev.beadle.v1.StreamCheckCapabilitiesResponse;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.function.LongSupplier;

/**
 * Answers one stream: each message by one message, in order. It takes the next message only when
 * the transport can take the answer, so a caller who sends without reading is slowed down rather
 * than buffered for. Its calls come one after the other, as gRPC guarantees for each stream.
 */
final class StreamAnswerer implements StreamObserver<StreamCheckCapabilitiesRequest> {
  private final BatchAnswerer batches;
  private final CheckMetrics metrics;
  private final LongSupplier nanoClock;
  private final ServerCallStreamObserver<StreamCheckCapabilitiesResponse> responses;
  private boolean isAsking;

  StreamAnswerer(
      BatchAnswerer batches,
      CheckMetrics metrics,
      LongSupplier nanoClock,
      ServerCallStreamObserver<StreamCheckCapabilitiesResponse> responses) {
    this.batches = batches;
    this.metrics = metrics;
    this.nanoClock = nanoClock;
    this.responses = responses;
    responses.disableAutoRequest();
    responses.setOnReadyHandler(this::askForNext);
    // Without a handler, an answer to a caller who has just gone would throw.
    responses.setOnCancelHandler(() -> isAsking = true);
  }

  @Override
  public void onNext(StreamCheckCapabilitiesRequest request) {
    isAsking = false;
    long startedAt = nanoClock.getAsLong();
    var response =
        StreamCheckCapabilitiesResponse.newBuilder().setRequestId(request.getRequestId());
    try {
      response.setBatch(batches.answer(request.getBatch()));
      metrics.recordLatency(Method.STREAM, nanoClock.getAsLong() - startedAt);
    } catch (RuntimeException failure) {
      Status status = StatusMapper.statusOf(failure);
      metrics.recordRefusal(StatusMapper.refusalOf(status));
      if (endsStream(status)) {
        responses.onError(status.asRuntimeException());
        return;
      }
      response.setError(StatusMapper.itemStatusOf(failure));
    }
    responses.onNext(response.build());
    askForNext();
  }

  @Override
  public void onError(Throwable gone) {
    // The caller cancelled or was lost; gRPC has closed the call, and there is nobody to answer.
    metrics.recordRefusal(CheckMetrics.Refusal.CANCELLED);
  }

  @Override
  public void onCompleted() {
    responses.onCompleted();
  }

  private void askForNext() {
    if (!isAsking && responses.isReady()) {
      isAsking = true;
      responses.request(1);
    }
  }

  private static boolean endsStream(Status status) {
    return status.getCode() == Status.Code.CANCELLED
        || status.getCode() == Status.Code.DEADLINE_EXCEEDED;
  }
}
