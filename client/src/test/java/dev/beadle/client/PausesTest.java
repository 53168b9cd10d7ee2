package dev.beadle.client;

import static dev.beadle.client.meter.ClientMeters.CircuitState.CLOSED;
import static dev.beadle.client.meter.ClientMeters.CircuitState.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.CapabilityDecision.Reason;
import dev.beadle.client.policy.CircuitPolicy;
import dev.beadle.client.policy.RetryPolicy;
import dev.beadle.v1.CapabilityQuestion;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Retries: a pause spares those who refuse. Who is back need not wait for its end, and whoever
 * waits it out is told what is known meanwhile.
 */
final class PausesTest {
  private static final String REPLY = "mod/forum:replypost";
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final RetryPolicy LONG_PAUSES = new RetryPolicy(true, LONG, LONG, 1, 100);

  private final CountingMeters meters = new CountingMeters();
  private FakeSidecar first;
  private FakeSidecar second;

  @BeforeEach
  void start() throws Exception {
    first = new FakeSidecar();
    second = new FakeSidecar();
  }

  @AfterEach
  void stop() {
    first.close();
    second.close();
  }

  /** Fail-open: one that talks garbage is no silence, though the pause is for the other's sake. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void decide_onePausesAndOtherTalksGarbage_opensNothing(boolean isGarbageFirst) {
    FakeSidecar garbage = isGarbageFirst ? first : second;
    FakeSidecar refusing = isGarbageFirst ? second : first;
    garbage.distort(answer -> answer.toBuilder().clearBatch().build());
    refuse(refusing);
    try (BeadleClient client =
        usual().failOpen(REPLY).circuit(Circuits.tolerant()).deadline(PATIENCE).build()) {
      // Everybody has failed once it is told, but for the pause that the next one brings.
      assertThat(client.hasCapability(1, REPLY, Contexts.system())).isFalse();
      BeadleClient hasty = client.withDeadline(Duration.ofMillis(600));
      for (int user = 2; user <= 5; user++) {
        CapabilityDecision decision = hasty.decide(user, REPLY, Contexts.system());
        assertThat(decision.reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(decision.status().getCode()).isEqualTo(Status.Code.INTERNAL);
      }
    }
  }

  /** Endpoints: one that could not be reached is asked once it can, while the other pauses. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void decide_firstRefusesAndSecondComesBack_secondAnswers(boolean isCoalescing) throws Exception {
    refuse(first);
    int port = second.port();
    try (BeadleClient client = usual().coalescing(isCoalescing).deadline(PATIENCE).build()) {
      second.close();
      assertThat(second.drain(PATIENCE)).isTrue();
      CompletionStage<Boolean> asked = client.async().hasCapability(1, REPLY, Contexts.system());
      Await.until(() -> meters.retries.get() == 2);
      try (var returned = FakeSidecar.onPort(port)) {
        assertThat(Waiting.resultOf(asked)).isTrue();
        assertThat(returned.callsLeft()).isPositive();
      }
      // On a stream, it may be the second time until anybody pauses.
      assertThat(first.callsLeft()).isBetween(1, 2);
    }
  }

  /** Endpoints: nor is one hopeless that has refused before, and is gone for a while. */
  @Test
  void decide_firstIsGoneAndSecondCannotBeOpened_firstAnswersOnceItIsBack() throws Exception {
    int port = first.port();
    List<CapabilityQuestion> list = List.of(Questions.one(1, REPLY, Contexts.system()));
    try (BeadleClient client =
        BeadleClient.builder(first.target())
            .channel(throwing(() -> true).channelTo(second))
            .meters(meters)
            .deadline(PATIENCE)
            .build()) {
      first.keepStreams();
      first.failWith(Status.INTERNAL);
      assertThat(client.hasCapability(1, REPLY, Contexts.system())).isFalse();
      first.close();
      assertThat(first.drain(PATIENCE)).isTrue();
      assertThat(client.decideBatch(list)).allMatch(CapabilityDecision::allowed);
      CompletionStage<Boolean> asked = client.async().hasCapability(2, REPLY, Contexts.system());
      // Longer than anybody waits who is told that there is no hope.
      BeadleClient hasty = client.withDeadline(Duration.ofMillis(500));
      assertThat(hasty.hasCapability(3, REPLY, Contexts.system())).isFalse();
      try (var returned = FakeSidecar.onPort(port)) {
        assertThat(Waiting.resultOf(asked)).isTrue();
        assertThat(returned.batchesLeft()).isPositive();
      }
    }
  }

