package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.beadle.client.CapabilityDecision.Reason;
import dev.beadle.client.meter.ClientMeters.CircuitState;
import dev.beadle.client.policy.CircuitPolicy;
import dev.beadle.client.policy.RetryPolicy;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.ContextReference;
import dev.beadle.v1.Rule;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a client does when there is no answer ({@link OnFailure}), and how it gets one after all.
 */
final class FailureTest {
  private static final String REPLY = "mod/forum:replypost";
  private static final String VIEW = "mod/forum:viewdiscussion";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private FakeSidecar sidecar;
  private final CountingMeters meters = new CountingMeters();

  @BeforeEach
  void start() throws Exception {
    sidecar = new FakeSidecar();
  }

  @AfterEach
  void stop() {
    sidecar.close();
  }

  /** DENY: a denial with the reason UNAVAILABLE, in every form. */
  @Test
  void decide_noAnswer_isDeniedAsUnavailable() throws Exception {
    sidecar.failWith(Status.UNAVAILABLE.withDescription("draining"));
    try (BeadleClient client = hasty().build()) {
      assertThat(client.hasCapability(1, REPLY, Contexts.system())).isFalse();
      assertThat(client.hasAnyCapability(1, List.of(REPLY), Contexts.system())).isFalse();
      assertThat(client.hasAllCapabilities(1, List.of(REPLY), Contexts.system())).isFalse();
      CapabilityDecision decision = client.decide(1, REPLY, Contexts.system());
      assertThat(decision.allowed()).isFalse();
      assertThat(decision.reason()).isEqualTo(Reason.UNAVAILABLE);
      assertThat(decision.rule()).isEqualTo(Rule.RULE_UNSPECIFIED);
      assertThat(client.decideBatch(List.of(Questions.one(1, REPLY, Contexts.system()))))
          .extracting(CapabilityDecision::reason)
          .containsExactly(Reason.UNAVAILABLE);
      CapabilityMatrix matrix = client.matrix(1, List.of(Contexts.system()), List.of(REPLY));
      assertThat(matrix.isAllowed(0, 0)).isFalse();
      assertThat(matrix.statusOf(0).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(client.async().decide(1, REPLY, Contexts.system()).toCompletableFuture().get())
          .extracting(CapabilityDecision::reason)
          .isEqualTo(Reason.UNAVAILABLE);
    }
  }

  /** THROW: an exception, in every form. */
  @Test
  void decide_noAnswerAndThrow_throws() {
    sidecar.failWith(Status.UNAVAILABLE);
    try (BeadleClient client = hasty().onFailure(OnFailure.THROW).build()) {
      assertFails(() -> client.hasCapability(1, REPLY, Contexts.system()));
      assertFails(() -> client.decide(1, REPLY, Contexts.system()));
      assertFails(() -> client.decideBatch(List.of(Questions.one(1, REPLY, Contexts.system()))));
      assertFails(() -> client.matrix(1, List.of(Contexts.system()), List.of(REPLY)));
      CompletableFuture<Boolean> staged =
          client.async().hasCapability(1, REPLY, Contexts.system()).toCompletableFuture();
      assertThatThrownBy(staged::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(CheckFailedException.class);
      BeadleClient denying = client.withOnFailure(OnFailure.DENY);
      assertThat(denying.hasCapability(1, REPLY, Contexts.system())).isFalse();
    }
  }

  /** require: an exception with the rule, or with the reason UNAVAILABLE. */
  @Test
  void requireCapability_denied_throwsWithRule() {
    try (BeadleClient client = hasty().onFailure(OnFailure.THROW).build()) {
      assertThat(client.requireCapability(1, REPLY, Contexts.system()).allowed()).isTrue();
      sidecar.answer(false);
      CapabilityRequiredException denied =
          catchThrowableOfType(
              CapabilityRequiredException.class,
              () -> client.requireCapability(7, REPLY, Contexts.system()));
      assertThat(denied.decision().reason()).isEqualTo(Reason.RULE);
      assertThat(denied.userId()).isEqualTo(7);
      assertThat(denied.capability()).isEqualTo(REPLY);
      sidecar.failWith(Status.UNAVAILABLE);
      CapabilityRequiredException unknown =
          catchThrowableOfType(
              CapabilityRequiredException.class,
              () -> client.requireCapability(7, REPLY, Contexts.system()));
      assertThat(unknown.decision().reason()).isEqualTo(Reason.UNAVAILABLE);
    }
  }

  /** Fail-open: only for the capabilities named, counted, and never by default. */
  @Test
  void failOpen_noAnswer_opensOnlyWhatWasAskedFor() {
    sidecar.failWith(Status.UNAVAILABLE);
    try (BeadleClient client = hasty().failOpen(VIEW).onFailure(OnFailure.THROW).build()) {
      assertThat(client.hasCapability(1, VIEW, Contexts.system())).isTrue();
      assertThat(client.decide(1, VIEW, Contexts.system()).reason()).isEqualTo(Reason.FAIL_OPEN);
      assertFails(() -> client.hasCapability(1, REPLY, Contexts.system()));
      assertThat(client.hasAnyCapability(1, List.of(REPLY, VIEW), Contexts.system())).isTrue();
      assertFails(() -> client.hasAllCapabilities(1, List.of(REPLY, VIEW), Contexts.system()));
      assertThat(meters.opened).containsExactly(VIEW, VIEW, VIEW);
    }
  }

  /** Fail-open: too many questions that wait on this side are no refusal of the sidecar's. */
  @Test
  void failOpen_tooManyWait_opens() {
    sidecar.fallSilent();
    int mostWaiting = 100_000;
    try (BeadleClient client = usual().failOpen(VIEW).build()) {
      List<CompletionStage<CapabilityDecision>> waiting = new ArrayList<>();
      for (int user = 1; user <= mostWaiting; user++) {
        waiting.add(client.async().decide(user, REPLY, Contexts.system()));
      }
      CapabilityDecision denied = client.decide(mostWaiting + 1, REPLY, Contexts.system());
      assertThat(denied.reason()).isEqualTo(Reason.UNAVAILABLE);
      assertThat(denied.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(denied.status().getDescription()).contains("100000 questions wait");
      CapabilityDecision opened = client.decide(mostWaiting + 1, VIEW, Contexts.system());
      assertThat(opened.reason()).isEqualTo(Reason.FAIL_OPEN);
      assertThat(meters.opened).containsExactly(VIEW);
      assertThat(waiting)
          .as("those that wait are not given up for them")
          .noneMatch(question -> question.toCompletableFuture().isDone());
    }
  }

  /** Fail-open: one line a second, whichever of the clients that share a connection opened. */
  @Test
  void failOpen_manyTimes_isLoggedOnce() throws Exception {
    sidecar.failWith(Status.UNAVAILABLE);
    long startedAt = System.nanoTime();
    try (var log = new LogLines();
        BeadleClient client = hasty().failOpen(VIEW).build()) {
      for (int user = 1; user <= 5; user++) {
        assertThat(client.hasCapability(user, VIEW, Contexts.system())).isTrue();
        assertThat(client.withSite("").hasCapability(user, VIEW, Contexts.system())).isTrue();
        assertThat(
                client
                    .async()
                    .hasCapability(user, VIEW, Contexts.system())
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS))
            .isTrue();
      }
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startedAt);
      assertThat(log.lines()).hasSizeBetween(1, (int) seconds + 1);
      assertThat(log.lines().getFirst())
          .isEqualTo(
              "allowed "
                  + VIEW
                  + " without an answer, as configured (UNAVAILABLE); once a second at most");
      assertThat(meters.opened).hasSize(15);
    }
  }

  /** Fail-open: a refusal, garbage, a closed client and an interrupt open nothing. */
  @Test
  void failOpen_otherFailures_openNothing() {
    try (BeadleClient client = hasty().failOpen(VIEW).build()) {
      for (Status.Code code :
          List.of(
              Status.Code.INVALID_ARGUMENT,
              Status.Code.NOT_FOUND,
              Status.Code.INTERNAL,
              Status.Code.RESOURCE_EXHAUSTED,
              Status.Code.UNAUTHENTICATED)) {
        sidecar.failWith(code.toStatus());
        assertThat(client.hasCapability(1, VIEW, Contexts.system())).as("%s", code).isFalse();
        var questions = List.of(Questions.one(1, VIEW, Contexts.system()));
        assertThat(client.decideBatch(questions).getFirst().allowed()).as("%s", code).isFalse();
      }
      sidecar.failWith(Status.OK);
      sidecar.fallSilent();
      Thread.currentThread().interrupt();
      assertThat(client.hasCapability(1, VIEW, Contexts.system())).isFalse();
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  /** Retry: a server that cannot answer for a moment is asked again, within the deadline. */
  @Test
  void hasCapability_passingFailure_isAskedAgain() throws Exception {
    sidecar.failWith(Status.UNAVAILABLE.withDescription("loading"));
    try (BeadleClient client = usual().build()) {
      CompletableFuture<Boolean> single =
          client.async().hasCapability(1, REPLY, Contexts.system()).toCompletableFuture();
      CompletableFuture<List<CapabilityDecision>> batch =
          client
              .async()
              .decideBatch(List.of(Questions.one(1, REPLY, Contexts.system())))
              .toCompletableFuture();
      Await.until(() -> meters.retries.get() >= 2);
      sidecar.failWith(Status.OK);
      assertThat(single.get(20, TimeUnit.SECONDS)).isTrue();
      assertThat(batch.get(20, TimeUnit.SECONDS)).allMatch(CapabilityDecision::allowed);
    }
  }

  /** Retry: what a server refused is not asked again. */
  @Test
  void hasCapability_refused_isNotAskedAgain() {
    try (BeadleClient client = usual().build()) {
      for (Status.Code code :
          List.of(Status.Code.INVALID_ARGUMENT, Status.Code.NOT_FOUND, Status.Code.INTERNAL)) {
        sidecar.failWith(code.toStatus());
        assertThat(client.decide(1, REPLY, Contexts.system()).status().getCode()).isEqualTo(code);
      }
      assertThat(meters.retries).hasValue(0);
    }
  }

  /** Budget: when it is used up, a lost call fails at once. */
  @Test
  void hasCapability_budgetUsedUp_failsAtOnce() {
    var poor = RetryPolicy.DEFAULT.withBudget(0, 0);
    sidecar.failWith(Status.UNAVAILABLE);
    try (BeadleClient client = usual().retries(poor).circuit(tolerant()).build()) {
      for (int i = 0; i < 5; i++) {
        assertThat(client.hasCapability(1, REPLY, Contexts.system())).isFalse();
      }
      assertThat(meters.retries).hasValue(0);
    }
  }

  /** Circuit: after some failures nothing is sent, until one empty question is answered. */
  @Test
  void hasCapability_failuresInARow_openTheCircuit() {
    sidecar.failWith(Status.UNAVAILABLE);
    var slow =
        new CircuitPolicy(
            3, Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(60));
    try (BeadleClient client = hasty().circuit(slow).deadline(Duration.ofSeconds(5)).build()) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.hasCapability(1, REPLY, Contexts.system())).isFalse();
      }
      assertThat(meters.circuits).containsExactly(CircuitState.OPEN);
      sidecar.failWith(Status.OK);
      CapabilityDecision decision = client.decide(1, REPLY, Contexts.system());
      assertThat(decision.reason()).as("nothing is sent").isEqualTo(Reason.UNAVAILABLE);
      assertThat(decision.status().getDescription())
          .contains("did not answer")
          .doesNotContain("\n")
          .hasSizeLessThan(500);
      assertThat(client.decideBatch(List.of(Questions.one(1, REPLY, Contexts.system()))))
          .noneMatch(CapabilityDecision::allowed);
    }
  }

