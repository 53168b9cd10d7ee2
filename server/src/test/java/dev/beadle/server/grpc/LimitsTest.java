package dev.beadle.server.grpc;

import static dev.beadle.server.grpc.Messages.all;
import static dev.beadle.server.grpc.Messages.any;
import static dev.beadle.server.grpc.Messages.batch;
import static dev.beadle.server.grpc.Messages.check;
import static dev.beadle.server.grpc.Messages.explain;
import static dev.beadle.server.grpc.Messages.in;
import static dev.beadle.server.grpc.Messages.matrix;
import static dev.beadle.server.grpc.Messages.message;
import static dev.beadle.server.grpc.Messages.one;
import static dev.beadle.server.grpc.Messages.switchTo;
import static dev.beadle.server.grpc.Messages.temporary;
import static dev.beadle.server.grpc.Refusals.assertRefused;
import static io.grpc.Status.Code.RESOURCE_EXHAUSTED;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import dev.beadle.server.config.ListenConfig;
import dev.beadle.server.config.RequestLimits;
import dev.beadle.server.grpc.GateClock.Gate;
import dev.beadle.v1.BatchCheckCapabilitiesResponse;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckResult;
import dev.beadle.v1.CheckServiceGrpc;
import dev.beadle.v1.Environment;
import dev.beadle.v1.ExplainCapabilityResponse;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** CheckService: RESOURCE_EXHAUSTED names the bound that was exceeded; at the bound all is well. */
@TestInstance(Lifecycle.PER_CLASS)
final class LimitsTest {
  private static final String REPLY = "mod/forum:replypost";
  private static final CapabilityQuestion GOOD = one(12, REPLY, 45);

  private ServedSite served;

  @BeforeAll
  void serve() {
    served = ServedSite.demo();
  }

  @AfterAll
  void stop() {
    served.close();
  }

  /** BatchCheckCapabilitiesRequest: at most 10,000 capabilities by default. */
  @Test
  void batch_tooManyQuestions_namesTheBound() {
    assertThat(ask(Collections.nCopies(10_000, GOOD)).getResultsCount()).isEqualTo(10_000);
    assertRefused(RESOURCE_EXHAUSTED, () -> ask(Collections.nCopies(10_001, GOOD)))
        .contains("questions: 10001", "10000", "--max-batch-questions");
  }

  /** BatchCheckCapabilitiesRequest: each name of any_of and all_of counts. */
  @Test
  void batch_namesOfLists_countEachForItself() {
    CapabilityQuestion thousand = all(12, 45, names(1_000));
    assertThat(ask(Collections.nCopies(10, thousand)).getResultsCount()).isEqualTo(10);
    List<CapabilityQuestion> oneMore = new ArrayList<>(Collections.nCopies(10, thousand));
    oneMore.add(any(12, 45));
    assertRefused(RESOURCE_EXHAUSTED, () -> ask(oneMore)).contains("questions: 10001");
  }

  /** StreamCheckCapabilitiesRequest: the bounds of a batch apply to each message. */
  @Test
  void stream_tooManyQuestionsInAMessage_isAnErrorOfThatMessage() throws Exception {
    try (var stream = new OpenStream(served.channel())) {
      stream.send(message(1, Collections.nCopies(10_001, GOOD).toArray(CapabilityQuestion[]::new)));
      stream.send(message(2, GOOD));
      assertRefused(RESOURCE_EXHAUSTED, stream.receive().getError())
          .contains("--max-batch-questions");
      assertThat(stream.receive().getBatch().getResultsCount()).isOne();
    }
  }

  /** CheckCapabilityMatrixRequest: at most 100,000 pairs by default. */
  @Test
  void matrix_tooManyPairs_namesTheBound() {
    List<String> hundred = List.of(names(100));
    assertThat(
            served
                .stub()
                .checkCapabilityMatrix(matrix(12, contexts(1_000), hundred))
                .getRules()
                .size())
        .isEqualTo(100_000);
    assertRefused(
            RESOURCE_EXHAUSTED,
            () ->
                assertThat(
                    served.stub().checkCapabilityMatrix(matrix(12, contexts(1_001), hundred))))
        .contains("contexts × capabilities: 100100", "100000", "--max-matrix-cells");
  }

