package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.beadle.client.policy.RetryPolicy;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckCapabilityMatrixRequest;
import dev.beadle.v1.StreamCheckCapabilitiesRequest;
import dev.beadle.v1.StreamCheckCapabilitiesResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The client: no on any error, and what went wrong for whoever wants to know. */
final class BeadleClientTest {
  private static final String REPLY = "mod/forum:replypost";
  private static final CapabilityQuestion QUESTION =
      CapabilityQuestion.newBuilder()
          .setUserId(42)
          .setCapability(REPLY)
          .setContext(Contexts.module(7))
          .build();

  @TempDir private Path folder;

  private FakeSidecar sidecar;
  private BeadleClient client;

  @BeforeEach
  void connect() throws Exception {
    sidecar = new FakeSidecar();
    client = BeadleClient.to(sidecar.target());
  }

  @AfterEach
  void disconnect() {
    client.close();
    sidecar.close();
  }

  /** hasCapability: the decision's answer. */
  @Test
  void hasCapability_answered_isTheAnswer() {
    assertThat(ask(client)).isTrue();
    sidecar.answer(false);
    assertThat(ask(client)).isFalse();
  }

  /** hasCapability: no on any error; check: the error, with its status. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OK")
  void hasCapability_anyStatus_isNo(Status.Code code) {
    sidecar.failWith(code.toStatus().withDescription("for a reason"));
    try (var hasty = BeadleClient.builder(sidecar.target()).retries(RetryPolicy.NONE).build()) {
      assertFails(hasty, code);
    }
  }

  private static void assertFails(BeadleClient client, Status.Code code) {
    assertThat(ask(client)).isFalse();
    CheckFailedException failed = failure(() -> client.check(QUESTION));
    assertThat(failed.status().getCode()).isEqualTo(code);
    assertThat(failed.status().getDescription()).isEqualTo("for a reason");
    assertThat(failed).hasMessage(code + ": for a reason").hasCauseInstanceOf(Exception.class);
    assertThat(failed.isUnreachable()).isEqualTo(code == Status.Code.UNAVAILABLE);
    assertThat(failure(() -> client.checkBatch(List.of())).status().getCode()).isEqualTo(code);
    assertThat(failure(() -> client.checkMatrix(matrix())).status().getCode()).isEqualTo(code);
    assertThat(failure(() -> client.explain(QUESTION)).status().getCode()).isEqualTo(code);
  }

  /** hasCapability: no when the sidecar does not answer in time. */
  @Test
  void hasCapability_deadlinePasses_isNo() {
    sidecar.fallSilent();
    BeadleClient hasty = client.withDeadline(Duration.ofMillis(60));
    assertThat(ask(hasty)).isFalse();
    assertThat(failure(() -> hasty.check(QUESTION)).status().getCode())
        .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
  }

  /** hasCapability: no when there was no time to begin with. */
  @Test
  void hasCapability_noTime_isNo() {
    for (Duration none : List.of(Duration.ZERO, Duration.ofNanos(-1), Duration.ofDays(-400))) {
      assertThat(ask(client.withDeadline(none))).isFalse();
    }
  }

  /** withDeadline: as long as one likes; more than fits a number of nanoseconds is forever. */
  @Test
  void withDeadline_longerThanAnyCall_isTaken() {
    for (Duration ages : List.of(Duration.ofDays(36_500), Duration.ofSeconds(Long.MAX_VALUE))) {
      assertThat(ask(client.withDeadline(ages))).as("%s", ages).isTrue();
    }
  }

  /** hasCapability: no when nobody listens, or does no longer. */
  @Test
  void hasCapability_noServer_isNo() {
    try (var nobody = BeadleClient.to("unix:" + folder.resolve("nobody.sock"))) {
      assertThat(ask(nobody)).isFalse();
      assertThat(failure(() -> nobody.check(QUESTION)).isUnreachable()).isTrue();
    }
    assertThat(ask(client)).isTrue();
    sidecar.close();
    assertThat(ask(client)).isFalse();
  }

  /** hasCapability: no for a name that cannot be resolved. */
  @Test
  void hasCapability_unknownHost_isNo() {
    try (var nowhere = BeadleClient.to("no-such-host.invalid:7460")) {
      assertThat(ask(nowhere.withDeadline(Duration.ofSeconds(3)))).isFalse();
    }
  }

  /** hasCapability: no once the client is closed; closing again does nothing. */
  @Test
  void hasCapability_closed_isNo() {
    BeadleClient other = client.withSite("other");
    assertThat(ask(other)).isTrue();
    client.close();
    client.close();
    assertThat(ask(client)).isFalse();
    assertThat(ask(other)).as("it shares the connection").isFalse();
  }

  /** hasCapability: no when the thread is told to stop; it stays told. */
  @Test
  void hasCapability_interrupted_isNo() {
    sidecar.fallSilent();
    Thread.currentThread().interrupt();
    boolean answer = ask(client);
    assertThat(Thread.interrupted()).as("still interrupted").isTrue();
    assertThat(answer).isFalse();
  }

