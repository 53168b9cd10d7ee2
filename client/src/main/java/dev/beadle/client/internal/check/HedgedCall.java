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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A message that is sent to a second endpoint, because the first is slow. What it answers counts
 * for those who still wait; when it fails, the first endpoint goes on being waited for.
 */
final class HedgedCall extends ClientCall.Listener<BatchCheckCapabilitiesResponse> {
  /** Whoever waits longer is told by the lane. */
  private static final long LONGEST_SECONDS = 5;

  private final QuestionMessage message;
  private final Endpoint endpoint;
  private @Nullable BatchCheckCapabilitiesResponse response;
  private boolean isGarbage;
  private volatile boolean isUnstarted;

  HedgedCall(QuestionMessage message, Endpoint endpoint) {
    this.message = message;
    this.endpoint = endpoint;
  }

  /** Asks; an endpoint that cannot be asked is to blame, and not the one that is slow. */
  void start() {
    ClientCall<BatchCheckCapabilitiesRequest, BatchCheckCapabilitiesResponse> call = null;
    try {
      call = newCall();
      UnaryRequest.send(Context.ROOT, call, this, message.toRequest());
    } catch (RuntimeException | Error unexpected) {
      isUnstarted = true;
      failed(Failure.unstarted(unexpected));
      if (call != null) {
        UnaryRequest.cancel(call);
      }
    }
  }

  private ClientCall<BatchCheckCapabilitiesRequest, BatchCheckCapabilitiesResponse> newCall() {
    return endpoint.newCall(
        Context.ROOT,
        CheckServiceGrpc.getBatchCheckCapabilitiesMethod(),
        CallOptions.DEFAULT.withDeadlineAfter(LONGEST_SECONDS, TimeUnit.SECONDS));
  }

  @Override
  public void onMessage(BatchCheckCapabilitiesResponse answers) {
    isGarbage |= response != null || answers.getResultsCount() != message.questionCount();
    response = answers;
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    if (isUnstarted) {
      return;
    }
    BatchCheckCapabilitiesResponse answers = response;
    if (!status.isOk()) {
      failed(endpoint.failureOf(status, trailers));
    } else if (answers == null || isGarbage) {
      failed(Failure.own(Status.INTERNAL.withDescription("not one answer that fits")));
    } else {
      endpoint.succeeded();
      message.answer(read(answers));
    }
  }

  /** It is told only if the first endpoint has no answer either: then it counts. */
  private void failed(Failure failure) {
    message.note(failure);
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
