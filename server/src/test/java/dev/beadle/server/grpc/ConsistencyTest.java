package dev.beadle.server.grpc;

import static dev.beadle.server.grpc.Messages.one;
import static dev.beadle.server.testing.TestSite.REPLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.util.Durations;
import dev.beadle.server.BeadleServer;
import dev.beadle.server.change.Change;
import dev.beadle.server.change.Change.PermissionRemoved;
import dev.beadle.server.change.Change.PermissionSet;
import dev.beadle.server.change.ChangeSink;
import dev.beadle.server.change.Committed;
import dev.beadle.server.config.ChangeLimits;
import dev.beadle.server.config.ChangeLimits.BatchLimits;
import dev.beadle.server.config.ChangeLimits.LongCallLimits;
import dev.beadle.server.config.ChangeLimits.WatchLimits;
import dev.beadle.server.config.RequestLimits;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.Revision;
import dev.beadle.server.telemetry.Scrape;
import dev.beadle.server.testing.Meanwhile;
import dev.beadle.server.testing.MemoryLog;
import dev.beadle.server.testing.Proposals;
import dev.beadle.server.testing.TestSite;
import dev.beadle.v1.BatchCheckCapabilitiesRequest;
import dev.beadle.v1.BatchCheckCapabilitiesResponse;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckCapabilityRequest;
import dev.beadle.v1.CheckCapabilityResponse;
import dev.beadle.v1.CheckServiceGrpc;
import dev.beadle.v1.Consistency;
import dev.beadle.v1.StreamCheckCapabilitiesRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** check.proto, Consistency: an answer is taken from the facts that were asked for, or refused. */
final class ConsistencyTest {
  private static final int RECENT = 4;
  private static final int WAITERS = 2;
  private static final Duration MAX_STALE = Duration.ofMillis(400);

  private final TestSite site =
      TestSite.classroom()
          .allow("student", TestSite.SYSTEM, REPLY)
          .assign("ann", "student", "course")
          .assign("bob", "student", "forum");
  private final PolicySnapshot first = site.snapshot();
  private final MemoryLog log =
      MemoryLog.after(first.revision().log(), first.revision().position());
  private final GateClock clock = new GateClock(Instant.parse("2026-11-20T10:00:00Z"));
  private final ServedSite served = ServedSite.start(config(), clock);
  private final ChangeSink sink =
      served.server().open(new BeadleServer.Written(first, log, ServedSite.loaded(first).report()));
  private final CapabilityQuestion ann = one(site.userId("ann"), REPLY, site.contextId("forum"));
  private final CapabilityQuestion bob = one(site.userId("bob"), REPLY, site.contextId("forum"));
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void stop() {
    threads.shutdownNow();
    served.close();
  }

  /** at_least_revision: what was written is seen at once by whoever names it. */
  @Test
  void atLeast_afterAWrite_seesIt() {
    assertThat(check(Consistency.getDefaultInstance()).getDecision().getAllowed()).isTrue();
    Committed committed = write(prohibit());
    CheckCapabilityResponse answer = check(atLeast(committed.revision().token()));
    assertThat(answer.getDecision().getAllowed()).isFalse();
    assertThat(answer.getFreshness().getRevision()).isEqualTo(committed.revision().token());
  }