  /** CheckCapabilityMatrixRequest: rows without columns, and columns without rows, are bounded. */
  @Test
  void matrix_tooManyRowsWithoutColumns_namesTheBound() {
    for (var request :
        List.of(
            matrix(12, contexts(100_001), List.of()),
            matrix(12, List.of(), Collections.nCopies(100_001, "a")))) {
      assertRefused(
              RESOURCE_EXHAUSTED,
              () -> assertThat(served.stub().checkCapabilityMatrix(request)).isNull())
          .contains("--max-matrix-cells");
    }
  }

  /** CapabilityList: at most 1,000 names by default. */
  @Test
  void list_tooManyNames_namesTheBound() {
    for (CapabilityQuestion atBound :
        List.of(any(12, 45, names(1_000)), all(12, 45, names(1_000)))) {
      assertThat(served.stub().checkCapability(check(atBound)).hasDecision()).isTrue();
    }
    for (CapabilityQuestion beyond :
        List.of(any(12, 45, names(1_001)), all(12, 45, names(1_001)))) {
      assertRefused(
              RESOURCE_EXHAUSTED, () -> assertThat(served.stub().checkCapability(check(beyond))))
          .contains("any_of or all_of: 1001", "--max-list-capabilities");
      assertRefused(
              RESOURCE_EXHAUSTED,
              () -> assertThat(served.stub().explainCapability(explain(beyond))))
          .contains("--max-list-capabilities");
      List<CheckResult> results = ask(List.of(GOOD, beyond)).getResultsList();
      assertThat(results.getFirst().getDecision().getAllowed()).isTrue();
      assertRefused(RESOURCE_EXHAUSTED, results.getLast().getError())
          .contains("--max-list-capabilities");
    }
  }

  /** Environment: at most 100 role switches, and at most 100 temporary roles. */
  @Test
  void environment_tooManyRoles_namesTheBound() {
    List<Long> contexts = LongStream.rangeClosed(1, 53).boxed().toList();
    Environment.Builder held = Environment.newBuilder().setSubjectIsCurrentUser(true);
    contexts.forEach(context -> held.addRoleSwitches(switchTo(context, 5)));
    Collections.nCopies(100, 45L).forEach(context -> held.addTemporaryRoles(temporary(context, 5)));
    assertThat(served.stub().checkCapability(check(in(held, GOOD))).getDecision().getAllowed())
        .isTrue();
    held.addTemporaryRoles(temporary(45, 5));
    assertRefusedBy(held, "environment.temporary_roles: 101");
    held.clearTemporaryRoles();
    Collections.nCopies(48, 45L).forEach(context -> held.addRoleSwitches(switchTo(context, 5)));
    assertRefusedBy(held, "environment.role_switches: 101");
  }

  /** CheckService: a message of too many bytes names the bound. */
  @Test
  void anyMethod_tooManyBytes_namesTheBound() {
    CapabilityQuestion huge = one(12, "x".repeat(ServedSite.MESSAGE_BYTES), 45);
    assertRefused(RESOURCE_EXHAUSTED, () -> ask(List.of(huge)))
        .contains(Integer.toString(ServedSite.MESSAGE_BYTES));
    assertRefused(RESOURCE_EXHAUSTED, () -> assertThat(served.stub().checkCapability(check(huge))))
        .contains(Integer.toString(ServedSite.MESSAGE_BYTES));
    assertThat(ask(List.of(GOOD)).getResults(0).getDecision().getAllowed()).isTrue();
  }

  /** RequestLimits: other bounds than the usual ones are the ones that count. */
  @Test
  void everyMethod_otherBounds_areNamedWithTheirNumbers() {
    var limits = new RequestLimits(3, 4, 2, 1, 1);
    try (var strict = ServedSite.start(ServedSite.config(limits), InstantSource.system())) {
      strict.server().publish(ServedSite.loadDemo());
      assertRefused(
              RESOURCE_EXHAUSTED,
              () -> assertThat(strict.stub().batchCheckCapabilities(batch(GOOD, GOOD, GOOD, GOOD))))
          .contains("4", "limit of 3");
      assertRefused(
              RESOURCE_EXHAUSTED,
              () ->
                  assertThat(
                      strict.stub().checkCapabilityMatrix(matrix(12, contexts(5), List.of(REPLY)))))
          .contains("5", "limit of 4");
      assertRefused(
              RESOURCE_EXHAUSTED,
              () ->
                  assertThat(
                      strict.stub().checkCapability(check(any(12, 45, REPLY, REPLY, REPLY)))))
          .contains("3", "limit of 2");
      Environment.Builder two =
          Environment.newBuilder()
              .addTemporaryRoles(temporary(45, 5))
              .addTemporaryRoles(temporary(45, 6));
      assertRefused(
              RESOURCE_EXHAUSTED,
              () -> assertThat(strict.stub().checkCapability(check(in(two, GOOD)))))
          .contains("2", "limit of 1");
    }
  }

