package dev.beadle.benchmarks.load;

import dev.beadle.benchmarks.Engines;
import dev.beadle.benchmarks.Questions;
import dev.beadle.server.decision.Decision;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.v1.BatchCheckCapabilitiesRequest;
import dev.beadle.v1.BatchCheckCapabilitiesResponse;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckCapabilityMatrixRequest;
import dev.beadle.v1.CheckCapabilityMatrixResponse;
import dev.beadle.v1.CheckCapabilityRequest;
import dev.beadle.v1.CheckCapabilityResponse;
import dev.beadle.v1.CheckServiceGrpc;
import dev.beadle.v1.ContextReference;
import dev.beadle.v1.StreamCheckCapabilitiesRequest;
import dev.beadle.v1.StreamCheckCapabilitiesResponse;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Drawn questions about a site with the engine's own answers to them, and how they are put into
 * messages. Immutable and so thread-safe.
 */
final class QuestionSet {
  /** How many messages of several questions are made: more than a processor's caches hold. */
  private static final int BIG_MESSAGES = 64;

  private final PolicySnapshot snapshot;
  private final Questions questions;
  private final BitSet allowed = new BitSet();

  QuestionSet(PolicySnapshot snapshot, Questions questions) {
    this.snapshot = snapshot;
    this.questions = questions;
    DecisionPoint engine = Engines.cached();
    for (int i = 0; i < questions.count(); i++) {
      allowed.set(i, questions.ask(i, snapshot, engine).isAllowed());
    }
  }

  int count() {
    return questions.count();
  }

  /** user.id */
  long userId(int position) {
    return questions.userId(position);
  }

  /** context.id */
  long contextId(int position) {
    return questions.contextId(position);
  }

  /** The capability's name. */
  String capability(int position) {
    return snapshot.capabilities().nameOf(questions.capability(position));
  }

  /** The right answer. */
  boolean isAllowed(int position) {
    return allowed.get(position);
  }

  /** The questions in messages of a shape. */
  Requests requests(Shape shape) {
    return switch (shape) {
      case Shape.Unary _, Shape.Client _ -> unary();
      case Shape.Batch(int checks) -> batches(checks);
      case Shape.Stream(int checks) -> stream(checks);
      case Shape.Matrix matrix -> matrices(matrix);
    };
  }

  private Requests unary() {
    List<byte[]> messages = new ArrayList<>();
    for (int i = 0; i < count(); i++) {
      messages.add(
          CheckCapabilityRequest.newBuilder().setQuestion(question(i)).build().toByteArray());
    }
    return new Requests(
        Bytes.method(CheckServiceGrpc.getCheckCapabilityMethod()),
        messages,
        1,
        (position, response) ->
            CheckCapabilityResponse.parseFrom(response).getDecision().getAllowed()
                == isAllowed(position));
  }

  private Requests batches(int checks) {
    List<byte[]> messages = new ArrayList<>();
    for (int i = 0; i < BIG_MESSAGES; i++) {
      messages.add(batch(i, checks).toByteArray());
    }
    return new Requests(
        Bytes.method(CheckServiceGrpc.getBatchCheckCapabilitiesMethod()),
        messages,
        checks,
        (position, response) ->
            isRight(position, checks, BatchCheckCapabilitiesResponse.parseFrom(response)));
  }

  private Requests stream(int checks) {
    List<byte[]> messages = new ArrayList<>();
    for (int i = 0; i < BIG_MESSAGES; i++) {
      messages.add(
          StreamCheckCapabilitiesRequest.newBuilder()
              .setRequestId(i)
              .setBatch(batch(i, checks))
              .build()
              .toByteArray());
    }
    return new Requests(
        Bytes.method(CheckServiceGrpc.getStreamCheckCapabilitiesMethod()),
        messages,
        checks,
        (position, response) ->
            isRight(
                position, checks, StreamCheckCapabilitiesResponse.parseFrom(response).getBatch()));
  }

  private Requests matrices(Shape.Matrix shape) {
    List<byte[]> messages = new ArrayList<>();
    List<BitSet> right = new ArrayList<>();
    int span = shape.questionsPerUser();
    for (int i = 0; i < BIG_MESSAGES; i++) {
      var request = CheckCapabilityMatrixRequest.newBuilder().setUserId(userId(at(i, span, 0)));
      for (int k = 0; k < shape.capabilities(); k++) {
        request.addCapabilities(capability(at(i, span, k)));
      }
      for (int c = 0; c < shape.contexts(); c++) {
        request.addContexts(context(at(i, span, shape.capabilities() + c)));
      }
      messages.add(request.build().toByteArray());
      right.add(matrixOf(i, shape));
    }
    return new Requests(
        Bytes.method(CheckServiceGrpc.getCheckCapabilityMatrixMethod()),
        messages,
        shape.checks(),
        (position, response) -> {
          var answer = CheckCapabilityMatrixResponse.parseFrom(response);
          return answer.getErrorsCount() == 0
              && BitSet.valueOf(answer.getAllowed().toByteArray()).equals(right.get(position));
        });
  }

  private BitSet matrixOf(int message, Shape.Matrix shape) {
    DecisionPoint engine = Engines.cached();
    var bits = new BitSet();
    int span = shape.questionsPerUser();
    int capabilities = shape.capabilities();
    long userId = userId(at(message, span, 0));
    for (int c = 0; c < shape.contexts(); c++) {
      int context = snapshot.contexts().find(contextId(at(message, span, capabilities + c)));
      for (int k = 0; k < capabilities; k++) {
        Decision decision =
            engine.decide(
                snapshot,
                userId,
                context,
                questions.capability(at(message, span, k)),
                Environment.DEFAULT);
        bits.set(c * capabilities + k, decision.isAllowed());
      }
    }
    return bits;
  }

  private BatchCheckCapabilitiesRequest batch(int message, int checks) {
    var request = BatchCheckCapabilitiesRequest.newBuilder();
    for (int i = 0; i < checks; i++) {
      request.addQuestions(question(at(message, checks, i)));
    }
    return request.build();
  }

  private boolean isRight(int message, int checks, BatchCheckCapabilitiesResponse response) {
    return Requests.Answers.areRight(
        response, checks, place -> isAllowed(at(message, checks, place)));
  }

  private CapabilityQuestion question(int position) {
    return CapabilityQuestion.newBuilder()
        .setUserId(userId(position))
        .setContext(context(position))
        .setCapability(capability(position))
        .build();
  }

  private ContextReference context(int position) {
    return ContextReference.newBuilder().setId(contextId(position)).build();
  }

  /** The question in a place of a message, round and round. */
  private int at(int message, int perMessage, int place) {
    return (int) (((long) message * perMessage + place) % count());
  }
}