  /** Lanes: many who ask at once have as much patience with a moment's fault as one alone. */
  @Test
  void hasCapability_cannotBeOpenedForAMoment_everybodyIsAnswered() {
    var opened = new AtomicInteger();
    try (BeadleClient client =
        BeadleClient.builder(throwing(() -> opened.incrementAndGet() <= 3).channelTo(first))
            .circuit(Circuits.patient())
            .deadline(PATIENCE)
            .build()) {
      List<CompletableFuture<Boolean>> asked = new ArrayList<>();
      for (int user = 1; user <= 50; user++) {
        asked.add(Callers.ask(client, user));
      }
      assertThat(asked).allSatisfy(answer -> assertThat(Waiting.resultOf(answer)).isTrue());
      assertThat(opened).hasValue(4);
    }
  }

  /** Endpoints: the same of one that broke with a question on it, which is told of it twice. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void decide_secondBreaksAndComesBack_secondAnswers(boolean isCoalescing) throws Exception {
    refuse(first);
    second.fallSilent();
    int port = second.port();
    try (BeadleClient client =
        usual().coalescing(isCoalescing).circuit(Circuits.patient()).deadline(PATIENCE).build()) {
      CompletionStage<Boolean> asked = client.async().hasCapability(1, REPLY, Contexts.system());
      Await.until(() -> second.callsLeft() == 1);
      second.close();
      assertThat(second.drain(PATIENCE)).isTrue();
      try (var returned = FakeSidecar.onPort(port)) {
        assertThat(Waiting.resultOf(asked)).isTrue();
        assertThat(returned.callsLeft()).isPositive();
      }
    }
  }

  /** Hedging: one that could not be reached has not had its turn. */
  @Test
  void decide_hedgeIsLostAndFirstTalksGarbage_secondAnswers() throws Exception {
    int port = second.port();
    try (BeadleClient client =
        usual()
            .hedgeAfter(Duration.ofMillis(300))
            .circuit(Circuits.patient())
            .deadline(PATIENCE)
            .build()) {
      assertThat(client.hasCapability(1, REPLY, Contexts.system())).isTrue();
      int hedges = meters.hedges.get();
      first.hold();
      first.distort(answer -> answer.toBuilder().clearBatch().build());
      second.close();
      assertThat(second.drain(PATIENCE)).isTrue();
      CompletionStage<Boolean> asked = client.async().hasCapability(2, REPLY, Contexts.system());
      Await.until(() -> meters.hedges.get() > hedges && meters.circuits.contains(OPEN));
      try (var returned = FakeSidecar.onPort(port)) {
        // Nobody else asks; it is looked at all the same.
        Await.until(() -> meters.circuits.contains(CLOSED));
        first.release();
        assertThat(Waiting.resultOf(asked)).isTrue();
        assertThat(returned.batchesLeft()).isEqualTo(1);
      }
    }
  }

  /** Retries: who answers probes and loses what it is asked has pauses of its own. */
  @Test
  void hasCapability_answersProbesAndBreaksStreams_isNotAskedWithoutAPause() {
    first.failWith(Status.UNAVAILABLE);
    try (BeadleClient client =
        BeadleClient.builder(first.target())
            .retries(LONG_PAUSES)
            .circuit(Circuits.tolerant())
            .deadline(Duration.ofMillis(600))
            .build()) {
      assertThat(client.hasCapability(1, REPLY, Contexts.system())).isFalse();
      assertThat(first.batchesLeft()).isEqualTo(1);
    }
  }

  private BeadleClientBuilder usual() {
    return BeadleClient.builder(first.target())
        .target(second.target())
        .retries(LONG_PAUSES)
        .circuit(CircuitPolicy.DEFAULT)
        .meters(meters);
  }

  /** A channel over which no stream of questions can be opened, under a condition. */
  private static Telling throwing(BooleanSupplier condition) {
    return Telling.at(
        "StreamCheckCapabilities",
        "newCall",
        () -> {
          if (condition.getAsBoolean()) {
            throw new IllegalStateException("thrown by a test");
          }
        });
  }

  private static void refuse(FakeSidecar sidecar) {
    sidecar.keepStreams();
    sidecar.failWith(Status.UNAVAILABLE);
  }
}
