package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.policy.CircuitPolicy;
import dev.beadle.client.policy.NearCachePolicy;
import dev.beadle.client.policy.RetryPolicy;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.ChangeSet;
import dev.beadle.v1.WatchRequest;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls end, and watches go on, though a caller's channel cannot start them. */
final class ThrowingChannelTest {
  private static final String REPLY = "mod/forum:replypost";
  private static final String WATCH = "Watch";
  private static final String STREAM = "StreamCheckCapabilities";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private FakeSidecar sidecar;

  @BeforeEach
  void start() throws Exception {
    sidecar = new FakeSidecar();
  }

  @AfterEach
  void stop() {
    sidecar.close();
  }

  /** A call of its own ends when it cannot be started, and when nobody can be asked any more. */
  @ParameterizedTest
  @ValueSource(strings = {"newCall", "start", "sendMessage"})
  void decideBatch_neverStarts_isDenied(String step) {
    try (BeadleClient client =
        new BeadleClientBuilder()
            .channel(channelThrowing(step, ""))
            .deadline(Duration.ofMillis(200))
            .build()) {
      for (int i = 0; i < 8; i++) {
        assertThat(client.decideBatch(List.of(Questions.one(1, REPLY, Contexts.system()))))
            .extracting(decision -> decision.status().getCode())
            .containsExactly(Status.Code.INTERNAL);
        assertThat(client.hasCapability(1, REPLY, Contexts.system())).isFalse();
      }
    }
  }

  /** What an interceptor keeps to itself at the end of a call ends by the client's own clock. */
  @Test
  void decideBatch_endIsLost_isDeniedAtItsDeadline() {
    ManagedChannel channel =
        Grpc.newChannelBuilder(sidecar.target(), InsecureChannelCredentials.create())
            .intercept(new Muting(_ -> true))
            .build();
    try (BeadleClient client =
        new BeadleClientBuilder().channel(channel).deadline(Duration.ofMillis(300)).build()) {
      CapabilityQuestion question = Questions.one(1, REPLY, Contexts.system());
      assertThat(client.decideBatch(List.of(question)).getFirst().status().getCode())
          .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      assertThat(client.async().decideBatch(List.of(question)).toCompletableFuture())
          .succeedsWithin(PATIENCE);
    }
  }

  /** Closing ends it as well, and waits for no clock. */
  @Test
  void close_endOfACallIsLost_isToldAllTheSame() {
    sidecar.fallSilent();
    ManagedChannel channel =
        Grpc.newChannelBuilder(sidecar.target(), InsecureChannelCredentials.create())
            .intercept(new Muting(_ -> true))
            .build();
    BeadleClient client =
        new BeadleClientBuilder().channel(channel).deadline(Duration.ofDays(1)).build();
    CompletionStage<List<CapabilityDecision>> lost =
        client.async().decideBatch(List.of(Questions.one(1, REPLY, Contexts.system())));
    Await.until(() -> sidecar.callsLeft() == 1);
    client.close();
    assertThat(lost.toCompletableFuture())
        .succeedsWithin(PATIENCE)
        .satisfies(decisions ->
            assertThat(decisions.getFirst().status().getDescription())
                .isEqualTo("the client is closed"));
  }

  /** Circuit: when the end of a probe is lost, another tells that the sidecar answers again. */
  @Test
  void decideBatch_endOfAProbeIsLost_isAnsweredLater() {
    var probes = new AtomicInteger();
    ManagedChannel channel =
        Grpc.newChannelBuilder(sidecar.target(), InsecureChannelCredentials.create())
            .intercept(new Muting(call -> call.isWaitForReady() && probes.incrementAndGet() == 1))
            .build();
    List<CapabilityQuestion> one = List.of(Questions.one(1, REPLY, Contexts.system()));
    try (BeadleClient client =
        new BeadleClientBuilder()
            .channel(channel)
            .deadline(Duration.ofMillis(100))
            .circuit(new CircuitPolicy(1, PATIENCE, Duration.ofMillis(1), Duration.ofMillis(2)))
            .build()) {
      sidecar.failWith(Status.UNAVAILABLE);
      Await.until(() -> {
        assertThat(client.decideBatch(one)).noneMatch(CapabilityDecision::allowed);
        return probes.get() == 1;
      });
      sidecar.failWith(Status.OK);
      Await.until(() -> client.decideBatch(one).getFirst().allowed());
      assertThat(probes).hasValueGreaterThan(1);
    }
  }

