package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.beadle.client.CapabilityDecision.Reason;
import dev.beadle.client.meter.ClientMeters.CircuitState;
import dev.beadle.client.policy.CircuitPolicy;
import dev.beadle.client.policy.RetryPolicy;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckCapabilityMatrixRequest;
import dev.beadle.v1.CompareRequest;
import dev.beadle.v1.ComparedSide;
import dev.beadle.v1.Consistency;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Retries, their budget, and the circuit: how a client gets an answer after all from one sidecar.
 */
final class RetryingTest {
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

  /** Fail-open: who leaves no time has not asked. */
  @ParameterizedTest
  @ValueSource(longs = {0, -1})
  void decide_noTime_opensNothing(long seconds) {
    try (BeadleClient client = usual().failOpen(REPLY).build()) {
      BeadleClient late = client.withDeadline(Duration.ofSeconds(seconds));
      assertThat(late.decide(1, REPLY, Contexts.system()).reason()).isEqualTo(Reason.UNAVAILABLE);
      assertThat(late.decideBatch(List.of(Questions.one(1, REPLY, Contexts.system()))))
          .noneMatch(CapabilityDecision::allowed);
      assertThat(meters.opened).isEmpty();
      assertThat(sidecar.callsLeft()).isZero();
    }
  }

  /** Ready: there has been a decision, which a sidecar that is loading has not. */
  @Test
  void awaitReady_sidecarLoads_waitsForIt() throws Exception {
    sidecar.failWith(Status.UNAVAILABLE.withDescription("loading"));
    try (BeadleClient client = usual().build()) {
      assertThat(
              catchThrowableOfType(
                      CheckFailedException.class, () -> client.awaitReady(Duration.ofMillis(200)))
                  .status()
                  .getCode())
          .isEqualTo(Status.Code.UNAVAILABLE);
      var ready = CompletableFuture.runAsync(() -> client.awaitReady(PATIENCE));
      int before = sidecar.streamsLeft();
      Await.until(() -> sidecar.streamsLeft() > before);
      assertThat(ready).isNotDone();
      sidecar.failWith(Status.OK);
      Waiting.resultOf(ready);
    }
  }

  /** Budget: when it is used up, a lost call fails at once. */
  @Test
  void hasCapability_budgetUsedUp_failsAtOnce() {
    var poor = RetryPolicy.DEFAULT.withBudget(0, 0);
    sidecar.failWith(Status.UNAVAILABLE);
    try (BeadleClient client = usual().retries(poor).circuit(Circuits.tolerant()).build()) {
      for (int i = 0; i < 5; i++) {
        assertThat(client.hasCapability(1, REPLY, Contexts.system())).isFalse();
      }
      assertThat(meters.retries).hasValue(0);
    }
  }

