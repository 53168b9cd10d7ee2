package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.policy.CircuitPolicy;
import dev.beadle.v1.BatchCheckCapabilitiesResponse;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckResult;
import dev.beadle.v1.Decision;
import dev.beadle.v1.Freshness;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Single questions of concurrent callers travel together, and have nothing else in common. */
final class CoalescingTest {
  private static final String REPLY = "mod/forum:replypost";

  private FakeSidecar sidecar;
  private CountingMeters meters;
  private BeadleClient client;

  @BeforeEach
  void connect() throws Exception {
    sidecar = new FakeSidecar();
    meters = new CountingMeters();
    client = Callers.patient(sidecar).meters(meters).build();
  }

  @AfterEach
  void disconnect() {
    client.close();
    sidecar.close();
  }

  /** An idle caller's question goes at once and alone. */
  @Test
  void hasCapability_idle_goesAtOnceAlone() throws Exception {
    for (int user = 1; user <= 3; user++) {
      assertThat(client.hasCapability(user, REPLY, Contexts.module(7))).isTrue();
      assertThat(sidecar.takeBatch().getQuestionsList()).containsExactly(question(user));
    }
    assertThat(meters.batches).containsOnly(List.of(1, 1));
  }

  /** One stream answers them all, however many there are. */
  @Test
  void hasCapability_thousandsOneByOne_shareAStream() throws Exception {
    for (int user = 1; user <= 3_000; user++) {
      assertThat(client.hasCapability(user, REPLY, Contexts.module(7))).isTrue();
    }
    assertThat(sidecar.findDeadline()).isNotNull();
    assertThat(sidecar.streamsLeft()).isZero();
  }

  /** What comes together while the wire is taken travels together, in the order of asking. */
  @Test
  void hasCapability_wireTaken_travelsTogether() throws Exception {
    List<CompletableFuture<Boolean>> answers = askWhileHeld(1, 100);
    sidecar.release();
    assertThat(answers).allSatisfy(answer -> assertThat(answer.get(20, TimeUnit.SECONDS)).isTrue());
    List<CapabilityQuestion> asked = new ArrayList<>();
    int messages = 0;
    while (asked.size() < 100 && messages <= 2) {
      asked.addAll(sidecar.takeBatch().getQuestionsList());
      messages++;
    }
    assertThat(messages).isEqualTo(2);
    for (int user = 1; user <= 100; user++) {
      assertThat(asked.get(user - 1)).isEqualTo(question(user));
    }
  }

