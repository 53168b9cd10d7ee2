package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.policy.CircuitPolicy;
import dev.beadle.client.policy.RetryPolicy;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints: each is asked before any of them is asked again. */
final class ThreeEndpointsTest {
  private static final String REPLY = "mod/forum:replypost";
  private static final RetryPolicy NO_BUDGET = RetryPolicy.DEFAULT.withBudget(0, 0);

  private FakeSidecar first;
  private FakeSidecar second;
  private FakeSidecar third;

  @BeforeEach
  void start() throws Exception {
    first = new FakeSidecar();
    second = new FakeSidecar();
    third = new FakeSidecar();
  }

  @AfterEach
  void stop() {
    first.close();
    second.close();
    third.close();
  }

  /** Calls of their own: two that answer garbage, or refuse, are no reason not to ask the third. */
  @ParameterizedTest
  @ValueSource(strings = {"INTERNAL", "UNAVAILABLE"})
  void decideBatch_twoFail_thirdAnswers(String code) {
    first.failWith(Status.Code.valueOf(code).toStatus());
    second.failWith(Status.Code.valueOf(code).toStatus());
    try (BeadleClient client = usual().retries(NO_BUDGET).build()) {
      assertIsAllowed(client);
      assertThat(first.callsLeft()).isEqualTo(1);
      assertThat(second.callsLeft()).isEqualTo(1);
    }
  }

  /** The same, of two that say nothing, hedged or not. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void decideBatch_twoAreSilent_thirdAnswers(boolean isHedged) {
    first.fallSilent();
    second.fallSilent();
    BeadleClientBuilder builder =
        usual().deadline(Duration.ofSeconds(4)).circuit(CircuitPolicy.DEFAULT);
    if (isHedged) {
      builder.hedgeAfter(Duration.ofMillis(20));
    }
    try (BeadleClient client = builder.build()) {
      assertIsAllowed(client);
    }
  }

  /** Hedging: the second of the two is one that has not failed. */
  @Test
  void decideBatch_hedgedAfterAFailure_isAskedOfTheThird() {
    first.failWith(Status.INTERNAL);
    second.fallSilent();
    var meters = new CountingMeters();
    try (BeadleClient client = usual().hedgeAfter(Duration.ofMillis(20)).meters(meters).build()) {
      assertIsAllowed(client);
      assertThat(first.callsLeft()).isEqualTo(1);
      assertThat(meters.hedges).hasValue(1);
    }
  }

  /** The same for questions that travel together: the next hedge goes to the third. */
  @Test
  void hasCapability_hedgeHasFailed_nextOneIsAskedOfTheThird() {
    first.fallSilent();
    second.failWith(Status.INTERNAL);
    try (BeadleClient client = usual().hedgeAfter(Duration.ofMillis(20)).build()) {
      BeadleClient hasty = client.withDeadline(Duration.ofMillis(300));
      Await.until(() -> {
        hasty.hasCapability(1, REPLY, Contexts.system());
        return second.callsLeft() > 0;
      });
      assertThat(client.hasCapability(2, REPLY, Contexts.system())).isTrue();
      assertThat(second.callsLeft()).isEqualTo(1);
    }
  }

  /** Questions that travel together: the third is free too. */
  @ParameterizedTest
  @ValueSource(strings = {"INTERNAL", "UNAVAILABLE"})
  void hasCapability_twoFailOnTheStream_thirdAnswers(String code) {
    for (FakeSidecar failing : List.of(first, second)) {
      failing.keepStreams();
      failing.failWith(Status.Code.valueOf(code).toStatus());
    }
    var meters = new CountingMeters();
    try (BeadleClient client = usual().retries(NO_BUDGET).meters(meters).build()) {
      assertThat(client.hasCapability(1, REPLY, Contexts.system())).isTrue();
      assertThat(meters.circuits).isEmpty();
    }
  }

  /** Questions that travel together: with the third gone, none is asked twice for nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"INTERNAL", "UNAVAILABLE"})
  void hasCapability_twoFailAndThirdIsGone_eachIsAskedOnce(String code) {
    for (FakeSidecar failing : List.of(first, second)) {
      failing.keepStreams();
      failing.failWith(Status.Code.valueOf(code).toStatus());
    }
    var pausing =
        new CircuitPolicy(
            1_000, Duration.ofSeconds(20), Duration.ofMinutes(1), Duration.ofMinutes(1));
    try (BeadleClient client =
        usual().retries(NO_BUDGET).circuit(pausing).deadline(Duration.ofSeconds(2)).build()) {
      third.close();
      // Finds out that the third is gone.
      assertThat(client.hasCapability(1, REPLY, Contexts.system())).isFalse();
      int before = first.callsLeft() + second.callsLeft();
      assertThat(client.hasCapability(2, REPLY, Contexts.system())).isFalse();
      assertThat(first.callsLeft() + second.callsLeft() - before).isLessThanOrEqualTo(2);
    }
  }

  /** Questions that travel together: who failed for others is asked all the same, if well again. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void hasCapability_oneFailedForOthersAndIsBack_answers(int which) {
    for (FakeSidecar failing : List.of(first, second, third)) {
      failing.keepStreams();
      failing.failWith(Status.INTERNAL);
    }
    try (BeadleClient client = usual().retries(NO_BUDGET).circuit(Circuits.tolerant()).build()) {
      assertThat(client.hasCapability(1, REPLY, Contexts.system())).isFalse();
      List.of(first, second, third).get(which).failWith(Status.OK);
      for (int user = 2; user <= 5; user++) {
        assertThat(client.hasCapability(user, REPLY, Contexts.system())).isTrue();
      }
    }
  }

  /** Questions that travel together: who has failed longest ago is asked first. */
  @Test
  void hasCapability_allFailedAndOneIsBack_answers() {
    for (FakeSidecar failing : List.of(first, second, third)) {
      failing.keepStreams();
      failing.failWith(Status.INTERNAL);
    }
    try (BeadleClient client = usual().circuit(Circuits.tolerant()).build()) {
      assertThat(client.hasCapability(1, REPLY, Contexts.system())).isFalse();
      third.failWith(Status.OK);
      for (int user = 1; user <= 20; user++) {
        assertThat(client.hasCapability(user, REPLY, Contexts.system())).isTrue();
      }
    }
  }

  private static void assertIsAllowed(BeadleClient client) {
    assertThat(client.decideBatch(List.of(Questions.one(1, REPLY, Contexts.system()))))
        .allMatch(CapabilityDecision::allowed);
  }

  private BeadleClientBuilder usual() {
    return BeadleClient.builder(first.target())
        .target(second.target())
        .target(third.target())
        .deadline(Duration.ofSeconds(20))
        .circuit(Circuits.patient());
  }
}