  /** at_least_revision: by every method, what is not there yet is waited for. */
  @Test
  void atLeast_notThereYet_waitsForIt() throws Exception {
    Consistency next = atLeast(first.revision().next().token());
    Future<CheckCapabilityResponse> check = threads.submit(() -> check(next));
    Future<BatchCheckCapabilitiesResponse> batch =
        threads.submit(() ->
            served
                .stub()
                .batchCheckCapabilities(
                    Messages.batch(ann).toBuilder().setConsistency(next).build()));
    awaitWaiters(2);
    write(prohibit());
    assertThat(check.get(20, TimeUnit.SECONDS).getDecision().getAllowed()).isFalse();
    assertThat(batch.get(20, TimeUnit.SECONDS).getResults(0).getDecision().getAllowed()).isFalse();
    awaitWaiters(0);
    Consistency last = atLeast(first.revision().next().next().token());
    Future<?> matrix =
        threads.submit(() ->
            served
                .stub()
                .checkCapabilityMatrix(
                    Messages.matrix(2, List.of(1L), List.of(REPLY)).toBuilder()
                        .setConsistency(last)
                        .build()));
    Future<?> explain =
        threads.submit(() ->
            served
                .stub()
                .explainCapability(Messages.explain(ann).toBuilder().setConsistency(last).build()));
    awaitWaiters(2);
    write(allow());
    assertThat(matrix.get(20, TimeUnit.SECONDS)).isNotNull();
    assertThat(explain.get(20, TimeUnit.SECONDS)).isNotNull();
  }

  /** at_least_revision, in a stream: the answers stay in order, and the half-close is kept. */
  @Test
  void atLeast_inAStream_keepsTheOrder() throws Exception {
    try (var stream = new OpenStream(served.channel())) {
      stream.send(message(1, atLeast(first.revision().next().token())));
      stream.send(message(2, Consistency.getDefaultInstance()));
      stream.send(message(3, atLeast("nonsense")));
      stream.halfClose();
      awaitWaiters(1);
      write(prohibit());
      assertThat(stream.receive().getRequestId()).isEqualTo(1);
      assertThat(stream.receive().getRequestId()).isEqualTo(2);
      var third = stream.receive();
      assertThat(third.getRequestId()).isEqualTo(3);
      assertThat(third.getError().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT.value());
      assertThat(stream.awaitEnd().isOk()).isTrue();
    }
  }

  /** at_least_revision: told a little before the deadline that it did not come, with both. */
  @Test
  void atLeast_doesNotCome_isUnavailable() {
    String wanted = first.revision().next().token();
    assertRefused(
        () ->
            CheckServiceGrpc.newBlockingStub(served.channel())
                .withDeadlineAfter(500, TimeUnit.MILLISECONDS)
                .checkCapability(request(atLeast(wanted))),
        Status.Code.UNAVAILABLE,
        wanted,
        first.revisionToken());
    assertRefused(
        () ->
            CheckServiceGrpc.newBlockingStub(served.channel())
                .checkCapability(request(atLeast(wanted))),
        Status.Code.UNAVAILABLE,
        wanted);
    awaitWaiters(0);
  }

  /** at_least_revision: a caller who goes waits no longer; too many who wait are refused. */
  @Test
  void atLeast_tooManyWait_areRefusedUntilSomeGo() {
    Consistency next = atLeast(first.revision().next().token());
    var stub =
        CheckServiceGrpc.newFutureStub(served.channel()).withDeadlineAfter(Duration.ofSeconds(20));
    var waiting = stub.checkCapability(request(next));
    var other = stub.checkCapability(request(next));
    awaitWaiters(2);
    assertRefused(() -> check(next), Status.Code.RESOURCE_EXHAUSTED, "--max-revision-waiters", "2");
    other.cancel(true);
    awaitWaiters(1);
    var third = stub.checkCapability(request(next));
    awaitWaiters(2);
    write(prohibit());
    assertThat(waiting).succeedsWithin(Duration.ofSeconds(20));
    assertThat(third).succeedsWithin(Duration.ofSeconds(20));
  }

