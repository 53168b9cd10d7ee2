package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.meter.ClientMeters.CircuitState;
import dev.beadle.client.policy.CircuitPolicy;
import dev.beadle.client.policy.RetryPolicy;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckServiceGrpc;
import dev.beadle.v1.StreamCheckCapabilitiesRequest;
import dev.beadle.v1.StreamCheckCapabilitiesResponse;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A client that is closed tells everybody who waits, and denies from then on: whatever was to be
 * opened when there is no answer ({@link OnFailure}).
 */
final class ClosingTest {
  private static final String OPENED = "mod/forum:viewdiscussion";
  private static final Duration LONG = Duration.ofMinutes(4);
  private static final List<CapabilityQuestion> BATCH =
      List.of(Questions.one(1, OPENED, Contexts.system()));

  private final CountingMeters meters = new CountingMeters();
  private FakeSidecar sidecar;

  @BeforeEach
  void start() throws Exception {
    sidecar = new FakeSidecar();
  }

  @AfterEach
  void stop() {
    sidecar.close();
  }

  @Test
  void asked_afterClosing_opensNothing() throws Exception {
    for (boolean isCoalescing : List.of(true, false)) {
      BeadleClient client = patient().coalescing(isCoalescing).build();
      assertThat(client.hasCapability(1, OPENED, Contexts.system())).isTrue();
      client.close();
      assertThat(client.hasCapability(1, OPENED, Contexts.system())).isFalse();
      assertThat(client.hasAnyCapability(1, List.of(OPENED), Contexts.system())).isFalse();
      assertThat(client.hasAllCapabilities(1, List.of(OPENED), Contexts.system())).isFalse();
      assertIsClosed(client.decide(1, OPENED, Contexts.system()));
      assertIsClosed(client.withDeadline(Duration.ZERO).decide(1, OPENED, Contexts.system()));
      assertIsClosed(client.decideBatch(BATCH).getFirst());
      assertIsClosed(Waiting.resultOf(client.async().decide(1, OPENED, Contexts.system())));
      assertIsClosed(Waiting.resultOf(client.async().decideBatch(BATCH)).getFirst());
      assertThat(meters.opened).isEmpty();
    }
  }

  /** What the client asks of its own accord is waited for by nobody. */
  @Test
  void close_whileAnEndpointIsLookedAt_waitsForNothing() throws Exception {
    // The system takes connections for it, and nobody speaks.
    try (var mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      BeadleClient client =
          BeadleClient.builder("localhost:" + mute.getLocalPort())
              .deadline(Duration.ofSeconds(1))
              .meters(meters)
              .build();
      Await.until(() -> {
        client.hasCapability(1, OPENED, Contexts.system());
        return meters.circuits.contains(CircuitState.HALF_OPEN);
      });
      long startedAt = System.nanoTime();
      client.close();
      assertThat(Duration.ofNanos(System.nanoTime() - startedAt)).isLessThan(Duration.ofSeconds(1));
    }
  }

  /** Neither is a hedge, nor a connection that was given up. */
  @Test
  void close_afterHedgingAndSilence_waitsForNothing() throws Exception {
    try (var silent = new FakeSidecar()) {
      sidecar.fallSilent();
      silent.fallSilent();
      BeadleClient client =
          BeadleClient.builder(sidecar.target())
              .target(silent.target())
              .hedgeAfter(Duration.ofMillis(10))
              .deadline(Duration.ofMillis(900))
              .meters(meters)
              .build();
      client.hasCapability(1, OPENED, Contexts.system());
      assertThat(meters.hedges.get()).isPositive();
      assertThat(meters.circuits).contains(CircuitState.OPEN);
      long startedAt = System.nanoTime();
      client.close();
      assertThat(Duration.ofNanos(System.nanoTime() - startedAt)).isLessThan(Duration.ofSeconds(1));
    }
  }