  /**
   * Retries: what is cancelled while it is started is ended afterwards: gRPC loses it otherwise.
   */
  @Test
  void decideBatch_cancelledWhileItIsAskedAgain_isEndedOnceItIsStarted() {
    var stage = new AtomicReference<CompletionStage<List<CapabilityDecision>>>();
    List<String> steps = new CopyOnWriteArrayList<>();
    ManagedChannel channel =
        new Telling(
                (_, step) -> {
                  CompletionStage<List<CapabilityDecision>> asked = stage.get();
                  if (asked != null) {
                    steps.add(step);
                  }
                  if (asked != null && step.equals("start")) {
                    asked.toCompletableFuture().cancel(true);
                  }
                })
            .channelTo(sidecar);
    try (BeadleClient client =
        new BeadleClientBuilder().channel(channel).deadline(PATIENCE).build()) {
      sidecar.failWith(Status.UNAVAILABLE);
      List<CapabilityQuestion> one = List.of(Questions.one(1, REPLY, Contexts.system()));
      stage.set(client.async().decideBatch(one));
      Await.until(() -> steps.contains("cancel"));
      assertThat(steps.subList(steps.indexOf("newCall"), steps.size()))
          .startsWith("newCall", "start", "sendMessage", "cancel");
    }
  }

  /** Circuit: a connection that nobody speaks on is given up for another. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void decide_firstConnectionIsMute_isAnsweredOverAnother(boolean isCoalescing) throws Exception {
    try (var mute = new LateSidecar(sidecar.port(), Duration.ofDays(1), Duration.ZERO);
        BeadleClient client =
            BeadleClient.builder("localhost:" + mute.port())
                .coalescing(isCoalescing)
                .deadline(Duration.ofMillis(500))
                .build()) {
      Await.until(() -> client.hasCapability(1, REPLY, Contexts.system()));
    }
  }

  /** An endpoint that cannot be asked is in nobody's way to one that can. */
  @Test
  void hasCapability_firstEndpointNeverStarts_secondAnswers() {
    try (BeadleClient client =
        new BeadleClientBuilder()
            .channel(channelThrowing("newCall", ""))
            .target(sidecar.target())
            .deadline(PATIENCE)
            .circuit(new CircuitPolicy(1, PATIENCE, Duration.ofMillis(1), Duration.ofMillis(2)))
            .build()) {
      for (int user = 1; user <= 50; user++) {
        assertThat(client.hasCapability(user, REPLY, Contexts.system())).isTrue();
        assertThat(client.decideBatch(List.of(Questions.one(user, REPLY, Contexts.system()))))
            .allMatch(CapabilityDecision::allowed);
      }
    }
  }

  /** Retries: one that cannot be asked does not make the other be asked again and again. */
  @ParameterizedTest
  @ValueSource(strings = {"newCall", "start", "sendMessage"})
  void hasCapability_firstFailsAndSecondNeverStarts_firstIsNotAskedOnAndOn(String step) {
    sidecar.keepStreams();
    sidecar.failWith(Status.INTERNAL);
    try (BeadleClient client =
        new BeadleClientBuilder()
            .target(sidecar.target())
            .channel(channelThrowing(step, STREAM))
            .retries(RetryPolicy.DEFAULT.withBudget(0, 0))
            .circuit(Circuits.tolerant())
            .deadline(PATIENCE)
            .build()) {
      CapabilityDecision decision = client.decide(1, REPLY, Contexts.system());
      assertThat(decision.status().getCode()).isEqualTo(Status.Code.INTERNAL);
      assertThat(sidecar.batchesLeft()).isBetween(1, 2);
    }
  }

  /** Lanes: a caller whose stack runs out in the middle costs nobody an answer. */
  @ParameterizedTest
  @ValueSource(strings = {"newCall", "start", "sendMessage"})
  void hasCapability_callersStackRunsOutOnce_isAnswered(String step) {
    Thread caller = Thread.currentThread();
    var isBroken = new AtomicBoolean();
    var meters = new CountingMeters();
    // The client's own thread may be faster than the caller.
    Await.until(() -> {
      ManagedChannel channel =
          Telling.at(
                  STREAM,
                  step,
                  () -> {
                    if (Thread.currentThread().equals(caller)
                        && isBroken.compareAndSet(false, true)) {
                      throw new StackOverflowError("thrown by a test");
                    }
                  })
              .channelTo(sidecar);
      try (BeadleClient client =
          new BeadleClientBuilder()
              .channel(channel)
              .retries(RetryPolicy.NONE)
              .circuit(new CircuitPolicy(1, PATIENCE, Duration.ofMillis(1), Duration.ofMillis(2)))
              .deadline(PATIENCE)
              .meters(meters)
              .build()) {
        assertThat(client.hasCapability(1, REPLY, Contexts.system())).isTrue();
      }
      return isBroken.get();
    });
    assertThat(meters.circuits).isEmpty();
  }

