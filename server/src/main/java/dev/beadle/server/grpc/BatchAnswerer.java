package dev.beadle.server.grpc;

import dev.beadle.server.decision.AccessQuery;
import dev.beadle.server.decision.Decision;
import dev.beadle.server.decision.DecisionPoint.ListDecision;
import dev.beadle.server.decision.InvalidQueryException;
import dev.beadle.server.decision.UnknownContextException;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.telemetry.CheckMetrics.Refusal;
import dev.beadle.v1.BatchCheckCapabilitiesRequest;
import dev.beadle.v1.BatchCheckCapabilitiesResponse;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckResult;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** Answers lists of questions at one snapshot. Thread-safe, never waits. */
final class BatchAnswerer {
  /** How many questions go by between two looks at the deadline. */
  private static final int QUESTIONS_PER_LOOK = 256;

  private final Answering with;

  BatchAnswerer(Answering with) {
    this.with = with;
  }

  /** Answers every question; a bad one gets an error in its place. */
  BatchCheckCapabilitiesResponse answer(Facts facts, BatchCheckCapabilitiesRequest request) {
    PolicySnapshot snapshot = facts.snapshot();
    int size = sizeOf(request);
    QuestionMapper.requireAtMost(
        "questions", size, "max-batch-questions", with.limits().batchQuestions());
    with.metrics().recordBatchSize(size);
    var response = BatchCheckCapabilitiesResponse.newBuilder();
    int[] decisions = new int[Decision.values().length];
    for (int i = 0; i < request.getQuestionsCount(); i++) {
      if (i % QUESTIONS_PER_LOOK == 0) {
        requireTimeLeft();
      }
      response.addResults(answer(snapshot, request.getQuestions(i), decisions));
    }
    with.metrics().recordDecisions(decisions);
    return response.setFreshness(facts.freshness()).build();
  }

  /** The decision about one question, a list of capabilities included. */
  ListDecision decide(PolicySnapshot snapshot, CapabilityQuestion question) {
    AccessQuery query = with.questions().queryOf(snapshot, question);
    return switch (question.getAskedCase()) {
      case ANY_OF ->
          with.decisionPoint()
              .decideAny(snapshot, query, with.questions().listOf(snapshot, question));
      case ALL_OF ->
          with.decisionPoint()
              .decideAll(snapshot, query, with.questions().listOf(snapshot, question));
      case CAPABILITY, ASKED_NOT_SET ->
          new ListDecision(with.decisionPoint().decide(snapshot, query), 0);
    };
  }

  /** Ends a call whose caller has gone or whose time is over. */
  static void requireTimeLeft() {
    Context context = Context.current();
    @Nullable Deadline deadline = context.getDeadline();
    if (deadline != null && deadline.isExpired()) {
      throw Status.DEADLINE_EXCEEDED
          .withDescription("the deadline passed before all was answered")
          .asRuntimeException();
    }
    if (context.isCancelled()) {
      throw Status.CANCELLED.withDescription("the caller has gone").asRuntimeException();
    }
  }

  private CheckResult answer(
      PolicySnapshot snapshot, CapabilityQuestion question, int[] decisions) {
    try {
      ListDecision decision = decide(snapshot, question);
      decisions[decision.decision().ordinal()]++;
      return DecisionMapper.resultOf(decision);
    } catch (InvalidQueryException invalid) {
      with.metrics().recordRefusal(Refusal.INVALID_ARGUMENT);
      return failed(invalid);
    } catch (UnknownContextException unknown) {
      with.metrics().recordRefusal(Refusal.NOT_FOUND);
      return failed(unknown);
    } catch (LimitExceededException exceeded) {
      with.metrics().recordRefusal(Refusal.RESOURCE_EXHAUSTED);
      return failed(exceeded);
    }
  }

  private static CheckResult failed(RuntimeException failure) {
    return CheckResult.newBuilder().setError(StatusMapper.itemStatusOf(failure)).build();
  }

  private static int sizeOf(BatchCheckCapabilitiesRequest request) {
    // Cannot overflow: a message has less than 2^31 bytes, and a name takes at least two.
    int size = 0;
    for (int i = 0; i < request.getQuestionsCount(); i++) {
      size += QuestionMapper.sizeOf(request.getQuestions(i));
    }
    return size;
  }
}
