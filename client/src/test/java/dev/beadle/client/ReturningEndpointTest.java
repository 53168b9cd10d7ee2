package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.meter.ClientMeters.CircuitState;
import dev.beadle.client.policy.CircuitPolicy;
import dev.beadle.client.policy.RetryPolicy;
import dev.beadle.v1.CapabilityQuestion;
import io.grpc.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls of their own, when the first endpoint has frozen and the second is not always there. */
final class ReturningEndpointTest {
  private static final List<CapabilityQuestion> ONE =
      List.of(Questions.one(1, "mod/forum:replypost", Contexts.system()));
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final CountingMeters meters = new CountingMeters();
  private FakeSidecar frozen;
  private int port;

  @BeforeEach
  void start() throws Exception {
    frozen = new FakeSidecar();
    frozen.fallSilent();
    port = freePort();
  }

  @AfterEach
  void stop() {
    frozen.close();
  }

  /** Circuit: who is silent is left alone, though a second endpoint answers each time. */
  @Test
  void decideBatch_hedged_opensTheCircuitOfTheSilentOne() throws Exception {
    try (var second = FakeSidecar.onPort(port);
        BeadleClient client = usual().hedgeAfter(Duration.ofMillis(5)).build()) {
      Await.until(() -> {
        assertThat(client.decideBatch(ONE)).allMatch(CapabilityDecision::allowed);
        return meters.circuits.contains(CircuitState.OPEN);
      });
      assertThat(second.callsLeft()).isPositive();
    }
  }

  /** Circuit: who is asked later, and is not the faster one, is not to blame. */
  @Test
  void decideBatch_hedgeLoses_isNotToldSo() throws Exception {
    try (var first = FakeSidecar.onPort(port);
        BeadleClient client =
            BeadleClient.builder(first.target())
                .target(frozen.target())
                .hedgeAfter(Duration.ZERO)
                .deadline(PATIENCE)
                .meters(meters)
                .build()) {
      long startedAt = System.nanoTime();
      Await.until(() -> {
        assertThat(client.decideBatch(ONE)).allMatch(CapabilityDecision::allowed);
        boolean isLongerThanSilence =
            System.nanoTime() - startedAt > CircuitPolicy.DEFAULT.silence().toNanos() * 2;
        return isLongerThanSilence && meters.hedges.get() > 10;
      });
      assertThat(meters.circuits).isEmpty();
    }
  }

  /** Endpoints: one that could not be reached is asked as soon as it can, beside the silent one. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void decideBatch_secondComesBackMeanwhile_answers(boolean isHedged) throws Exception {
    BeadleClientBuilder builder = usual().deadline(Duration.ofSeconds(3));
    if (isHedged) {
      builder.hedgeAfter(Duration.ofMillis(20));
    }
    try (BeadleClient client = builder.build()) {
      CompletionStage<List<CapabilityDecision>> asked = client.async().decideBatch(ONE);
      Await.until(() -> meters.circuits.contains(CircuitState.OPEN));
      try (var second = FakeSidecar.onPort(port)) {
        assertThat(Waiting.resultOf(asked)).allMatch(CapabilityDecision::allowed);
        assertThat(second.callsLeft()).isPositive();
      }
    }
  }

  /** Retries: who refuses beside a silent one is given the pauses that he would have alone. */
  @Test
  void decideBatch_secondRefuses_isNotAskedWithoutAPause() throws Exception {
    try (var second = FakeSidecar.onPort(port);
        BeadleClient client = withPauses(usual()).deadline(Duration.ofSeconds(1)).build()) {
      second.failWith(Status.UNAVAILABLE);
      assertThat(client.decideBatch(ONE)).noneMatch(CapabilityDecision::allowed);
      assertThat(second.callsLeft()).isEqualTo(1);
      assertThat(meters.retries.get() + meters.hedges.get()).isLessThanOrEqualTo(2);
    }
  }

  /** Retries: a refusal is an answer, though another endpoint was to be asked again. */
  @Test
  void decideBatch_firstRefusesWhileSecondIsToBeAskedAgain_isRefused() throws Exception {
    try (var second = FakeSidecar.onPort(port);
        var late = new LateSidecar(frozen.port(), Duration.ofMillis(300));
        BeadleClient client =
            withPauses(BeadleClient.builder("localhost:" + late.port()).target(second.target()))
                .deadline(Duration.ofMinutes(1))
                .build()) {
      second.failWith(Status.UNAVAILABLE);
      frozen.speak();
      frozen.failWith(Status.PERMISSION_DENIED);
      assertThat(client.decideBatch(ONE))
          .extracting(decision -> decision.status().getCode())
          .containsExactly(Status.Code.PERMISSION_DENIED);
      assertThat(second.callsLeft()).isEqualTo(1);
    }
  }

  /** Endpoints: one whose circuit was open when a call began is asked when it no longer is. */
  @Test
  void decideBatch_secondUnusableAtFirst_answers() throws Exception {
    try (BeadleClient client = usual().deadline(Duration.ofSeconds(3)).build()) {
      frozen.speak();
      frozen.failWith(Status.INTERNAL);
      assertThat(client.decideBatch(ONE)).noneMatch(CapabilityDecision::allowed);
      assertThat(meters.circuits).contains(CircuitState.OPEN);
      frozen.fallSilent();
      int before = frozen.callsLeft();
      CompletionStage<List<CapabilityDecision>> asked = client.async().decideBatch(ONE);
      Await.until(() -> frozen.callsLeft() > before);
      try (var second = FakeSidecar.onPort(port)) {
        assertThat(Waiting.resultOf(asked)).allMatch(CapabilityDecision::allowed);
        assertThat(second.callsLeft()).isPositive();
      }
    }
  }

  private BeadleClientBuilder usual() {
    return BeadleClient.builder(frozen.target())
        .target("localhost:" + port)
        .deadline(PATIENCE)
        .meters(meters);
  }

  /** Another endpoint is asked at once, and none a second time before long. */
  private static BeadleClientBuilder withPauses(BeadleClientBuilder builder) {
    return builder
        .hedgeAfter(Duration.ofMillis(20))
        .circuit(Circuits.tolerant())
        .retries(new RetryPolicy(true, PATIENCE, PATIENCE, 0.2, 10));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