  /** withSite: every request names it; the client that it came from is as it was. */
  @Test
  void withSite_everyRequest_namesIt() throws Exception {
    BeadleClient northfield = client.withSite("northfield");
    northfield.check(QUESTION);
    northfield.checkBatch(List.of(QUESTION));
    northfield.checkMatrix(matrix().toBuilder().setSite("elsewhere").build());
    northfield.explain(QUESTION);
    assertThat(northfield.hasCapability(1, REPLY, Contexts.system())).isTrue();
    for (int i = 0; i < 5; i++) {
      assertThat(sidecar.findSite()).isEqualTo("northfield");
    }
    client.check(QUESTION);
    assertThat(sidecar.findSite()).isEmpty();
  }

  /** withDeadline: every call is given this time; without it, the usual one. */
  @Test
  void withDeadline_everyCall_isGivenThatTime() throws Exception {
    client.check(QUESTION);
    assertThat(sidecar.findDeadline())
        .isBetween(Duration.ofSeconds(1), BeadleClient.DEFAULT_DEADLINE);
    BeadleClient patient = client.withDeadline(Duration.ofMinutes(10));
    patient.check(QUESTION);
    patient.checkBatch(List.of());
    patient.checkMatrix(matrix());
    patient.withSite("a").explain(QUESTION);
    for (int i = 0; i < 4; i++) {
      assertThat(sidecar.findDeadline()).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
    }
  }

  /** withDeadline: the time of each call by itself, not of all together. */
  @Test
  void withDeadline_manyCalls_eachHasItsOwn() {
    BeadleClient quick = client.withDeadline(Duration.ofMillis(700));
    sidecar.fallSilent();
    assertThat(ask(quick)).isFalse();
    sidecar.speak();
    assertThat(ask(quick)).isTrue();
  }

  /** hasCapability: a server that is drained is left at once. */
  @Test
  void hasCapability_serverDrains_streamIsLeft() throws Exception {
    assertThat(ask(client)).isTrue();
    assertThat(sidecar.drain(Duration.ofSeconds(10))).as("nothing keeps it").isTrue();
  }

  /** to: a Unix domain socket. */
  @Test
  void to_unixSocket_asksThere() throws Exception {
    Path socket = folder.resolve("s");
    try (var there = new FakeSidecar(socket);
        var local = BeadleClient.to("unix:" + socket)) {
      assertThat(ask(local)).isTrue();
      there.failWith(Status.NOT_FOUND);
      assertThat(ask(local)).isFalse();
    }
  }

  /** An answer at the server's largest bounds is taken; beyond 16 MiB it is an error. */
  @Test
  void explain_largeAnswer_isTakenUpToTheBound() {
    BeadleClient patient = client.withDeadline(Duration.ofSeconds(20));
    sidecar.explainAtLength(15 << 20);
    assertThat(patient.explain(QUESTION).getText()).hasSize(15 << 20);
    sidecar.explainAtLength(17 << 20);
    assertThat(failure(() -> patient.explain(QUESTION)).status().getCode())
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
  }

  /** stream: no deadline; answers come in order; the batches name their own site. */
  @Test
  void stream_open_hasNoDeadline() throws Exception {
    var answers = new LinkedBlockingQueue<Long>();
    var ends = new LinkedBlockingQueue<String>();
    var requests =
        client.withDeadline(Duration.ofMillis(1)).withSite("ignored").stream(
            new StreamObserver<>() {
              @Override
              public void onNext(StreamCheckCapabilitiesResponse answer) {
                answers.add(answer.getRequestId());
              }

              @Override
              public void onError(Throwable failure) {
                ends.add(failure.toString());
              }

              @Override
              public void onCompleted() {
                ends.add("completed");
              }
            });
    for (long id = 1; id <= 100; id++) {
      requests.onNext(StreamCheckCapabilitiesRequest.newBuilder().setRequestId(id).build());
      assertThat(answers.poll(20, TimeUnit.SECONDS)).isEqualTo(id);
    }
    assertThat(sidecar.findDeadline()).isGreaterThan(Duration.ofDays(36_500));
    assertThat(sidecar.findSite()).isEmpty();
    requests.onCompleted();
    assertThat(ends.poll(20, TimeUnit.SECONDS)).isEqualTo("completed");
  }

  private static boolean ask(BeadleClient client) {
    return client.hasCapability(42, REPLY, Contexts.module(7));
  }

  private static CheckCapabilityMatrixRequest matrix() {
    return CheckCapabilityMatrixRequest.getDefaultInstance();
  }

  private static CheckFailedException failure(ThrowingCallable call) {
    CheckFailedException failed = catchThrowableOfType(CheckFailedException.class, call);
    assertThat(failed).as("failed").isNotNull();
    return failed;
  }
}
