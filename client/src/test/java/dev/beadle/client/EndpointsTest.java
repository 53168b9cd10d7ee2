package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.policy.RetryPolicy;
import dev.beadle.v1.CapabilityQuestion;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several sidecars: which is asked, when the next one is, and hedging. */
final class EndpointsTest {
  private static final String REPLY = "mod/forum:replypost";
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

  /** Endpoints: the second answers while the first is gone, and the first when it is back. */
  @Test
  void hasCapability_firstEndpointGone_secondAnswers() throws Exception {
    try (var second = new FakeSidecar();
        BeadleClient client = usual().circuit(Circuits.patient()).target(second.target()).build()) {
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

  /** Endpoints: one that refuses on the stream is left for the other, and not returned to. */
  @Test
  void hasCapability_firstEndpointRefusesOnTheStream_secondAnswers() throws Exception {
    sidecar.keepStreams();
    sidecar.failWith(Status.UNAVAILABLE.withDescription("loading"));
    try (var second = new FakeSidecar();
        BeadleClient client = usual().circuit(Circuits.patient()).target(second.target()).build()) {
      for (int user = 1; user <= 100; user++) {
        assertThat(client.hasCapability(user, REPLY, Contexts.system())).isTrue();
      }
      assertThat(second.batchesLeft()).isGreaterThanOrEqualTo(100);
      assertThat(sidecar.batchesLeft()).isLessThanOrEqualTo(3);
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

  /** Endpoints: a call of its own, however short, leaves time for the second. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void decideBatch_firstEndpointSilent_secondAnswers(boolean isHedgedTooLate) throws Exception {
    sidecar.fallSilent();
    var second = new FakeSidecar();
    BeadleClientBuilder builder = usual().target(second.target()).deadline(Duration.ofMillis(390));
    if (isHedgedTooLate) {
      builder.hedgeAfter(Duration.ofDays(1));
    }
    try (second;
        BeadleClient client = builder.build()) {
      List<CapabilityQuestion> questions = List.of(Questions.one(1, REPLY, Contexts.system()));
      Await.until(() -> client.decideBatch(questions).getFirst().allowed());
    }
  }

  /** Endpoints: the second costs no retries, whatever is the matter with the first, and hedged. */
  @ParameterizedTest
  @CsvSource({"true, false", "false, false", "true, true"})
  void decideBatch_noBudget_secondAnswers(boolean isSilent, boolean isHedged) throws Exception {
    BeadleClientBuilder builder = usual();
    if (isHedged) {
      builder.hedgeAfter(Duration.ofMillis(20));
    }
    if (isSilent) {
      sidecar.fallSilent();
    } else {
      sidecar.failWith(Status.INTERNAL);
    }
    try (var second = new FakeSidecar();
        BeadleClient client =
            builder
                .target(second.target())
                .retries(RetryPolicy.DEFAULT.withBudget(0, 0))
                .deadline(Duration.ofSeconds(4))
                .build()) {
      for (CompletionStage<List<CapabilityDecision>> batch : batchesAtOnce(client, 50)) {
        assertThat(Waiting.resultOf(batch)).allMatch(CapabilityDecision::allowed);
      }
    }
  }

  /** Circuit: one that is silent is left alone, though no call has time to wait for that. */
  @Test
  void decideBatch_silenceBeyondEachDeadline_opensTheCircuit() {
    sidecar.fallSilent();
    try (BeadleClient client = usual().deadline(Duration.ofMillis(50)).build()) {
      List<CapabilityQuestion> one = List.of(Questions.one(1, REPLY, Contexts.system()));
      Await.until(() -> {
        client.decideBatch(one);
        return !meters.circuits.isEmpty();
      });
    }
  }

  /** Hedging: what there is no retry left for is hedged when there is one again. */
  @Test
  void decideBatch_noRetryLeft_isHedgedLater() throws Exception {
    sidecar.fallSilent();
    try (var second = new FakeSidecar();
        BeadleClient client =
            usual()
                .target(second.target())
                .retries(RetryPolicy.DEFAULT.withBudget(0, 1))
                .hedgeAfter(Duration.ofMillis(20))
                .circuit(Circuits.patient())
                .build()) {
      for (CompletionStage<List<CapabilityDecision>> batch : batchesAtOnce(client, 3)) {
        assertThat(batch.toCompletableFuture()).succeedsWithin(PATIENCE.dividedBy(2));
        assertThat(Waiting.resultOf(batch)).allMatch(CapabilityDecision::allowed);
      }
      assertThat(meters.hedges).hasValue(3);
    }
  }

  /** Endpoints: one that refused messages for their size is left for its garbage all the same. */
  @Test
  void hasCapability_garbageInMessagesThatWereSplit_secondAnswers() throws Exception {
    try (var second = new FakeSidecar();
        BeadleClient client = usual().target(second.target()).circuit(Circuits.patient()).build()) {
      sidecar.hold();
      CompletionStage<Boolean> first = client.async().hasCapability(1, REPLY, Contexts.system());
      sidecar.awaitBatches(1);
      List<CompletionStage<Boolean>> together = new ArrayList<>();
      for (int user = 2; user <= 9; user++) {
        together.add(client.async().hasCapability(user, REPLY, Contexts.system()));
      }
      sidecar.takeAtMost(4);
      sidecar.distort(answer ->
          answer.getBatch().getResultsCount() == 1
              ? answer
              : answer.toBuilder().clearBatch().build());
      sidecar.release();
      assertThat(Waiting.resultOf(first)).isTrue();
      for (CompletionStage<Boolean> answer : together) {
        assertThat(Waiting.resultOf(answer)).isTrue();
      }
    }
  }

  /** Fail-open: garbage of one endpoint is not made up for by the silence of the next. */
  @Test
  void decideBatch_garbageThenSilence_failOpenStaysShut() throws Exception {
    sidecar.failWith(Status.INTERNAL);
    try (var second = new FakeSidecar();
        BeadleClient client =
            usual()
                .target(second.target())
                .failOpen(REPLY)
                .deadline(Duration.ofSeconds(3))
                .circuit(Circuits.patient())
                .build()) {
      second.fallSilent();
      CapabilityDecision decision =
          client.decideBatch(List.of(Questions.one(1, REPLY, Contexts.system()))).getFirst();
      assertThat(second.callsLeft()).isEqualTo(1);
      assertThat(decision.allowed()).isFalse();
      assertThat(decision.status().getCode()).isEqualTo(Status.Code.INTERNAL);
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
          usual()
              .target(second.target())
              .deadline(Duration.ofMillis(600))
              .circuit(Circuits.patient());
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

  /** Endpoints: where nothing is asked again, the first has all the time that there is. */
  @Test
  void decideBatch_noRetries_firstEndpointHasTheWholeDeadline() throws Exception {
    sidecar.fallSilent();
    try (var second = new FakeSidecar();
        BeadleClient client =
            usual()
                .target(second.target())
                .retries(RetryPolicy.NONE)
                .deadline(Duration.ofMillis(600))
                .circuit(Circuits.patient())
                .build()) {
      long startedAt = System.nanoTime();
      assertThat(client.decideBatch(List.of(Questions.one(1, REPLY, Contexts.system()))))
          .noneMatch(CapabilityDecision::allowed);
      assertThat(Duration.ofNanos(System.nanoTime() - startedAt))
          .isGreaterThanOrEqualTo(Duration.ofMillis(600));
      assertThat(second.callsLeft()).isZero();
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
                .circuit(Circuits.patient())
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
                .circuit(Circuits.patient())
                .build()) {
      assertThat(client.hasCapability(1, REPLY, Contexts.system())).isTrue();
    }
  }

  /** Hedging: the second endpoint is asked when the first is slow; the first answer counts. */
  @Test
  void hasCapability_hedged_firstAnswerCounts() throws Exception {
    try (var second = new FakeSidecar();
        BeadleClient client =
            usual()
                .circuit(Circuits.patient())
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
                .circuit(Circuits.patient())
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

  private static List<CompletionStage<List<CapabilityDecision>>> batchesAtOnce(
      BeadleClient client, int count) {
    List<CompletionStage<List<CapabilityDecision>>> batches = new ArrayList<>();
    for (int user = 1; user <= count; user++) {
      List<CapabilityQuestion> one = List.of(Questions.one(user, REPLY, Contexts.system()));
      batches.add(client.async().decideBatch(one));
    }
    return batches;
  }

  private BeadleClientBuilder usual() {
    return BeadleClient.builder(sidecar.target()).meters(meters).deadline(PATIENCE);
  }
}
