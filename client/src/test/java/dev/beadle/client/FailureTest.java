package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.beadle.client.CapabilityDecision.Reason;
import dev.beadle.client.meter.ClientMeters;
import dev.beadle.client.meter.ClientMeters.CircuitState;
import dev.beadle.client.policy.CircuitPolicy;
import dev.beadle.client.policy.RetryPolicy;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.Rule;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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

  /** Tells of each step of a call before it is done. */
  private record Telling(Consumer<String> step) implements ClientInterceptor {
    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(
        MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
      step.accept("newCall");
      return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
        @Override
        public void start(ClientCall.Listener<R> listener, Metadata headers) {
          step.accept("start");
          super.start(listener, headers);
        }

        @Override
        public boolean isReady() {
          step.accept("isReady");
          return super.isReady();
        }

        @Override
        public void sendMessage(Q message) {
          step.accept("sendMessage");
          super.sendMessage(message);
        }

        @Override
        public void cancel(@Nullable String message, @Nullable Throwable cause) {
          step.accept("cancel");
          super.cancel(message, cause);
        }
      };
    }
  }

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
      assertThat(meters.opened).containsExactly(VIEW, VIEW, REPLY + ", " + VIEW);
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
              Status.Code.UNAUTHENTICATED)) {
        sidecar.failWith(code.toStatus());
        assertThat(client.hasCapability(1, VIEW, Contexts.system())).as("%s", code).isFalse();
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
      assertThat(decision.status().getDescription()).contains("did not answer");
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
        new BeadleClientBuilder().channel(channel).deadline(PATIENCE).circuit(patient()).build()) {
      for (int round = 1; round <= 3; round++) {
        isDue.set(true);
        List<CompletionStage<CapabilityDecision>> asked = new ArrayList<>();
        for (int user = 1; user <= 20; user++) {
          asked.add(client.async().decide(user, REPLY, Contexts.system()));
        }
        for (CompletionStage<CapabilityDecision> one : asked) {
          assertThat(resultOf(one).status().getCode()).isIn(Status.Code.OK, Status.Code.INTERNAL);
        }
        isDue.set(false);
        Await.until(() -> client.hasCapability(21, REPLY, Contexts.system()));
      }
    }
  }

  /** A call of its own, too, ends when it cannot be started. */
  @Test
  void decideBatch_transportThrows_isDenied() {
    ManagedChannel channel =
        channelTelling(call -> {
          if (call.equals("sendMessage")) {
            throw new StackOverflowError("thrown by a test");
          }
        });
    try (BeadleClient client =
        new BeadleClientBuilder().channel(channel).deadline(PATIENCE).build()) {
      assertThat(client.decideBatch(List.of(Questions.one(1, REPLY, Contexts.system()))))
          .extracting(decision -> decision.status().getCode())
          .containsExactly(Status.Code.INTERNAL);
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
            .circuit(patient())
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
      assertThat(resultOf(client.async().decideBatch(questions)))
          .allMatch(CapabilityDecision::allowed);
      sidecar.failWith(Status.UNAVAILABLE);
      assertThat(resultOf(client.async().decideBatch(questions)))
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
                    awaitQuietly(unblocked);
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
                awaitQuietly(unblocked);
                return isAllowed;
              });
      assertThat(sidecar.takeBatch().getQuestionsCount()).isEqualTo(1);
      sidecar.close();
      awaitQuietly(isBlocked);
      CompletionStage<CapabilityDecision> other =
          client.withDeadline(Duration.ofMillis(50)).async().decide(2, REPLY, Contexts.system());
      assertThat(resultOf(other).reason()).isEqualTo(Reason.UNAVAILABLE);
      unblocked.countDown();
      assertThat(resultOf(blocking)).isFalse();
    }
  }

  private static <T> T resultOf(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
  }

  private ManagedChannel channelTelling(Consumer<String> step) {
    return Grpc.newChannelBuilder(sidecar.target(), InsecureChannelCredentials.create())
        .intercept(new Telling(step))
        .build();
  }

  private BeadleClientBuilder usual() {
    return BeadleClient.builder(sidecar.target()).meters(meters).deadline(PATIENCE);
  }

  private BeadleClientBuilder hasty() {
    return usual().retries(RetryPolicy.NONE).circuit(tolerant());
  }

  /** However slow the machine, nobody is taken for silent. */
  private static CircuitPolicy patient() {
    return new CircuitPolicy(5, PATIENCE, Duration.ofMillis(20), Duration.ofSeconds(1));
  }

  private static CircuitPolicy tolerant() {
    return new CircuitPolicy(
        1_000, Duration.ofSeconds(10), Duration.ofMillis(20), Duration.ofSeconds(1));
  }

  private static void assertFails(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThat(catchThrowableOfType(CheckFailedException.class, call)).isNotNull();
  }
}