  /** The same question of several callers is in a message once. */
  @Test
  void hasCapability_sameQuestion_isAskedOnce() throws Exception {
    askWhileHeld(1, 1);
    List<CompletableFuture<Boolean>> same = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      same.add(Callers.ask(client, 42));
    }
    sidecar.release();
    assertThat(same).allSatisfy(answer -> assertThat(answer.get(20, TimeUnit.SECONDS)).isTrue());
    assertThat(sidecar.takeBatch().getQuestionsList()).containsExactly(question(1));
    assertThat(sidecar.takeBatch().getQuestionsList()).containsExactly(question(42));
    assertThat(meters.batches).contains(List.of(1, 50));
  }

  /**
   * A question is never answered by one that was on its way before it was asked, and never on its
   * way twice: those who ask meanwhile ask once more, together.
   */
  @Test
  void hasCapability_sameQuestionOnItsWay_isAskedAnewAfterwards() throws Exception {
    sidecar.hold();
    CompletableFuture<Boolean> first = Callers.ask(client, 42);
    assertThat(sidecar.takeBatch().getQuestionsList()).containsExactly(question(42));
    List<CompletableFuture<Boolean>> later = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      later.add(Callers.ask(client, 42));
    }
    sidecar.release();
    assertThat(first.get(20, TimeUnit.SECONDS)).isTrue();
    assertThat(later).allSatisfy(answer -> assertThat(answer.get(20, TimeUnit.SECONDS)).isTrue());
    assertThat(sidecar.takeBatch().getQuestionsList()).containsExactly(question(42));
    assertThat(sidecar.batchesLeft()).isZero();
    assertThat(meters.batches).containsExactly(List.of(1, 1), List.of(1, 50));
  }

  /**
   * On virtual threads, on others and on none: callers of one message get each their own answer.
   */
  @Test
  void hasCapability_callersOfAllKinds_getTheirOwnAnswers() throws Exception {
    sidecar.denyOddUsers();
    askWhileHeld(1, 1);
    List<CompletableFuture<Boolean>> answers = new ArrayList<>();
    List<Thread> callers = new ArrayList<>();
    for (int user = 3; user <= 200; user++) {
      switch (user % 3) {
        case 0 -> answers.add(Callers.ask(client, user));
        case 1 -> answers.add(Callers.askOn(client, Thread.ofVirtual(), user, callers));
        default -> answers.add(Callers.askOn(client, Thread.ofPlatform(), user, callers));
      }
    }
    Callers.awaitWaiting(callers);
    sidecar.release();
    for (int user = 3; user <= 200; user++) {
      assertThat(answers.get(user - 3).get(20, TimeUnit.SECONDS)).isEqualTo(user % 2 == 0);
    }
    assertThat(meters.batches).contains(List.of(198, 198));
  }

  /** The deadline is each caller's own: one that gives up leaves the others waiting. */
  @Test
  void hasCapability_oneDeadlinePasses_othersGoOnWaiting() throws Exception {
    List<CompletableFuture<Boolean>> patient = askWhileHeld(1, 2);
    BeadleClient hasty = client.withDeadline(Duration.ofMillis(60));
    CompletableFuture<Boolean> same = Callers.ask(client, 42);
    assertThat(hasty.hasCapability(42, REPLY, Contexts.module(7))).isFalse();
    assertThat(hasty.decide(42, REPLY, Contexts.module(7)).status().getCode())
        .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(patient).noneMatch(CompletableFuture::isDone);
    sidecar.release();
    assertThat(same.get(20, TimeUnit.SECONDS)).isTrue();
    assertThat(patient).allSatisfy(answer -> assertThat(answer.get(20, TimeUnit.SECONDS)).isTrue());
  }

  /** Whoever withdraws his question changes nothing for those who ask the same. */
  @Test
  void hasCapability_oneIsCancelled_othersAreAnswered() throws Exception {
    askWhileHeld(1, 1);
    CompletableFuture<Boolean> kept = Callers.ask(client, 42);
    CompletableFuture<Boolean> withdrawn = Callers.ask(client, 42);
    CompletableFuture<Boolean> alone = Callers.ask(client, 43);
    assertThat(withdrawn.cancel(true)).isTrue();
    assertThat(alone.cancel(true)).isTrue();
    sidecar.release();
    assertThat(kept.get(20, TimeUnit.SECONDS)).isTrue();
    sidecar.takeBatch();
    assertThat(sidecar.takeBatch().getQuestionsList()).containsExactly(question(42));
  }

  /** An error of a kind that nobody knows is no answer, and is told as such to everybody. */
  @Test
  void hasCapability_unknownErrors_areTold() throws Exception {
    var unknown = com.google.rpc.Status.newBuilder().setCode(99).build();
    for (boolean isWholeMessage : List.of(true, false)) {
      sidecar.distort(answer -> {
        var distorted = answer.toBuilder();
        if (isWholeMessage) {
          return distorted.setError(unknown).build();
        }
        distorted
            .getBatchBuilder()
            .getResultsBuilderList()
            .forEach(result -> result.setError(unknown));
        return distorted.build();
      });
      sidecar.hold();
      List<CompletableFuture<Boolean>> answers = new ArrayList<>();
      List<Thread> callers = new ArrayList<>();
      for (int user = 1; user <= 20; user++) {
        answers.add(Callers.askOn(client, Thread.ofVirtual(), user, callers));
      }
      Callers.awaitWaiting(callers);
      sidecar.release();
      assertThat(answers)
          .allSatisfy(answer -> assertThat(answer.get(20, TimeUnit.SECONDS)).isFalse());
    }
    sidecar.distort(answer -> answer);
    assertThat(client.hasCapability(1, REPLY, Contexts.module(7))).isTrue();
    assertThat(meters.failures).containsOnly(Status.Code.INTERNAL);
  }

  /** What a caller does with an answer holds nobody up, however long it takes. */
  @Test
  void hasCapability_slowCallback_holdsNobodyUp() throws Exception {
    var never = new CompletableFuture<Void>();
    // What follows a stage that is over already would run on this thread.
    sidecar.hold();
    var slow =
        client.async().hasCapability(1, REPLY, Contexts.module(7)).thenAccept(_ -> never.join());
    sidecar.release();
    for (int user = 2; user < 50; user++) {
      assertThat(client.hasCapability(user, REPLY, Contexts.module(7))).isTrue();
    }
    never.complete(null);
    var _ = Waiting.resultOf(slow);
  }

  /** A server that takes fewer questions gets smaller messages, and nobody is left out. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10})
  void hasCapability_serverTakesLess_messagesBecomeSmaller(int most) throws Exception {
    sidecar.takeAtMost(most);
    List<CompletableFuture<Boolean>> answers = askWhileHeld(1, 1_000);
    sidecar.release();
    assertThat(answers).allSatisfy(answer -> assertThat(answer.get(20, TimeUnit.SECONDS)).isTrue());
    assertThat(meters.failures).isEmpty();
  }

  /** Whoever refuses every message, however small, is not asked again and again. */
  @Test
  void hasCapability_everySizeIsRefused_isToldSoon() throws Exception {
    sidecar.keepStreams();
    sidecar.failWith(Status.RESOURCE_EXHAUSTED);
    List<CompletableFuture<Boolean>> answers = askWhileHeld(1, 1_000);
    sidecar.release();
    assertThat(answers)
        .allSatisfy(answer -> assertThat(answer.get(20, TimeUnit.SECONDS)).isFalse());
    assertThat(meters.failures)
        .hasSizeGreaterThan(900)
        .containsOnly(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(sidecar.batchesLeft()).isLessThan(40);
  }

  /** When the server takes more again, messages grow again. */
  @Test
  void hasCapability_serverTakesMoreAgain_messagesGrow() throws Exception {
    sidecar.takeAtMost(10);
    List<CompletableFuture<Boolean>> few = askWhileHeld(1, 300);
    sidecar.release();
    assertThat(few).allSatisfy(answer -> assertThat(answer.get(20, TimeUnit.SECONDS)).isTrue());
    while (sidecar.batchesLeft() > 0) {
      sidecar.takeBatch();
    }
    sidecar.takeAtMost(Integer.MAX_VALUE);
    List<CompletableFuture<Boolean>> many = askWhileHeld(1_001, 3_000);
    sidecar.release();
    assertThat(many).allSatisfy(answer -> assertThat(answer.get(20, TimeUnit.SECONDS)).isTrue());
    int largest = 0;
    while (sidecar.batchesLeft() > 0) {
      largest = Math.max(largest, sidecar.takeBatch().getQuestionsCount());
    }
    assertThat(largest).isGreaterThan(30);
  }

  /** Answers that are larger than the client takes end the stream: messages shrink for good. */
  @Test
  void hasCapability_answersTooLargeToTake_messagesStaySmall() throws Exception {
    int most = 10;
    var tooLarge = Freshness.newBuilder().setRevision("r".repeat(17 << 20)).build();
    sidecar.distort(answer ->
        answer.getBatch().getResultsCount() <= most
            ? answer
            : answer.toBuilder()
                .setBatch(answer.getBatch().toBuilder().setFreshness(tooLarge))
                .build());
    List<CompletableFuture<Boolean>> few = askWhileHeld(1, 100);
    sidecar.release();
    assertThat(few).allSatisfy(answer -> assertThat(answer.get(20, TimeUnit.SECONDS)).isTrue());
    while (sidecar.batchesLeft() > 0) {
      sidecar.takeBatch();
    }
    List<CompletableFuture<Boolean>> many = askWhileHeld(101, 300);
    sidecar.release();
    assertThat(many).allSatisfy(answer -> assertThat(answer.get(20, TimeUnit.SECONDS)).isTrue());
    while (sidecar.batchesLeft() > 0) {
      assertThat(sidecar.takeBatch().getQuestionsCount()).isLessThanOrEqualTo(most);
    }
  }

  /** A question that takes the server long goes by itself, past the others. */
  @Test
  void hasAnyCapability_longList_goesAlone() throws Exception {
    askWhileHeld(1, 2);
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      many.add("mod/forum:capability" + i);
    }
    assertThat(client.hasAnyCapability(42, many, Contexts.module(7))).isTrue();
    sidecar.release();
  }

  /** Too few results, too many, another message's, or a result that says nothing: no yes. */
  @Test
  void hasCapability_garbage_isNo() {
    BatchCheckCapabilitiesResponse yes =
        BatchCheckCapabilitiesResponse.newBuilder()
            .addResults(
                CheckResult.newBuilder().setDecision(Decision.newBuilder().setAllowed(true)))
            .build();
    sidecar.distort(answer -> answer.toBuilder().clearBatch().build());
    assertGarbage();
    sidecar.distort(answer ->
        answer.toBuilder().setBatch(yes.toBuilder().addAllResults(yes.getResultsList())).build());
    assertGarbage();
    sidecar.distort(answer -> answer.toBuilder().setRequestId(answer.getRequestId() + 1).build());
    assertGarbage();
    sidecar.distort(answer ->
        answer.toBuilder()
            .setBatch(
                BatchCheckCapabilitiesResponse.newBuilder()
                    .addResults(CheckResult.getDefaultInstance()))
            .build());
    assertGarbage();
    sidecar.distort(answer -> answer);
    assertThat(client.hasCapability(1, REPLY, Contexts.module(7))).isTrue();
  }

  /** A server that answers garbage until nobody asks it any more has not fallen silent. */
  @Test
  void hasCapability_garbageOpensTheCircuit_failOpenStaysShut() {
    sidecar.distort(answer -> answer.toBuilder().clearBatch().build());
    try (BeadleClient open =
        BeadleClient.builder(sidecar.target())
            .deadline(Duration.ofSeconds(20))
            .failOpen(REPLY)
            .meters(meters)
            .circuit(
                new CircuitPolicy(
                    3, Duration.ofSeconds(20), Duration.ofSeconds(60), Duration.ofSeconds(60)))
            .build()) {
      for (int user = 1; user <= 20; user++) {
        CapabilityDecision decision = open.decide(user, REPLY, Contexts.module(7));
        assertThat(decision.allowed()).isFalse();
        assertThat(decision.status().getCode()).isEqualTo(Status.Code.INTERNAL);
      }
    }
  }

  /** Questions about different sites never share a message. */
  @Test
  void withSite_twoSites_travelApart() throws Exception {
    assertThat(client.withSite("a").hasCapability(1, REPLY, Contexts.module(7))).isTrue();
    assertThat(client.withSite("b").hasCapability(1, REPLY, Contexts.module(7))).isTrue();
    assertThat(sidecar.takeBatch().getSite()).isEqualTo("a");
    assertThat(sidecar.takeBatch().getSite()).isEqualTo("b");
  }

  /** Each site takes a stream, of which a sidecar takes so many: others' questions go alone. */
  @Test
  void withSite_manySites_takeAHundredStreams() {
    for (int site = 1; site <= 150; site++) {
      assertThat(client.withSite("s" + site).hasCapability(1, REPLY, Contexts.module(7))).isTrue();
    }
    assertThat(meters.batches).hasSize(100);
    assertThat(client.decideBatch(List.of(question(1)))).allMatch(CapabilityDecision::allowed);
  }

  private void assertGarbage() {
    CapabilityDecision decision = client.decide(1, REPLY, Contexts.module(7));
    assertThat(decision.allowed()).isFalse();
    assertThat(decision.reason()).isEqualTo(CapabilityDecision.Reason.UNAVAILABLE);
    assertThat(decision.status().getCode()).isEqualTo(Status.Code.INTERNAL);
  }

  /** Asks for users from the first to the last, of whom the first takes the wire. */
  private List<CompletableFuture<Boolean>> askWhileHeld(int first, int last) throws Exception {
    sidecar.hold();
    List<CompletableFuture<Boolean>> answers = new ArrayList<>();
    answers.add(Callers.ask(client, first));
    sidecar.awaitBatches(1);
    for (int user = first + 1; user <= last; user++) {
      answers.add(Callers.ask(client, user));
    }
    return answers;
  }

  private static CapabilityQuestion question(long user) {
    return Questions.one(user, REPLY, Contexts.module(7));
  }
}