  /** Calls that an application has on a channel of its own are given their time. */
  @Test
  void close_channelHasAnotherCall_isAnswered() throws Exception {
    sidecar.hold();
    ManagedChannel channel =
        Grpc.newChannelBuilder(sidecar.target(), InsecureChannelCredentials.create()).build();
    BeadleClient client = BeadleClient.builder(channel).build();
    var answer = new CompletableFuture<StreamCheckCapabilitiesResponse>();
    StreamObserver<StreamCheckCapabilitiesRequest> others =
        CheckServiceGrpc.newStub(channel).streamCheckCapabilities(new FirstAnswer(answer));
    others.onNext(StreamCheckCapabilitiesRequest.newBuilder().setRequestId(7).build());
    sidecar.awaitBatches(1);
    var closing =
        inBackground(() -> {
          client.close();
          return true;
        });
    Await.until(channel::isShutdown);
    sidecar.release();
    assertThat(answer.get(20, TimeUnit.SECONDS).getRequestId()).isEqualTo(7);
    others.onCompleted();
    assertThat(closing.get(20, TimeUnit.SECONDS)).isTrue();
  }

  private record FirstAnswer(CompletableFuture<StreamCheckCapabilitiesResponse> answer)
      implements StreamObserver<StreamCheckCapabilitiesResponse> {
    @Override
    public void onNext(StreamCheckCapabilitiesResponse response) {
      answer.complete(response);
    }

    @Override
    public void onError(Throwable failure) {
      answer.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
      answer.completeExceptionally(new AssertionError("no answer"));
    }
  }

  /** What is on its way when the client is closed. */
  @Test
  void asked_closedMeanwhile_opensNothing() throws Exception {
    for (boolean isCoalescing : List.of(true, false)) {
      sidecar.fallSilent();
      int callsBefore = sidecar.callsLeft();
      BeadleClient client = patient().coalescing(isCoalescing).build();
      var waiting = inBackground(() -> client.hasCapability(1, OPENED, Contexts.system()));
      var waitingToo = inBackground(() -> client.decideBatch(BATCH).getFirst().allowed());
      var staged = client.async().hasCapability(2, OPENED, Contexts.system());
      // The second single question of a lane waits until the first is answered.
      int calls = callsBefore + (isCoalescing ? 2 : 3);
      Await.until(() -> sidecar.callsLeft() >= calls);
      client.close();
      assertThat(waiting.get(20, TimeUnit.SECONDS)).isFalse();
      assertThat(waitingToo.get(20, TimeUnit.SECONDS)).isFalse();
      assertThat(Waiting.resultOf(staged)).isFalse();
      assertThat(meters.opened).isEmpty();
    }
  }

  /** What waits to be asked again when the client is closed: in no queue of the wire. */
  @Test
  void asked_closedBeforeTheNextTry_isToldAndOpensNothing() throws Exception {
    sidecar.failWith(Status.UNAVAILABLE.withDescription("loading"));
    for (boolean isCoalescing : List.of(true, false)) {
      meters.retries.set(0);
      BeadleClient client = patient().coalescing(isCoalescing).build();
      var waiting = inBackground(() -> client.hasCapability(1, OPENED, Contexts.system()));
      var waitingToo = inBackground(() -> client.decideBatch(BATCH).getFirst().allowed());
      var staged = client.async().decideBatch(BATCH);
      Await.until(() -> meters.retries.get() >= 3);
      client.close();
      assertThat(waiting.get(20, TimeUnit.SECONDS)).isFalse();
      assertThat(waitingToo.get(20, TimeUnit.SECONDS)).isFalse();
      assertIsClosed(Waiting.resultOf(staged).getFirst());
      assertThat(meters.opened).isEmpty();
    }
  }

  /** It opens all that it may, and asks again only after a time that no test waits for. */
  private BeadleClientBuilder patient() {
    return BeadleClient.builder(sidecar.target())
        .meters(meters)
        .deadline(LONG.plus(LONG))
        .failOpen(OPENED)
        .retries(new RetryPolicy(true, LONG, LONG, 1, 100))
        .circuit(new CircuitPolicy(1_000, LONG, Duration.ofMillis(20), Duration.ofSeconds(1)));
  }

  private static void assertIsClosed(CapabilityDecision decision) {
    assertThat(decision.allowed()).isFalse();
    assertThat(decision.reason()).isEqualTo(CapabilityDecision.Reason.UNAVAILABLE);
    assertThat(decision.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(decision.status().getDescription()).isEqualTo("the client is closed");
  }

  private static CompletableFuture<Boolean> inBackground(BooleanSupplier asking) {
    return CompletableFuture.supplyAsync(
        asking::getAsBoolean, task -> Thread.ofPlatform().daemon().start(task));
  }
}