  /** at_revision: the facts as they were, as long as they are kept. */
  @Test
  void at_recent_answersAsItWas() {
    List<String> tokens = new ArrayList<>(List.of(first.revisionToken()));
    for (int i = 0; i < 6; i++) {
      tokens.add(write(i % 2 == 0 ? prohibit() : allow()).revision().token());
    }
    for (int i = tokens.size() - RECENT; i < tokens.size(); i++) {
      CheckCapabilityResponse answer = check(at(tokens.get(i)));
      assertThat(answer.getFreshness().getRevision()).isEqualTo(tokens.get(i));
      assertThat(answer.getDecision().getAllowed()).isEqualTo(i % 2 == 0);
    }
    assertRefused(
        () -> check(at(tokens.get(tokens.size() - RECENT - 1))),
        Status.Code.OUT_OF_RANGE,
        "--recent-revisions");
    String future = Revision.parse(tokens.getLast()).next().token();
    assertRefused(() -> check(at(future)), Status.Code.INVALID_ARGUMENT, future, "future");
  }

  /** Tokens that are none, or of another log, are refused by name. */
  @Test
  void tokens_foreignOrMalformed_areRefused() {
    for (String token : List.of("", "nonsense", "a.b", "another.1", "another.999")) {
      assertRefused(
          () -> check(atLeast(token)), Status.Code.INVALID_ARGUMENT, "at_least_revision: ");
      assertRefused(() -> check(at(token)), Status.Code.INVALID_ARGUMENT, "at_revision: ");
    }
  }

  /** max_staleness: the time since the facts were known to be all that the log has. */
  @Test
  void maxStaleness_logUnreadable_isUnavailable() {
    log.setUnreadable(true);
    clock.advance(Duration.ofMinutes(1));
    assertRefused(() -> check(notOlder(30_000)), Status.Code.UNAVAILABLE, "60000 ms", "30000 ms");
    assertThat(check(notOlder(60_000)).getFreshness().getAge())
        .isEqualTo(Durations.fromSeconds(60));
    log.setUnreadable(false);
    log.wakeAll();
    Await.until(
        "the log was looked at",
        () -> check(Consistency.getDefaultInstance()).getFreshness().getAge().getSeconds() == 0);
    assertThat(check(notOlder(0)).getDecision().getAllowed()).isTrue();
    log.setUnreadable(true);
    log.wakeAll();
    Await.until("it is stale", () -> gauge("beadle_stale") == 1);
    clock.advance(Duration.ofMinutes(2));
    assertRefused(() -> check(notOlder(60_000)), Status.Code.UNAVAILABLE, "max_staleness");
    assertThat(check(Consistency.getDefaultInstance()).getDecision().getAllowed()).isTrue();
    Await.until("it is not ready any more", () -> gauge("beadle_ready") == 0);
    assertRefused(() -> check(notOlder(-1)), Status.Code.INVALID_ARGUMENT, "max_staleness");
  }

  /**
   * Concurrent writers and readers: a batch is never taken from half of a change, every answer is
   * that of its revision, and what one reader sees never goes back.
   */
  @Test
  void history_writersAndReaders_isThatOfOneLine() throws Exception {
    var seen = new ConcurrentHashMap<Long, Boolean>();
    try (var readers = new Meanwhile()) {
      for (int reader = 0; reader < 3; reader++) {
        readers.start(isOver -> readUntil(isOver, seen));
      }
      List<Future<?>> writers = new ArrayList<>();
      for (int writer = 0; writer < 3; writer++) {
        writers.add(
            threads.submit(() -> {
              for (int i = 0; i < 100; i++) {
                Committed committed = sink.submit(Proposals.on(this::flipped)).join();
                long position = committed.revision().position();
                var answer = batch(atLeast(committed.revision().token()));
                assertThat(positionOf(answer)).isGreaterThanOrEqualTo(position);
              }
            }));
      }
      for (Future<?> writer : writers) {
        writer.get(60, TimeUnit.SECONDS);
      }
    }
    assertThat(log.entries()).hasSize(300);
    // The model: each write turns the answer around.
    seen.forEach((position, allowed) ->
        assertThat(allowed)
            .as("at %s", position)
            .isEqualTo((position - first.revision().position()) % 2 == 0));
    assertThat(seen).isNotEmpty();
  }

