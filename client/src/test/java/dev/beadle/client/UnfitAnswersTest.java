package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.CapabilityDecision.Reason;
import dev.beadle.client.meter.ClientMeters.CircuitState;
import dev.beadle.client.policy.RetryPolicy;
import dev.beadle.v1.BatchCheckCapabilitiesRequest;
import dev.beadle.v1.BatchCheckCapabilitiesResponse;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckCapabilityMatrixRequest;
import dev.beadle.v1.CheckCapabilityMatrixResponse;
import dev.beadle.v1.CheckCapabilityRequest;
import dev.beadle.v1.CheckCapabilityResponse;
import dev.beadle.v1.CheckServiceGrpc;
import dev.beadle.v1.ContextReference;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Garbage: answers that can be read and do not fit, and those of a hedge, count as what they are.
 */
final class UnfitAnswersTest {
  private static final String REPLY = "mod/forum:replypost";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Server unfit;
  private FakeSidecar second;
  private final CountingMeters meters = new CountingMeters();

  @BeforeEach
  void start() throws Exception {
    unfit =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(new Unfit())
            .build()
            .start();
    second = new FakeSidecar();
  }

  @AfterEach
  void stop() throws Exception {
    second.close();
    unfit.shutdownNow().awaitTermination();
  }

  /** Calls of their own: asked elsewhere, and trouble of the endpoint. */
  @Test
  void unary_firstAnswersDoNotFit_secondAnswers() {
    try (BeadleClient client = alone().target(second.target()).build()) {
      for (int user = 1; user <= 3; user++) {
        assertThat(client.decide(user, REPLY, Contexts.system()).reason()).isEqualTo(Reason.RULE);
        assertThat(client.decideBatch(List.of(Questions.one(user, REPLY, Contexts.system()))))
            .allMatch(CapabilityDecision::allowed);
        assertThat(client.matrix(user, List.of(Contexts.system()), List.of(REPLY)).isAllowed(0, 0))
            .isTrue();
      }
      assertThat(meters.circuits).as("the first is left alone").isNotEmpty();
    }
  }

  /** With nobody else to ask, what is wrong with the answer is told. */
  @Test
  void unary_onlyAnswersDoNotFit_isToldWhy() {
    try (BeadleClient client = alone().circuit(Circuits.tolerant()).build()) {
      assertIsInternal(client.decide(1, REPLY, Contexts.system()).status(), "no decision");
      assertIsInternal(
          client
              .decideBatch(List.of(Questions.one(1, REPLY, Contexts.system())))
              .getFirst()
              .status(),
          "0 results for 1 questions");
      assertIsInternal(
          client.matrix(1, List.of(Contexts.system()), List.of(REPLY)).status(), "does not fit");
    }
  }

  /**
   * Whether an answer fits is a matter of what was asked, whatever becomes of the caller's lists.
   */
  @Test
  void unary_listsChangeMeanwhile_answersFit() {
    List<CapabilityQuestion> questions = new ArrayList<>();
    List<ContextReference> contexts = new ArrayList<>();
    List<String> capabilities = new ArrayList<>();
    ManagedChannel channel =
        Grpc.newChannelBuilder(second.target(), InsecureChannelCredentials.create())
            .intercept(
                new Telling((_, step) -> {
                  if (step.equals("sendMessage")) {
                    List.of(questions, contexts, capabilities).forEach(List::clear);
                  }
                }))
            .build();
    try (BeadleClient client =
        new BeadleClientBuilder().channel(channel).deadline(PATIENCE).build()) {
      questions.add(Questions.one(1, REPLY, Contexts.system()));
      assertThat(client.decideBatch(questions)).hasSize(1).allMatch(CapabilityDecision::allowed);
      contexts.add(Contexts.system());
      capabilities.add(REPLY);
      assertThat(client.matrix(1, contexts, capabilities).isAllowed(0, 0)).isTrue();
      assertThat(contexts).isEmpty();
    }
  }

  /** Fail-open: nobody pauses after garbage until his deadline has passed, which would open it. */
  @Test
  void decide_allStreamsAnswerGarbage_opensNothing() throws Exception {
    try (var first = new FakeSidecar();
        BeadleClient client =
            BeadleClient.builder(first.target())
                .target(second.target())
                .failOpen(REPLY)
                .retries(new RetryPolicy(true, PATIENCE, PATIENCE, 0.2, 10))
                .circuit(Circuits.tolerant())
                .deadline(Duration.ofSeconds(4))
                .build()) {
      for (FakeSidecar failing : List.of(first, second)) {
        failing.keepStreams();
        failing.failWith(Status.INTERNAL);
      }
      for (int user = 1; user <= 20; user++) {
        CapabilityDecision decision = client.decide(user, REPLY, Contexts.system());
        assertThat(decision.status().getCode()).isEqualTo(Status.Code.INTERNAL);
        assertThat(decision.allowed()).isFalse();
      }
    }
  }

