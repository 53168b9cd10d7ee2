package dev.beadle.server.grpc;

import dev.beadle.server.decision.AccessQuery;
import dev.beadle.server.decision.Decision;
import dev.beadle.server.decision.DecisionPoint.ListDecision;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.decision.InvalidQueryException;
import dev.beadle.server.decision.UnknownContextException;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.grpc.wire.AnswerWriter;
import dev.beadle.server.grpc.wire.AskedQuestions;
import dev.beadle.server.grpc.wire.EncodedMessage;
import dev.beadle.server.telemetry.CheckMetrics.Refusal;
import dev.beadle.v1.BatchCheckCapabilitiesResponse;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckResult;
import io.grpc.Context;
import io.grpc.Deadline;
import org.jspecify.annotations.Nullable;

/** Answers lists of questions at one snapshot. Thread-safe, never waits. */
final class BatchAnswerer {
  /** How many questions go by between two looks at the deadline. */
  private static final int QUESTIONS_PER_LOOK = 256;

  private static final int RESULTS = BatchCheckCapabilitiesResponse.RESULTS_FIELD_NUMBER;

  private static final int BYTES_PER_RESULT = 8;
  private static final int FRESHNESS_BYTES = 64;

  private final Answering with;

  BatchAnswerer(Answering with) {
    this.with = with;
  }

  /** Answers every question; a bad one gets an error in its place. */
  EncodedMessage answer(Facts facts, AskedQuestions asked) {
    PolicySnapshot snapshot = facts.snapshot();
    int size = sizeOf(asked);
    FieldChecks.requireAtMost(
        "questions", size, "max-batch-questions", with.limits().batchQuestions());
    with.metrics().recordBatchSize(size);
    var response = new AnswerWriter(asked.count() * BYTES_PER_RESULT + FRESHNESS_BYTES);
    int[] decisions = new int[Decision.values().length];
    var together =
        new DecidedTogether(snapshot, asked, Math.clamp(asked.count(), 1, QUESTIONS_PER_LOOK));
    int decided = 0;
    for (int i = 0; i < asked.count(); i++) {
      if (i == decided) {
        requireTimeLeft();
        decided += together.decide(with.decisionPoint(), i);
      }
      Decision decision = together.findDecision(i);
      if (decision == null) {
        writeResult(snapshot, asked, i, decisions, response);
      } else {
        decisions[decision.ordinal()]++;
        DecisionMapper.writeResult(decision, response);
      }
    }
    with.metrics().recordDecisions(decisions);
    facts.write(BatchCheckCapabilitiesResponse.FRESHNESS_FIELD_NUMBER, response);
    return response.message();
  }

  /** The decision about the only question, a list of capabilities included. */
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

  /** The decision about a plain question. */
  Decision decide(PolicySnapshot snapshot, AskedQuestions asked, int question) {
    // The capability first: of several mistakes it is the one that is told.
    int capability = PlainNames.capability(snapshot, asked, question);
    int context = PlainNames.context(snapshot, asked, question);
    return with.decisionPoint()
        .decide(snapshot, asked.userId(question), context, capability, Environment.DEFAULT);
  }

  /** Ends a call whose caller has gone or whose time is over. */
  static void requireTimeLeft() {
    Context context = Context.current();
    @Nullable Deadline deadline = context.getDeadline();
    if (deadline != null && deadline.isExpired()) {
      throw StatusMapper.deadlinePassed("answered").asRuntimeException();
    }
    if (context.isCancelled()) {
      throw StatusMapper.callerGone().asRuntimeException();
    }
  }

  /** Writes the result of a question that is not plain, or of one that names what is not there. */
  private void writeResult(
      PolicySnapshot snapshot,
      AskedQuestions asked,
      int question,
      int[] decisions,
      AnswerWriter response) {
    try {
      CapabilityQuestion message = asked.findMessage(question);
      if (message == null) {
        Decision decision = decide(snapshot, asked, question);
        decisions[decision.ordinal()]++;
        DecisionMapper.writeResult(decision, response);
      } else {
        ListDecision decision = decide(snapshot, message);
        decisions[decision.decision().ordinal()]++;
        response.write(RESULTS, DecisionMapper.resultOf(decision));
      }
    } catch (InvalidQueryException invalid) {
      with.metrics().recordRefusal(Refusal.INVALID_ARGUMENT);
      response.write(RESULTS, failed(invalid));
    } catch (UnknownContextException unknown) {
      with.metrics().recordRefusal(Refusal.NOT_FOUND);
      response.write(RESULTS, failed(unknown));
    } catch (LimitExceededException exceeded) {
      with.metrics().recordRefusal(Refusal.RESOURCE_EXHAUSTED);
      response.write(RESULTS, failed(exceeded));
    }
  }

  private static CheckResult failed(RuntimeException failure) {
    return CheckResult.newBuilder().setError(StatusMapper.itemStatusOf(failure)).build();
  }

  private static int sizeOf(AskedQuestions asked) {
    // Cannot overflow: a message has less than 2^31 bytes, and a name takes at least two.
    int size = 0;
    for (int i = 0; i < asked.count(); i++) {
      CapabilityQuestion message = asked.findMessage(i);
      size += message == null ? 1 : QuestionMapper.sizeOf(message);
    }
    return size;
  }
}