  /** Circuit: it closes when the server answers again. */
  @Test
  void hasCapability_serverRecovers_circuitCloses() {
    sidecar.failWith(Status.UNAVAILABLE);
    try (BeadleClient client = usual().retries(RetryPolicy.NONE).build()) {
      for (int i = 0; i < 5; i++) {
        assertThat(client.hasCapability(1, REPLY, Contexts.system())).isFalse();
      }
      sidecar.failWith(Status.OK);
      assertThat(client.hasCapability(1, REPLY, Contexts.system())).isTrue();
      assertThat(meters.circuits)
          .startsWith(CircuitState.OPEN, CircuitState.HALF_OPEN)
          .endsWith(CircuitState.CLOSED);
    }
  }

  /** Restart: a call that can still make its deadline is not lost. */
  @Test
  void hasCapability_serverRestarts_isAnswered() throws Exception {
    try (BeadleClient client = usual().build()) {
      assertThat(client.hasCapability(1, REPLY, Contexts.system())).isTrue();
      sidecar.hold();
      CompletableFuture<Boolean> onTheWire =
          client.async().hasCapability(2, REPLY, Contexts.system()).toCompletableFuture();
      sidecar.takeBatch();
      sidecar.takeBatch();
      int port = sidecar.port();
      sidecar.close();
      CompletableFuture<Boolean> afterwards =
          client.async().hasCapability(3, REPLY, Contexts.system()).toCompletableFuture();
      Await.until(() -> meters.circuits.contains(CircuitState.OPEN));
      sidecar = FakeSidecar.onPort(port);
      assertThat(onTheWire.get(20, TimeUnit.SECONDS)).isTrue();
      assertThat(afterwards.get(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** Endpoints: the second answers while the first is gone, and the first when it is back. */
  @Test
  void hasCapability_firstEndpointGone_secondAnswers() throws Exception {
    try (var second = new FakeSidecar();
        BeadleClient client = usual().circuit(patient()).target(second.target()).build()) {
      assertThat(client.hasCapability(1, REPLY, Contexts.system())).isTrue();
      assertThat(second.batchesLeft()).isZero();
      int port = sidecar.port();
      sidecar.close();
      assertThat(client.hasCapability(2, REPLY, Contexts.system())).isTrue();
      assertThat(client.decideBatch(List.of(Questions.one(1, REPLY, Contexts.system()))))
          .allMatch(CapabilityDecision::allowed);
      assertThat(second.batchesLeft()).isPositive();
      sidecar = FakeSidecar.onPort(port);
      Await.until(() -> {
        client.hasCapability(3, REPLY, Contexts.system());
        return sidecar.batchesLeft() > 0;
      });
    }
  }

  /**
   * Retry: sidecars that are still loading refuse one message after the other, on a stream that
   * goes on. Whoever has the time waits until one of them is ready.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void hasCapability_refusedOnTheStream_isAnsweredInTheEnd(int endpoints) throws Exception {
    try (var second = new FakeSidecar();
        BeadleClient client =
            endpoints == 1 ? usual().build() : usual().target(second.target()).build()) {
      for (FakeSidecar loading : List.of(sidecar, second)) {
        loading.keepStreams();
        loading.failWith(Status.UNAVAILABLE.withDescription("loading"));
      }
      CompletionStage<Boolean> single = client.async().hasCapability(1, REPLY, Contexts.system());
      CompletionStage<List<CapabilityDecision>> batch =
          client.async().decideBatch(List.of(Questions.one(1, REPLY, Contexts.system())));
      Await.until(() -> Collections.frequency(meters.circuits, CircuitState.OPEN) > endpoints);
      sidecar.failWith(Status.OK);
      assertThat(Waiting.resultOf(single)).isTrue();
      assertThat(Waiting.resultOf(batch)).allMatch(CapabilityDecision::allowed);
    }
  }

  /** Endpoints: one that refuses on the stream is left for the other, and not returned to. */
  @Test
  void hasCapability_firstEndpointRefusesOnTheStream_secondAnswers() throws Exception {
    sidecar.keepStreams();
    sidecar.failWith(Status.UNAVAILABLE.withDescription("loading"));
    try (var second = new FakeSidecar();
        BeadleClient client = usual().circuit(patient()).target(second.target()).build()) {
      for (int user = 1; user <= 100; user++) {
        assertThat(client.hasCapability(user, REPLY, Contexts.system())).isTrue();
      }
      assertThat(second.batchesLeft()).isGreaterThanOrEqualTo(100);
      assertThat(sidecar.batchesLeft()).isLessThanOrEqualTo(3);
    }
  }

  /** Budget: a retry is paid for by first questions, and not by itself. */
  @Test
  void hasCapability_oneRetryEarned_oneIsMade() {
    sidecar.keepStreams();
    sidecar.failWith(Status.UNAVAILABLE);
    RetryPolicy one = RetryPolicy.DEFAULT.withBudget(1, 0);
    try (BeadleClient client =
        usual().retries(one).circuit(tolerant()).deadline(Duration.ofSeconds(1)).build()) {
      assertThat(client.hasCapability(1, REPLY, Contexts.system())).isFalse();
      assertThat(sidecar.batchesLeft()).as("the next one waits for a probe").isEqualTo(2);
    }
  }

  /** Budget: a burst that has used it up waits until the sidecar answers again. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void decideBatch_burstAtLoadingSidecar_isAnsweredInTheEnd(boolean isAlone) throws Exception {
    sidecar.keepStreams();
    sidecar.failWith(Status.UNAVAILABLE.withDescription("loading"));
    sidecar.answer(false);
    try (var second = new FakeSidecar()) {
      BeadleClientBuilder builder = usual().failOpen(VIEW).circuit(patient());
      second.answer(false);
      if (!isAlone) {
        builder.target(second.target());
      }
      try (BeadleClient client = builder.build()) {
        List<CompletionStage<List<CapabilityDecision>>> batches = new ArrayList<>();
        List<CompletionStage<CapabilityDecision>> singles = new ArrayList<>();
        for (int user = 1; user <= 60; user++) {
          CapabilityQuestion question = Questions.one(user, VIEW, Contexts.system());
          batches.add(client.async().decideBatch(List.of(question)));
          singles.add(client.async().decide(question));
        }
        if (isAlone) {
          Await.until(() -> Collections.frequency(meters.circuits, CircuitState.OPEN) >= 3);
          sidecar.failWith(Status.OK);
        }
        for (CompletionStage<List<CapabilityDecision>> batch : batches) {
          assertThat(Waiting.resultOf(batch).getFirst().reason()).isEqualTo(Reason.RULE);
        }
        for (CompletionStage<CapabilityDecision> single : singles) {
          assertThat(Waiting.resultOf(single).reason()).isEqualTo(Reason.RULE);
        }
      }
    }
  }

  /** Endpoints: a call of its own, however short, leaves time for the second. */
  @Test
  void decideBatch_firstEndpointSilent_secondAnswers() throws Exception {
    sidecar.fallSilent();
    try (var second = new FakeSidecar();
        BeadleClient client =
            usual().target(second.target()).deadline(Duration.ofMillis(390)).build()) {
      List<CapabilityQuestion> questions = List.of(Questions.one(1, REPLY, Contexts.system()));
      Await.until(() -> client.decideBatch(questions).getFirst().allowed());
    }
  }

  /** Endpoints: however the time is shared out, none of it is thrown away. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void decideBatch_bothEndpointsSilent_takesItsWholeDeadline(boolean isHedged) throws Exception {
    sidecar.fallSilent();
    try (var second = new FakeSidecar()) {
      second.fallSilent();
      BeadleClientBuilder builder =
          usual().target(second.target()).deadline(Duration.ofMillis(600)).circuit(patient());
      if (isHedged) {
        builder.hedgeAfter(Duration.ofMillis(20));
      }
      try (BeadleClient client = builder.build()) {
        long startedAt = System.nanoTime();
        assertThat(client.decideBatch(List.of(Questions.one(1, REPLY, Contexts.system()))))
            .noneMatch(CapabilityDecision::allowed);
        assertThat(Duration.ofNanos(System.nanoTime() - startedAt))
            .isGreaterThanOrEqualTo(Duration.ofMillis(600));
        assertThat(second.callsLeft()).isPositive();
      }
    }
  }

  /** Hedging: the first endpoint is returned to when it is connected and the second is not. */
  @Test
  void hasCapability_bothConnectSlowly_firstAnswers() throws Exception {
    try (var mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var late = new LateSidecar(sidecar.port(), Duration.ofMillis(150));
        BeadleClient client =
            BeadleClient.builder("localhost:" + late.port())
                .target("localhost:" + mute.getLocalPort())
                .hedgeAfter(Duration.ofMillis(20))
                .deadline(PATIENCE)
                .circuit(patient())
                .build()) {
      assertThat(client.hasCapability(1, REPLY, Contexts.system())).isTrue();
    }
  }

  /** Endpoints: they are preferred in the order in which they were added, however they were. */
  @Test
  void hasCapability_connectionAddedFirst_isPreferred() throws Exception {
    ManagedChannel channel =
        Grpc.newChannelBuilder(sidecar.target(), InsecureChannelCredentials.create()).build();
    try (var second = new FakeSidecar();
        BeadleClient client =
            BeadleClient.builder(channel).target(second.target()).deadline(PATIENCE).build()) {
      assertThat(client.hasCapability(1, REPLY, Contexts.system())).isTrue();
      assertThat(second.callsLeft()).isZero();
      assertThat(sidecar.callsLeft()).isPositive();
    }
  }

  /** Stages: what is answered is what was asked, whatever becomes of the caller's lists. */
  @Test
  void async_listsAreChanged_answersAreToWhatWasAsked() throws Exception {
    sidecar.fallSilent();
    try (BeadleClient client = usual().failOpen(VIEW).deadline(Duration.ofMillis(200)).build()) {
      List<CapabilityQuestion> questions = new ArrayList<>();
      questions.add(Questions.one(1, REPLY, Contexts.system()));
      questions.add(Questions.one(2, REPLY, Contexts.system()));
      List<ContextReference> contexts = new ArrayList<>(List.of(Contexts.course(2)));
      List<String> capabilities = new ArrayList<>(List.of(REPLY));
      CompletionStage<List<CapabilityDecision>> batch = client.async().decideBatch(questions);
      CompletionStage<CapabilityMatrix> matrix = client.async().matrix(1, contexts, capabilities);
      questions.clear();
      questions.add(Questions.one(1, VIEW, Contexts.system()));
      contexts.set(0, Contexts.course(3));
      capabilities.set(0, VIEW);
      assertThat(Waiting.resultOf(batch)).hasSize(2).noneMatch(CapabilityDecision::allowed);
      assertThat(Waiting.resultOf(matrix).contexts()).containsExactly(Contexts.course(2));
      assertThat(Waiting.resultOf(matrix).capabilities()).containsExactly(REPLY);
    }
  }

  /** Hedging: a question does not wait for a connection that is not made. */
  @Test
  void hasCapability_firstEndpointDoesNotConnect_secondIsAsked() throws Exception {
    // The system takes connections for it, and nobody speaks.
    try (var mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        BeadleClient client =
            BeadleClient.builder("localhost:" + mute.getLocalPort())
                .target(sidecar.target())
                .hedgeAfter(Duration.ofMillis(20))
                .deadline(PATIENCE)
                .circuit(patient())
                .meters(meters)
                .build()) {
      for (int user = 1; user <= 20; user++) {
        BeadleClient ofSite = client.withSite("s" + user);
        assertThat(ofSite.hasCapability(user, REPLY, Contexts.system())).isTrue();
      }
      assertThat(meters.circuits).as("however many wait for it").isEmpty();
      assertThat(meters.retries).hasValue(0);
    }
  }

  /** Whoever is told that there is no answer is told why, and of whom. */
  @Test
  void decide_nobodyListens_isToldWhy() {
    String target = sidecar.target();
    sidecar.close();
    try (BeadleClient client =
        BeadleClient.builder(target).deadline(Duration.ofSeconds(1)).build()) {
      CapabilityQuestion question = Questions.one(1, REPLY, Contexts.system());
      for (int i = 0; i < 2; i++) {
        assertThat(client.decide(question).status().getDescription())
            .startsWith(target + " did not answer: ")
            .contains("Connection refused");
        assertThat(client.decideBatch(List.of(question)).getFirst().status().getDescription())
            .startsWith(target + " did not answer: ")
            .contains("Connection refused");
      }
    }
  }

  /** Stages fail with just what the methods that wait would throw. */
  @Test
  void async_fails_isWithWhatIsThrown() throws Exception {
    sidecar.answer(false);
    try (BeadleClient client =
        hasty().onFailure(OnFailure.THROW).deadline(Duration.ofSeconds(1)).build()) {
      assertThat(thrownBy(client.async().requireCapability(1, REPLY, Contexts.system())))
          .isInstanceOf(CapabilityRequiredException.class);
      sidecar.failWith(Status.UNAVAILABLE);
      CapabilityQuestion question = Questions.one(1, REPLY, Contexts.system());
      for (CompletionStage<?> failing :
          List.of(
              client.async().hasCapability(1, REPLY, Contexts.system()),
              client.async().decide(question),
              client.async().decideBatch(List.of(question)),
              client.async().matrix(1, List.of(Contexts.system()), List.of(REPLY)),
              client.async().explain(question))) {
        assertThat(thrownBy(failing)).isInstanceOf(CheckFailedException.class);
      }
    }
  }

  private static Throwable thrownBy(CompletionStage<?> stage) throws Exception {
    return Waiting.resultOf(stage.handle((_, thrown) -> thrown));
  }

  /** Endpoints: one that says nothing is given up for the other, well before the deadline. */
  @Test
  void hasCapability_firstEndpointSilent_secondAnswers() throws Exception {
    try (var second = new FakeSidecar();
        BeadleClient client = usual().target(second.target()).build()) {
      sidecar.fallSilent();
      assertThat(client.hasCapability(1, REPLY, Contexts.system())).isTrue();
      assertThat(meters.retries).hasPositiveValue();
    }
  }

  /** Endpoints: one that answers garbage is given up for the other. */
  @Test
  void hasCapability_firstEndpointAnswersGarbage_secondAnswers() throws Exception {
    sidecar.distort(answer -> answer.toBuilder().clearBatch().build());
    try (var second = new FakeSidecar();
        BeadleClient client = usual().target(second.target()).build()) {
      assertThat(client.hasCapability(1, REPLY, Contexts.system())).isTrue();
    }
  }

  /** Hedging: the second endpoint is asked when the first is slow; the first answer counts. */
  @Test
  void hasCapability_hedged_firstAnswerCounts() throws Exception {
    try (var second = new FakeSidecar();
        BeadleClient client =
            usual()
                .circuit(patient())
                .target(second.target())
                .hedgeAfter(Duration.ofMillis(20))
                .build()) {
      sidecar.hold();
      sidecar.fallSilent();
      assertThat(client.hasCapability(1, REPLY, Contexts.system())).isTrue();
      assertThat(client.decideBatch(List.of(Questions.one(1, REPLY, Contexts.system()))))
          .allMatch(CapabilityDecision::allowed);
      assertThat(meters.hedges).hasValue(2);
    }
  }

  /** Nor does a slow message keep those behind it from the second endpoint. */
  @Test
  void hasCapability_hedgedOneAfterTheOther_eachIsAnswered() throws Exception {
    try (var second = new FakeSidecar();
        BeadleClient client =
            usual()
                .circuit(patient())
                .target(second.target())
                .hedgeAfter(Duration.ofMillis(20))
                .build()) {
      sidecar.hold();
      for (int user = 1; user <= 5; user++) {
        assertThat(client.hasCapability(user, REPLY, Contexts.system())).isTrue();
      }
      assertThat(meters.hedges).hasValue(5);
    }
  }

  /** Coalescing off: the same answers, one call each. */
  @Test
  void coalescing_off_isAnsweredTheSame() {
    try (BeadleClient client = usual().coalescing(false).build()) {
      assertThat(client.hasCapability(1, REPLY, Contexts.system())).isTrue();
      assertThat(client.hasAnyCapability(1, List.of(REPLY), Contexts.system())).isTrue();
      sidecar.answer(false);
      assertThat(client.hasCapability(1, REPLY, Contexts.system())).isFalse();
      assertThat(sidecar.batchesLeft()).isZero();
    }
  }

  private BeadleClientBuilder usual() {
    return BeadleClient.builder(sidecar.target()).meters(meters).deadline(PATIENCE);
  }

  private BeadleClientBuilder hasty() {
    return usual().retries(RetryPolicy.NONE).circuit(tolerant());
  }

  /** However slow the machine, nobody is taken for silent. */
  static CircuitPolicy patient() {
    return new CircuitPolicy(5, PATIENCE, Duration.ofMillis(20), Duration.ofSeconds(1));
  }

  static CircuitPolicy tolerant() {
    return new CircuitPolicy(
        1_000, Duration.ofSeconds(10), Duration.ofMillis(20), Duration.ofSeconds(1));
  }

  private static void assertFails(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThat(catchThrowableOfType(CheckFailedException.class, call)).isNotNull();
  }
}