  /** Lanes: nor does memory that runs out a few times, whoever needs it. */
  @ParameterizedTest
  @ValueSource(strings = {"newCall", "start", "sendMessage"})
  void hasCapability_memoryRunsOutThreeTimes_isAnswered(String step) {
    var left = new AtomicInteger(3);
    var meters = new CountingMeters();
    ManagedChannel channel =
        Telling.at(
                STREAM,
                step,
                () -> {
                  if (left.getAndDecrement() > 0) {
                    throw new OutOfMemoryError("thrown by a test");
                  }
                })
            .channelTo(sidecar);
    try (BeadleClient client =
        new BeadleClientBuilder()
            .channel(channel)
            .retries(RetryPolicy.NONE)
            .deadline(PATIENCE)
            .meters(meters)
            .build()) {
      assertThat(client.hasCapability(1, REPLY, Contexts.system())).isTrue();
      assertThat(meters.circuits).isEmpty();
    }
  }

  /** Endpoints: what was never sent can wait for one that cannot be opened now, retries or not. */
  @ParameterizedTest
  @ValueSource(strings = {"newCall", "start"})
  void hasCapability_onlyEndpointThrowsOnce_isAnswered(String step) {
    var isThrown = new AtomicBoolean();
    ManagedChannel channel =
        Telling.at(
                STREAM,
                step,
                () -> {
                  if (isThrown.compareAndSet(false, true)) {
                    throw new IllegalStateException("thrown by a test");
                  }
                })
            .channelTo(sidecar);
    try (BeadleClient client =
        new BeadleClientBuilder()
            .channel(channel)
            .retries(RetryPolicy.NONE)
            .deadline(PATIENCE)
            .build()) {
      assertThat(client.hasCapability(1, REPLY, Contexts.system())).isTrue();
      assertThat(isThrown).isTrue();
    }
  }

  /** Nor does anybody wait for one that can never be opened, when there is no other. */
  @ParameterizedTest
  @ValueSource(strings = {"newCall", "start", "sendMessage", "isReady"})
  void hasCapability_neverStarts_isDeniedBeforeItsDeadline(String step) {
    try (BeadleClient client =
        new BeadleClientBuilder()
            .channel(channelThrowing(step, STREAM))
            .failOpen(REPLY)
            .deadline(step.equals("isReady") ? Duration.ofMillis(500) : Duration.ofMinutes(5))
            .circuit(Circuits.tolerant())
            .build()) {
      for (int user = 1; user <= 3; user++) {
        CapabilityDecision decision = client.decide(user, REPLY, Contexts.system());
        assertThat(decision.allowed()).isFalse();
        assertThat(decision.status().getCode()).isEqualTo(Status.Code.INTERNAL);
      }
    }
  }

  /** The same beside one that answers. */
  @ParameterizedTest
  @ValueSource(strings = {"newCall", "start", "isReady"})
  void hasCapability_firstNeverStartsAndNoRetries_secondAnswers(String step) {
    try (BeadleClient client =
        new BeadleClientBuilder()
            .channel(channelThrowing(step, STREAM))
            .target(sidecar.target())
            .retries(RetryPolicy.NONE)
            .deadline(PATIENCE)
            .build()) {
      for (int user = 1; user <= 7; user++) {
        assertThat(client.hasCapability(user, REPLY, Contexts.system())).isTrue();
      }
    }
  }

  /** Hedging: a slow endpoint keeps its stream, though the other cannot be asked. */
  @ParameterizedTest
  @ValueSource(strings = {"newCall", "start", "sendMessage"})
  void hasCapability_hedgeNeverStarts_firstAnswers(String step) throws Exception {
    var meters = new CountingMeters();
    try (BeadleClient client =
        new BeadleClientBuilder()
            .target(sidecar.target())
            .channel(channelThrowing(step, ""))
            .hedgeAfter(Duration.ofSeconds(1))
            .deadline(PATIENCE)
            .meters(meters)
            .circuit(Circuits.patient())
            .build()) {
      assertThat(client.hasCapability(1, REPLY, Contexts.system())).isTrue();
      sidecar.hold();
      CompletionStage<CapabilityDecision> slow = client.async().decide(2, REPLY, Contexts.system());
      Await.until(() -> meters.hedges.get() == 1);
      sidecar.release();
      assertThat(Waiting.resultOf(slow).allowed()).isTrue();
      assertThat(sidecar.streamsLeft()).as("streams").isEqualTo(1);
      assertThat(meters.retries).hasValue(0);
    }
  }