  /** --max-calls-per-connection: one more waits on the caller's side until another has ended. */
  @Test
  void connection_tooManyCalls_wait() throws Exception {
    ListenConfig usual = ServedSite.listen(0, 0, null);
    var listen =
        new ListenConfig(usual.host(), 0, 0, null, usual.maxMessageBytes(), 2, usual.drainTime());
    var config = ServedSite.config(listen, RequestLimits.DEFAULT);
    try (var strict = ServedSite.start(config, InstantSource.system());
        var first = new OpenStream(strict.channel());
        var second = new OpenStream(strict.channel())) {
      strict.server().publish(ServedSite.loadDemo());
      for (OpenStream stream : List.of(first, second)) {
        stream.send(message(7, GOOD));
        assertThat(stream.receive().getRequestId()).isEqualTo(7);
      }
      var third = CheckServiceGrpc.newFutureStub(strict.channel()).checkCapability(check(GOOD));
      try (var other = strict.connect()) {
        assertThat(other.check(GOOD).getDecision().getAllowed()).isTrue();
      }
      assertThat(third.isDone()).isFalse();
      first.halfClose();
      assertThat(first.awaitEnd().isOk()).isTrue();
      assertThat(third.get(20, TimeUnit.SECONDS).getDecision().getAllowed()).isTrue();
    }
  }

  /** RequestLimits: explanations at once are bounded; a refused one leaves room behind it. */
  @Test
  void explain_tooManyAtOnce_namesTheBound() throws Exception {
    var clock = new GateClock(Instant.EPOCH);
    var limits = new RequestLimits(10, 10, 10, 10, 2);
    try (var strict = ServedSite.start(ServedSite.config(limits), clock)) {
      strict.server().publish(ServedSite.loadDemo(clock));
      Gate gate = clock.close(2);
      List<ListenableFuture<ExplainCapabilityResponse>> held =
          IntStream.range(0, 2)
              .mapToObj(_ ->
                  CheckServiceGrpc.newFutureStub(strict.channel()).explainCapability(explain(GOOD)))
              .toList();
      gate.awaitArrivals();
      for (int i = 0; i < 5; i++) {
        assertRefused(
                RESOURCE_EXHAUSTED,
                () -> assertThat(strict.stub().explainCapability(explain(GOOD))))
            .contains("explanations at once", "limit of 2", "--max-concurrent-explains");
      }
      clock.leaveOpen();
      gate.open();
      for (var one : held) {
        assertThat(one.get(20, TimeUnit.SECONDS).getDecision().getAllowed()).isTrue();
      }
      Await.until("a permit is back", () -> canExplain(strict));
    }
  }

  private static boolean canExplain(ServedSite strict) {
    try {
      return strict.stub().explainCapability(explain(GOOD)).hasDecision();
    } catch (StatusRuntimeException refused) {
      assertThat(refused.getStatus().getCode()).isEqualTo(RESOURCE_EXHAUSTED);
      return false;
    }
  }

  private void assertRefusedBy(Environment.Builder environment, String message) {
    assertRefused(
            RESOURCE_EXHAUSTED,
            () -> assertThat(served.stub().checkCapability(check(in(environment, GOOD)))))
        .contains(message, "limit of 100", "--max-held-roles");
    var asMatrix =
        matrix(12, List.of(45L), List.of(REPLY)).toBuilder().setEnvironment(environment).build();
    assertRefused(
            RESOURCE_EXHAUSTED, () -> assertThat(served.stub().checkCapabilityMatrix(asMatrix)))
        .contains(message);
    assertRefused(RESOURCE_EXHAUSTED, ask(List.of(in(environment, GOOD))).getResults(0).getError())
        .contains(message);
  }

  private BatchCheckCapabilitiesResponse ask(List<CapabilityQuestion> questions) {
    return served.stub().batchCheckCapabilities(batch(questions));
  }

  private static List<Long> contexts(int count) {
    return Collections.nCopies(count, 45L);
  }

  private static String[] names(int count) {
    return IntStream.range(0, count).mapToObj(i -> "mod/none:such" + i).toArray(String[]::new);
  }
}
