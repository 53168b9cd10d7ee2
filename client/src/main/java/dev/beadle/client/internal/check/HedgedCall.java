package dev.beadle.client.internal.check;

import dev.beadle.client.internal.wire.Endpoint;
import dev.beadle.client.internal.wire.Failure;
import dev.beadle.client.internal.wire.UnaryRequest;
import dev.beadle.v1.BatchCheckCapabilitiesRequest;
import dev.beadle.v1.BatchCheckCapabilitiesResponse;
import dev.beadle.v1.CheckResult;
import dev.beadle.v1.CheckServiceGrpc;
import dev.beadle.v1.Decision;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A message that is sent to a second endpoint, because the first is slow. What it answers counts
 * for those who still wait; when it fails, the first endpoint goes on being waited for.
 */
final class HedgedCall extends ClientCall.Listener<BatchCheckCapabilitiesResponse> {
  /** Whoever waits longer is told by the lane. */
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final QuestionMessage message;
  private final Endpoint endpoint;
  private final Runnable whenOver;
  private volatile @Nullable
      ClientCall<BatchCheckCapabilitiesRequest, BatchCheckCapabilitiesResponse>
      call;
  private @Nullable BatchCheckCapabilitiesResponse response;
  private boolean isGarbage;
  // Whether what becomes of it does not count any more.
  private volatile boolean isOver;

  HedgedCall(QuestionMessage message, Endpoint endpoint, Runnable whenOver) {
    this.message = message;
    this.endpoint = endpoint;
    this.whenOver = whenOver;
  }

  /**
   * Asks; an endpoint that cannot be asked is to blame, and not the one that is slow.
   *
   * @param silence how long an endpoint may take at least, before it counts as trouble
   */
  void start(long now, Duration silence) {
    long left = Math.max(message.latestDeadline() - now, silence.toNanos());
    CallOptions options =
        CallOptions.DEFAULT.withDeadlineAfter(Math.min(left, LONGEST_NANOS), TimeUnit.NANOSECONDS);
    ClientCall<BatchCheckCapabilitiesRequest, BatchCheckCapabilitiesResponse> started = null;
    try {
      started =
          endpoint.newCall(
              Context.ROOT, CheckServiceGrpc.getBatchCheckCapabilitiesMethod(), options);
      UnaryRequest.send(Context.ROOT, started, this, message.toRequest());
    } catch (RuntimeException | Error unexpected) {
      failed(Failure.unstarted(unexpected));
    }
    // Not before: gRPC loses what is cancelled on another thread while it is started.
    call = started;
    if (isOver) {
      cancel();
    }
  }

  /** Nobody wants its answer any more. */
  void cancel() {
    isOver = true;
    ClientCall<?, ?> started = call;
    if (started != null) {
      UnaryRequest.cancel(started);
    }
  }

  @Override
  public void onMessage(BatchCheckCapabilitiesResponse answers) {
    isGarbage |= response != null || answers.getResultsCount() != message.questionCount();
    response = answers;
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    BatchCheckCapabilitiesResponse answers = response;
    if (isOver) {
      whenOver.run();
    } else if (!status.isOk()) {
      failed(endpoint.failureOf(status, trailers));
    } else if (answers == null || isGarbage) {
      failed(Failure.own(Status.INTERNAL.withDescription("not one answer that fits")));
    } else {
      whenOver.run();
      endpoint.succeeded();
      message.answer(read(answers));
    }
  }

  /** It is told only if the first endpoint has no answer either: then it counts. */
  private void failed(Failure failure) {
    isOver = true;
    whenOver.run();
    message.hedgeFailed(endpoint, failure);
    endpoint.failed(failure);
  }

  private static AnswerMessage read(BatchCheckCapabilitiesResponse answers) {
    var draft = new AnswerMessage.Draft();
    for (CheckResult result : answers.getResultsList()) {
      if (result.hasDecision()) {
        Decision decision = result.getDecision();
        draft.add(decision.getAllowed(), decision.getRuleValue(), decision.getDecidingIndex());
      } else {
        draft.addError(result.getError());
      }
    }
    return new AnswerMessage(0, null, Answer.Facts.of(answers.getFreshness()), draft);
  }
}