  /** Budget: an endpoint that is not there is no reason to ask the other one twice for nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"UNAVAILABLE", "INTERNAL"})
  void hasCapability_otherEndpointGone_isNotAskedTwiceForNothing(String code) throws Exception {
    var poor = RetryPolicy.DEFAULT.withBudget(0, 0);
    var gone = new FakeSidecar();
    String target = gone.target();
    gone.close();
    assertThat(gone.drain(PATIENCE)).isTrue();
    var pausing = new CircuitPolicy(1_000, PATIENCE, Duration.ofMinutes(1), Duration.ofMinutes(1));
    try (BeadleClient client =
        usual()
            .target(target)
            .retries(poor)
            .circuit(pausing)
            .deadline(Duration.ofSeconds(2))
            .build()) {
      sidecar.keepStreams();
      sidecar.failWith(Status.Code.valueOf(code).toStatus());
      client.decide(1, REPLY, Contexts.system());
      int before = sidecar.callsLeft();
      for (int user = 2; user <= 11; user++) {
        client.decide(user, REPLY, Contexts.system());
      }
      assertThat(sidecar.callsLeft() - before).isEqualTo(10);
    }
  }

  /** Budget: a retry is paid for by first questions, and not by itself. */
  @Test
  void hasCapability_oneRetryEarned_oneIsMade() {
    sidecar.keepStreams();
    sidecar.failWith(Status.UNAVAILABLE);
    RetryPolicy one = RetryPolicy.DEFAULT.withBudget(1, 0);
    try (BeadleClient client =
        usual().retries(one).circuit(Circuits.tolerant()).deadline(Duration.ofSeconds(1)).build()) {
      assertThat(client.hasCapability(1, REPLY, Contexts.system())).isFalse();
      assertThat(sidecar.batchesLeft()).as("the next one waits for a probe").isEqualTo(2);
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

  /** Budget: a burst that has used it up waits until the sidecar answers again. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void decideBatch_burstAtLoadingSidecar_isAnsweredInTheEnd(boolean isAlone) throws Exception {
    sidecar.keepStreams();
    sidecar.failWith(Status.UNAVAILABLE.withDescription("loading"));
    sidecar.answer(false);
    try (var second = new FakeSidecar()) {
      BeadleClientBuilder builder = usual().failOpen(VIEW).circuit(Circuits.patient());
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

  /** Budget: whoever has paid for retries may wait for the sidecar like one who has not. */
  @Test
  void decideBatch_retriesUsedUpByItself_waitsForTheSidecar() throws Exception {
    sidecar.failWith(Status.UNAVAILABLE.withDescription("loading"));
    // Faster than new ones come.
    var three = new RetryPolicy(true, Duration.ofMillis(1), Duration.ofMillis(1), 0, 3);
    try (BeadleClient client = usual().retries(three).circuit(Circuits.tolerant()).build()) {
      CompletionStage<List<CapabilityDecision>> batch =
          client.async().decideBatch(List.of(Questions.one(1, REPLY, Contexts.system())));
      Await.until(() -> meters.circuits.contains(CircuitState.OPEN));
      sidecar.failWith(Status.OK);
      assertThat(Waiting.resultOf(batch)).allMatch(CapabilityDecision::allowed);
      assertThat(meters.retries).hasValueGreaterThanOrEqualTo(4);
    }
  }

  /** Retry: facts that a request wants, and that are not there, are no trouble of the sidecar's. */
  @Test
  void checkMatrix_wishCannotBeMet_blamesNobody() {
    sidecar.failWith(Status.UNAVAILABLE.withDescription("at_least_revision"));
    var wanted = Consistency.newBuilder().setAtLeastRevision("log.7").build();
    try (BeadleClient client = usual().build()) {
      for (int i = 0; i < 10; i++) {
        assertThat(
                catchThrowableOfType(
                    CheckFailedException.class,
                    () ->
                        client.checkMatrix(
                            CheckCapabilityMatrixRequest.newBuilder()
                                .setConsistency(wanted)
                                .build())))
            .isNotNull();
      }
      assertThat(meters.retries).hasValue(0);
      assertThat(meters.circuits).isEmpty();
    }
  }

  /** The same of the sides of a comparison. */
  @Test
  void isPinned_wishOfASide_isSeen() {
    var wanted = Consistency.newBuilder().setAtLeastRevision("log.7").build();
    var side = ComparedSide.newBuilder().setRoleId(5);
    assertThat(Requests.isPinned(CompareRequest.newBuilder().setLeft(side).build())).isFalse();
    assertThat(
            Requests.isPinned(
                CompareRequest.newBuilder().setLeft(side.setConsistency(wanted)).build()))
        .isTrue();
    assertThat(
            Requests.isPinned(
                CompareRequest.newBuilder()
                    .setLeft(side.setConsistency(Consistency.getDefaultInstance()))
                    .build()))
        .isFalse();
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

  private BeadleClientBuilder usual() {
    return BeadleClient.builder(sidecar.target()).meters(meters).deadline(PATIENCE);
  }

  private BeadleClientBuilder hasty() {
    return usual().retries(RetryPolicy.NONE).circuit(Circuits.tolerant());
  }
}