  /** Watch: one that cannot be started is interrupted, and begun again. */
  @ParameterizedTest
  @ValueSource(strings = {"newCall", "start", "sendMessage"})
  void watch_startsInTheEnd_goesOn(String step) {
    var interruptions = new CountDownLatch(3);
    var steps = new AtomicInteger();
    ManagedChannel channel =
        Telling.at(
                WATCH,
                step,
                () -> {
                  if (steps.incrementAndGet() <= 2) {
                    throw new IllegalStateException("thrown by a test");
                  }
                })
            .channelTo(sidecar);
    try (BeadleClient client = new BeadleClientBuilder().channel(channel).build();
        WatchSubscription _ =
            client.watch(WatchRequest.getDefaultInstance(), new CountingDown(interruptions))) {
      // The third time, it reaches the sidecar, which has no such service.
      Waiting.awaitQuietly(interruptions);
      assertThat(steps.get()).isGreaterThanOrEqualTo(3);
    }
  }

  /** Near cache: without its watch it is off, and nobody is without an answer. */
  @Test
  void hasCapability_watchNeverStarts_isAsked() {
    try (BeadleClient client =
        new BeadleClientBuilder()
            .channel(channelThrowing("start", WATCH))
            .nearCache(NearCachePolicy.DEFAULT)
            .deadline(PATIENCE)
            .circuit(Circuits.tolerant())
            .build()) {
      for (int i = 0; i < 5; i++) {
        assertThat(client.hasCapability(1, REPLY, Contexts.system())).isTrue();
      }
    }
    assertThat(sidecar.batchesLeft()).isEqualTo(5);
  }

  /** A stream that cannot even be given up is left all the same, and nobody waits for it. */
  @Test
  void hasCapability_cancelThrows_nextStreamAnswers() throws Exception {
    try (BeadleClient client =
        new BeadleClientBuilder()
            .channel(channelThrowing("cancel", ""))
            .circuit(Circuits.tolerant())
            .deadline(PATIENCE)
            .build()) {
      assertThat(client.hasCapability(1, REPLY, Contexts.system())).isTrue();
      sidecar.failWith(Status.INTERNAL);
      CompletionStage<Boolean> lost = client.async().hasCapability(2, REPLY, Contexts.system());
      assertThat(Waiting.resultOf(lost)).isFalse();
      sidecar.failWith(Status.OK);
      CompletionStage<Boolean> next = client.async().hasCapability(3, REPLY, Contexts.system());
      assertThat(Waiting.resultOf(next)).isTrue();
    }
  }

  /** Nor does it keep anybody waiting when the client is closed. */
  @Test
  void close_cancelThrows_everybodyIsTold() throws Exception {
    sidecar.hold();
    BeadleClient client =
        new BeadleClientBuilder()
            .channel(channelThrowing("cancel", ""))
            .circuit(Circuits.patient())
            .deadline(PATIENCE)
            .build();
    CompletionStage<Boolean> owed = client.async().hasCapability(1, REPLY, Contexts.system());
    sidecar.awaitBatches(1);
    CompletionStage<Boolean> waiting = client.async().hasCapability(2, REPLY, Contexts.system());
    client.close();
    assertThat(Waiting.resultOf(owed)).isFalse();
    assertThat(Waiting.resultOf(waiting)).isFalse();
  }

  private record CountingDown(CountDownLatch interruptions) implements WatchListener {
    @Override
    public void changed(ChangeSet changes) {
      throw new AssertionError("nothing has changed");
    }

    @Override
    public void interrupted(Status why) {
      interruptions.countDown();
    }
  }

  /** Throws at a step of calls of any method if the name is empty. */
  private ManagedChannel channelThrowing(String step, String method) {
    return new Telling(
            (called, what) -> {
              boolean isMeant = method.isEmpty() || method.equals(called);
              if (isMeant && what.equals(step)) {
                throw new StackOverflowError("thrown by a test");
              }
            })
        .channelTo(sidecar);
  }
}