  /** Hedging: who is slow to connect is not left for one that has just answered garbage. */
  @Test
  void decide_firstConnectsSlowlyAndSecondAnswersGarbage_firstAnswers() throws Exception {
    second.keepStreams();
    second.failWith(Status.INTERNAL);
    try (var first = new FakeSidecar();
        var late = new LateSidecar(first.port(), Duration.ofMillis(300), Duration.ofMillis(300));
        BeadleClient client =
            BeadleClient.builder("localhost:" + late.port())
                .target(second.target())
                .hedgeAfter(Duration.ofMillis(20))
                .circuit(Circuits.patient())
                .deadline(PATIENCE)
                .build()) {
      assertThat(client.hasCapability(1, REPLY, Contexts.system())).isTrue();
    }
  }

  /** Fail-open: garbage of one endpoint is not made up for by the other's end. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void decide_connectionBreaksAndTheOtherIsNoSidecar_opensNothing(boolean isCoalescing)
      throws Exception {
    Server other =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create()).build().start();
    try (var first = new FakeSidecar();
        var way = new LateSidecar(first.port(), Duration.ZERO, Duration.ZERO, Duration.ZERO);
        BeadleClient client =
            BeadleClient.builder("localhost:" + way.port())
                .target("localhost:" + other.getPort())
                .failOpen(REPLY)
                .coalescing(isCoalescing)
                .deadline(Duration.ofMillis(400))
                .meters(meters)
                .build()) {
      first.failWith(Status.INTERNAL);
      Await.until(() -> {
        client.decide(1, REPLY, Contexts.system());
        return Collections.frequency(meters.circuits, CircuitState.OPEN) > 1;
      });
      first.failWith(Status.OK);
      Await.until(() -> client.decide(1, REPLY, Contexts.system()).reason() == Reason.RULE);
      first.fallSilent();
      int before = first.callsLeft();
      CompletionStage<CapabilityDecision> asked =
          client.async().decide(2, REPLY, Contexts.system());
      Await.until(() -> first.callsLeft() > before);
      way.breakAll();
      assertThat(Waiting.resultOf(asked).allowed()).isFalse();
    } finally {
      other.shutdownNow().awaitTermination();
    }
  }

  /** Fail-open: what the hedge says is not made up for by the silence of the first. */
  @ParameterizedTest
  @CsvSource({
    "INTERNAL, true",
    "INTERNAL, false",
    "PERMISSION_DENIED, true",
    "PERMISSION_DENIED, false"
  })
  void decide_hedgeAnswersGarbageOrRefuses_opensNothing(Status.Code code, boolean isCoalescing)
      throws Exception {
    try (var first = new FakeSidecar();
        BeadleClient client =
            BeadleClient.builder(first.target())
                .target(second.target())
                .hedgeAfter(Duration.ofMillis(20))
                .coalescing(isCoalescing)
                .failOpen(REPLY)
                .circuit(Circuits.patient())
                .deadline(Duration.ofSeconds(3))
                .meters(meters)
                .build()) {
      assertThat(client.hasCapability(1, REPLY, Contexts.system())).isTrue();
      first.fallSilent();
      second.failWith(code.toStatus());
      CapabilityDecision decision = client.decide(2, REPLY, Contexts.system());
      assertThat(meters.hedges.get()).isPositive();
      assertThat(decision.allowed()).isFalse();
      assertThat(decision.status().getCode()).isEqualTo(code);
    }
  }

  private BeadleClientBuilder alone() {
    return BeadleClient.builder("localhost:" + unfit.getPort())
        .coalescing(false)
        .deadline(PATIENCE)
        .meters(meters);
  }

  private static void assertIsInternal(Status status, String why) {
    assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
    assertThat(status.getDescription()).contains(why);
  }

  /** Says nothing, in messages that are well-formed. */
  private static final class Unfit extends CheckServiceGrpc.CheckServiceImplBase {
    @Override
    public void checkCapability(
        CheckCapabilityRequest request, StreamObserver<CheckCapabilityResponse> observer) {
      answer(CheckCapabilityResponse.getDefaultInstance(), observer);
    }

    @Override
    public void batchCheckCapabilities(
        BatchCheckCapabilitiesRequest request,
        StreamObserver<BatchCheckCapabilitiesResponse> observer) {
      answer(BatchCheckCapabilitiesResponse.getDefaultInstance(), observer);
    }

    @Override
    public void checkCapabilityMatrix(
        CheckCapabilityMatrixRequest request,
        StreamObserver<CheckCapabilityMatrixResponse> observer) {
      answer(CheckCapabilityMatrixResponse.getDefaultInstance(), observer);
    }

    private static <T> void answer(T response, StreamObserver<T> observer) {
      observer.onNext(response);
      observer.onCompleted();
    }
  }
}