  private void readUntil(BooleanSupplier isOver, ConcurrentHashMap<Long, Boolean> seen) {
    long last = 0;
    while (!isOver.getAsBoolean()) {
      BatchCheckCapabilitiesResponse answer = batch(Consistency.getDefaultInstance());
      long position = positionOf(answer);
      assertThat(position).isGreaterThanOrEqualTo(last);
      last = position;
      boolean allowed = answer.getResults(0).getDecision().getAllowed();
      assertThat(answer.getResults(1).getDecision().getAllowed())
          .as("both at %s", position)
          .isEqualTo(allowed);
      Boolean before = seen.putIfAbsent(position, allowed);
      assertThat(before == null || before == allowed).isTrue();
    }
  }

  /** Ann's permission and Bob's are changed by one batch of two changes. */
  private List<Change> flipped(PolicySnapshot head) {
    boolean isAllowed = (head.revision().position() - first.revision().position()) % 2 == 0;
    Change course = permission(50_000, "course", isAllowed);
    Change forum = permission(50_001, "forum", isAllowed);
    return List.of(course, forum);
  }

  private Change permission(long id, String context, boolean isSet) {
    long contextId = site.contextId(context);
    long role = site.roleId("student");
    return isSet
        ? new PermissionSet(id, contextId, role, REPLY, -1000)
        : new PermissionRemoved(id, contextId, role, REPLY, -1000);
  }

  private Change prohibit() {
    return permission(50_000, "course", true);
  }

  private Change allow() {
    return permission(50_000, "course", false);
  }

  private Committed write(Change change) {
    return sink.submit(Proposals.of(change)).join();
  }

  private BatchCheckCapabilitiesResponse batch(Consistency consistency) {
    var request = BatchCheckCapabilitiesRequest.newBuilder().addQuestions(ann).addQuestions(bob);
    return served.stub().batchCheckCapabilities(request.setConsistency(consistency).build());
  }

  private static long positionOf(BatchCheckCapabilitiesResponse answer) {
    return Revision.parse(answer.getFreshness().getRevision()).position();
  }

  private CheckCapabilityResponse check(Consistency consistency) {
    return served.stub().checkCapability(request(consistency));
  }

  private CheckCapabilityRequest request(Consistency consistency) {
    return CheckCapabilityRequest.newBuilder().setQuestion(ann).setConsistency(consistency).build();
  }

  private StreamCheckCapabilitiesRequest message(long id, Consistency consistency) {
    return StreamCheckCapabilitiesRequest.newBuilder()
        .setRequestId(id)
        .setBatch(Messages.batch(ann).toBuilder().setConsistency(consistency))
        .build();
  }

  private static Consistency atLeast(String token) {
    return Consistency.newBuilder().setAtLeastRevision(token).build();
  }

  private static Consistency at(String token) {
    return Consistency.newBuilder().setAtRevision(token).build();
  }

  private static Consistency notOlder(long millis) {
    return Consistency.newBuilder().setMaxStaleness(Durations.fromMillis(millis)).build();
  }

  private void awaitWaiters(int count) {
    Await.until(count + " wait", () -> gauge("beadle_revision_waiters") == count);
  }

  private double gauge(String name) {
    return Scrape.of(served.server().httpPort()).value(name);
  }

  private static void assertRefused(Runnable call, Status.Code code, String... messages) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            refused -> {
              assertThat(refused.getStatus().getCode()).isEqualTo(code);
              assertThat(refused.getStatus().getDescription()).contains(messages);
            });
  }

  private static BeadleServer.Config config() {
    var changes =
        new ChangeLimits(
            1_024,
            256,
            RECENT,
            WAITERS,
            Duration.ofMillis(300),
            MAX_STALE,
            WatchLimits.DEFAULT,
            LongCallLimits.DEFAULT,
            BatchLimits.DEFAULT);
    return new BeadleServer.Config(
        ServedSite.listen(0, 0, null), RequestLimits.DEFAULT, changes, "site", 64 << 20);
  }
}
