package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.CapabilityDecision.Reason;
import dev.beadle.client.meter.ClientMeters;
import dev.beadle.client.policy.CircuitPolicy;
import dev.beadle.client.policy.RetryPolicy;
import dev.beadle.v1.CapabilityQuestion;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller brings along, be it meters, an executor or a channel, costs nobody his answer. */
final class CallersOwnTest {
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

  /** Whatever a caller's meters throw, at whatever they are told, costs nobody an answer. */
  @Test
  void hasCapability_metersThrow_allIsAsWithoutThem() throws Exception {
    var thrown = new AtomicInteger();
    ClientMeters throwing =
        (ClientMeters)
            Proxy.newProxyInstance(
                ClientMeters.class.getClassLoader(),
                new Class<?>[] {ClientMeters.class},
                (_, _, _) -> {
                  thrown.incrementAndGet();
                  throw new StackOverflowError("thrown by a test");
                });
    for (boolean isCoalescing : List.of(true, false)) {
      try (BeadleClient client =
          usual()
              .meters(throwing)
              .coalescing(isCoalescing)
              .failOpen(VIEW)
              .circuit(new CircuitPolicy(1, PATIENCE, Duration.ofMillis(20), Duration.ofMillis(40)))
              .build()) {
        assertThat(client.hasCapability(1, REPLY, Contexts.system())).isTrue();
        sidecar.failWith(Status.UNAVAILABLE.withDescription("loading"));
        BeadleClient hasty = client.withDeadline(Duration.ofMillis(100));
        assertThat(hasty.hasCapability(2, REPLY, Contexts.system())).isFalse();
        assertThat(hasty.hasCapability(2, VIEW, Contexts.system())).isTrue();
        CompletableFuture<Boolean> staged =
            client.async().hasCapability(3, REPLY, Contexts.system()).toCompletableFuture();
        int before = thrown.get();
        Await.until(() -> thrown.get() >= before + 3);
        sidecar.failWith(Status.OK);
        assertThat(staged.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(client.hasCapability(4, REPLY, Contexts.system())).isTrue();
      }
    }
    assertThat(thrown.get()).isGreaterThan(10);
  }

  /** Whatever the transport throws at whoever runs the lane: the next one goes on. */
  @ParameterizedTest
  @ValueSource(strings = {"newCall", "start", "isReady", "sendMessage"})
  void hasCapability_transportThrowsOnce_othersAreAnswered(String step) throws Exception {
    var isDue = new AtomicBoolean();
    ManagedChannel channel =
        channelTelling(call -> {
          if (call.equals(step) && isDue.getAndSet(false)) {
            throw new StackOverflowError("thrown by a test");
          }
        });
    try (BeadleClient client =
        new BeadleClientBuilder()
            .channel(channel)
            .deadline(PATIENCE)
            .circuit(Circuits.patient())
            .build()) {
      // A stream is begun once: what is thrown there is thrown in the first round only.
      int rounds = step.equals("newCall") || step.equals("start") ? 1 : 3;
      for (int round = 1; round <= rounds; round++) {
        isDue.set(true);
        List<CompletionStage<CapabilityDecision>> asked = new ArrayList<>();
        for (int user = 1; user <= 20; user++) {
          asked.add(client.async().decide(user, REPLY, Contexts.system()));
        }
        for (CompletionStage<CapabilityDecision> one : asked) {
          assertThat(Waiting.resultOf(one).status().getCode())
              .isIn(Status.Code.OK, Status.Code.INTERNAL);
        }
        assertThat(isDue).as("nothing was thrown").isFalse();
        Await.until(() -> client.hasCapability(21, REPLY, Contexts.system()));
      }
    }
  }

  /** Whoever cancels a stage withdraws the call that was made for it. */
  @Test
  void async_cancelled_callIsWithdrawn() {
    sidecar.fallSilent();
    Queue<String> steps = new ConcurrentLinkedQueue<>();
    ManagedChannel channel = channelTelling(steps::add);
    try (BeadleClient client =
        new BeadleClientBuilder()
            .channel(channel)
            .deadline(PATIENCE)
            .circuit(Circuits.patient())
            .coalescing(false)
            .build()) {
      CapabilityQuestion question = Questions.one(1, REPLY, Contexts.system());
      List<CompletionStage<?>> stages =
          List.of(
              client.async().hasCapability(1, REPLY, Contexts.system()),
              client.async().requireCapability(1, REPLY, Contexts.system()),
              client.async().decideBatch(List.of(question)),
              client.async().matrix(1, List.of(Contexts.system()), List.of(REPLY)),
              client.async().explain(question));
      for (CompletionStage<?> stage : stages) {
        steps.clear();
        assertThat(stage.toCompletableFuture().cancel(true)).isTrue();
        assertThat(steps).contains("cancel");
      }
    }
  }

  /** A thread that waits needs no other: not even of the executor on which it waits. */
  @Test
  void decideBatch_onTheOnlyThreadOfTheExecutor_isAnswered() throws Exception {
    try (ExecutorService only = Executors.newSingleThreadExecutor();
        BeadleClient client = usual().executor(only).coalescing(false).build()) {
      Future<CapabilityMatrix> asked =
          only.submit(() -> {
            assertThat(client.hasCapability(1, REPLY, Contexts.system())).isTrue();
            assertThat(client.decideBatch(List.of(Questions.one(1, REPLY, Contexts.system()))))
                .allMatch(CapabilityDecision::allowed);
            return client.matrix(1, List.of(Contexts.system()), List.of(REPLY));
          });
      assertThat(asked.get(20, TimeUnit.SECONDS)).isNotNull();
    }
  }

  /**
   * DENY: also for a batch whose executor takes nothing any more, and for a thread told to stop.
   */
  @Test
  void decideBatch_refusedByTheExecutor_isDecidedAllTheSame() throws Exception {
    ExecutorService ended = Executors.newSingleThreadExecutor();
    ended.close();
    List<CapabilityQuestion> questions = List.of(Questions.one(1, REPLY, Contexts.system()));
    try (BeadleClient client = hasty().executor(ended).build()) {
      assertThat(Waiting.resultOf(client.async().decideBatch(questions)))
          .allMatch(CapabilityDecision::allowed);
      sidecar.failWith(Status.UNAVAILABLE);
      assertThat(Waiting.resultOf(client.async().decideBatch(questions)))
          .extracting(CapabilityDecision::reason)
          .containsExactly(Reason.UNAVAILABLE);
      sidecar.failWith(Status.OK);
      sidecar.fallSilent();
      Thread.currentThread().interrupt();
      assertThat(client.decideBatch(questions)).noneMatch(CapabilityDecision::allowed);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  /** An executor that runs tasks at once: what follows a failure holds up nobody's deadline. */
  @Test
  void hasCapability_whatFollowsAFailureBlocks_othersHaveTheirDeadlines() throws Exception {
    sidecar.fallSilent();
    for (boolean isCoalescing : List.of(true, false)) {
      var unblocked = new CountDownLatch(1);
      try (BeadleClient client = hasty().executor(Runnable::run).coalescing(isCoalescing).build()) {
        BeadleClient hurried = client.withDeadline(Duration.ofMillis(50));
        List<CompletableFuture<Boolean>> blocking = new ArrayList<>();
        for (int user = 1; user <= 3; user++) {
          blocking.add(
              hurried
                  .async()
                  .hasCapability(user, REPLY, Contexts.system())
                  .thenApply(isAllowed -> {
                    Waiting.awaitQuietly(unblocked);
                    return isAllowed;
                  })
                  .toCompletableFuture());
        }
        for (int user = 4; user <= 6; user++) {
          assertThat(hurried.decide(user, REPLY, Contexts.system()).status().getCode())
              .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        }
        assertThat(blocking).noneMatch(CompletableFuture::isDone);
        unblocked.countDown();
        for (CompletableFuture<Boolean> one : blocking) {
          assertThat(one.get(20, TimeUnit.SECONDS)).isFalse();
        }
      }
    }
  }

  /** The same when a stream ends: whoever tells its callers runs the lane of all. */
  @Test
  void hasCapability_whatFollowsALostStreamBlocks_othersGoOn() throws Exception {
    sidecar.hold();
    var isBlocked = new CountDownLatch(1);
    var unblocked = new CountDownLatch(1);
    try (BeadleClient client = hasty().executor(Runnable::run).build()) {
      CompletionStage<Boolean> blocking =
          client
              .async()
              .hasCapability(1, REPLY, Contexts.system())
              .thenApply(isAllowed -> {
                isBlocked.countDown();
                Waiting.awaitQuietly(unblocked);
                return isAllowed;
              });
      assertThat(sidecar.takeBatch().getQuestionsCount()).isEqualTo(1);
      sidecar.close();
      Waiting.awaitQuietly(isBlocked);
      CompletionStage<CapabilityDecision> other =
          client.withDeadline(Duration.ofMillis(50)).async().decide(2, REPLY, Contexts.system());
      assertThat(Waiting.resultOf(other).reason()).isEqualTo(Reason.UNAVAILABLE);
      unblocked.countDown();
      assertThat(Waiting.resultOf(blocking)).isFalse();
    }
  }

  /** A channel may do what gRPC demands of it, and no more. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void decideBatch_channelTellsNoState_isAnswered(boolean isCoalescing) {
    var channel = new SilentChannel(channelTelling(_ -> {}));
    try (BeadleClient client =
        BeadleClient.builder(channel).coalescing(isCoalescing).deadline(PATIENCE).build()) {
      assertThat(client.hasCapability(1, REPLY, Contexts.system())).isTrue();
      assertThat(client.decideBatch(List.of(Questions.one(1, REPLY, Contexts.system()))))
          .allMatch(CapabilityDecision::allowed);
    }
  }

  private ManagedChannel channelTelling(Consumer<String> step) {
    return Grpc.newChannelBuilder(sidecar.target(), InsecureChannelCredentials.create())
        .intercept(new Telling((_, what) -> step.accept(what)))
        .build();
  }

  private BeadleClientBuilder usual() {
    return BeadleClient.builder(sidecar.target()).meters(meters).deadline(PATIENCE);
  }

  private BeadleClientBuilder hasty() {
    return usual().retries(RetryPolicy.NONE).circuit(Circuits.tolerant());
  }
}
