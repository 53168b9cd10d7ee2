package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.beadle.client.CapabilityDecision.Reason;
import dev.beadle.client.policy.RetryPolicy;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.ContextReference;
import dev.beadle.v1.Rule;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client does when there is no answer ({@link OnFailure}), and what it says of it. */
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

  /**
   * Fail-open: a no opens nothing, however late its caller takes it. A yes that is late is none,
   * but for what fails open.
   */
  @Test
  void failOpen_answerIsTakenTooLate_noStaysNo() throws Exception {
    BlockingQueue<Runnable> following = new LinkedBlockingQueue<>();
    Duration deadline = Duration.ofSeconds(1);
    try (BeadleClient connected =
        usual().failOpen(VIEW).deadline(PATIENCE).executor(following::add).build()) {
      assertThat(connected.hasCapability(1, REPLY, Contexts.system())).isTrue();
      BeadleClient client = connected.withDeadline(deadline);
      for (boolean isAllowed : List.of(false, true)) {
        sidecar.answer(isAllowed);
        for (String capability : List.of(REPLY, VIEW)) {
          CompletionStage<CapabilityDecision> stage =
              client.async().decide(1, capability, Contexts.system());
          long askedAt = System.nanoTime();
          Runnable next = following.poll(20, TimeUnit.SECONDS);
          Await.until(() -> System.nanoTime() - askedAt > deadline.toNanos());
          while (next != null) {
            next.run();
            next = following.poll();
          }
          CapabilityDecision decision = Waiting.resultOf(stage);
          boolean isOpened = isAllowed && capability.equals(VIEW);
          assertThat(decision.allowed()).as(capability).isEqualTo(isOpened);
          assertThat(decision.reason())
              .isEqualTo(
                  isOpened ? Reason.FAIL_OPEN : isAllowed ? Reason.UNAVAILABLE : Reason.RULE);
        }
      }
    }
  }

  /** The same in batches and matrices. */
  @Test
  void decideBatch_answerIsTakenTooLate_yesIsNone() throws Exception {
    BlockingQueue<Runnable> following = new LinkedBlockingQueue<>();
    Duration deadline = Duration.ofSeconds(1);
    List<ContextReference> contexts = List.of(Contexts.system());
    try (BeadleClient connected = usual().deadline(PATIENCE).executor(following::add).build()) {
      assertThat(connected.hasCapability(1, REPLY, Contexts.system())).isTrue();
      BeadleClient client = connected.withDeadline(deadline);
      for (boolean isAllowed : List.of(false, true)) {
        sidecar.answer(isAllowed);
        CompletionStage<List<CapabilityDecision>> batch =
            client.async().decideBatch(List.of(Questions.one(1, REPLY, Contexts.system())));
        CompletionStage<CapabilityMatrix> matrix =
            client.async().matrix(1, contexts, List.of(REPLY));
        long askedAt = System.nanoTime();
        Await.until(
            () -> following.size() == 2 && System.nanoTime() - askedAt > deadline.toNanos());
        following.remove().run();
        following.remove().run();
        CapabilityDecision decision = Waiting.resultOf(batch).getFirst();
        assertThat(decision.allowed()).isFalse();
        assertThat(decision.status().getCode())
            .isEqualTo(isAllowed ? Status.Code.DEADLINE_EXCEEDED : Status.Code.OK);
        assertThat(Waiting.resultOf(matrix).status().getCode())
            .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      }
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
    return usual().retries(RetryPolicy.NONE).circuit(Circuits.tolerant());
  }

  private static void assertFails(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThat(catchThrowableOfType(CheckFailedException.class, call)).isNotNull();
  }
}
