package dev.beadle.client.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.client.Contexts;
import dev.beadle.client.LogLines;
import dev.beadle.client.internal.check.Answer;
import dev.beadle.client.internal.check.Answer.Decided;
import dev.beadle.client.internal.check.Answer.Facts;
import dev.beadle.client.internal.check.Question;
import dev.beadle.client.policy.CircuitPolicy;
import dev.beadle.client.policy.NearCachePolicy;
import dev.beadle.v1.Change;
import dev.beadle.v1.ChangeSet;
import dev.beadle.v1.ContextLockChanged;
import dev.beadle.v1.ContextMoved;
import dev.beadle.v1.ContextReference;
import dev.beadle.v1.ContextSaved;
import dev.beadle.v1.ExplainCapabilityResponse;
import dev.beadle.v1.ExplainedContext;
import dev.beadle.v1.Explanation;
import dev.beadle.v1.Freshness;
import dev.beadle.v1.Heartbeat;
import dev.beadle.v1.Permission;
import dev.beadle.v1.RoleAssignment;
import dev.beadle.v1.RoleDefined;
import dev.beadle.v1.SettingChanged;
import dev.beadle.v1.TableRow;
import dev.beadle.v1.UserSaved;
import dev.beadle.v1.WatchEvent;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The near cache: what is kept is what would be answered, as far as the watch has told. */
final class NearCacheTest {
  private static final String REPLY = "mod/forum:replypost";
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  // Context 31 lies below 3, which lies below 1.
  private final NearCache cache =
      new NearCache(
          new NearCachePolicy(100, Duration.ofSeconds(5)), (context, _) -> explained(context));
  private final Question question = Question.of(42, REPLY, Contexts.id(31));
  private String revision = "demo.1";

  @BeforeEach
  void begin() {
    beat("demo.1");
    cache.store(question, yes("demo.1"), 0);
    assertThat(cache.find(question, 0)).as("the path is learned first").isNull();
    cache.store(question, yes("demo.1"), 0);
  }

  /** What is kept is given, with its revision and its age. */
  @Test
  void find_kept_isGivenWithItsAge() {
    Answer answer = cache.find(question, 2 * SECOND);
    assertThat(answer).isEqualTo(new Decided(true, 1, 0, new Facts("demo.1", 2 * SECOND)));
    assertThat(cache.find(Question.of(43, REPLY, Contexts.id(31)), 0)).isNull();
  }

  /** What was too old when it was answered is not kept, however old it says it is. */
  @Test
  void store_tooOld_isNotKept() {
    Question other = Question.of(43, REPLY, Contexts.id(31));
    for (long age : new long[] {5 * SECOND + 1, Long.MAX_VALUE}) {
      cache.store(other, new Decided(true, 1, 0, new Facts("demo.1", age)), 10 * SECOND);
      assertThat(cache.find(other, 10 * SECOND)).isNull();
    }
    cache.store(other, yes("demo.1"), 10 * SECOND);
    assertThat(cache.find(other, 10 * SECOND)).isNotNull();
  }

  /** A context without a row has no id yet, under which a change could be told. */
  @Test
  void store_contextIsMissing_isNotKept() {
    Question other = Question.of(42, REPLY, Contexts.id(0));
    cache.store(other, yes("demo.1"), 0);
    cache.store(other, yes("demo.1"), 0);
    assertThat(cache.find(other, 0)).isNull();
  }

  @Test
  void policy_timeBeyondReason_isRefused() {
    for (Duration time :
        List.of(Duration.ZERO, Duration.ofDays(366), Duration.ofSeconds(Long.MAX_VALUE))) {
      assertThatThrownBy(() -> new NearCachePolicy(10, time))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("maxStaleness: " + time + " (expected: ");
      assertThatThrownBy(() -> new CircuitPolicy(5, time, time, time))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(": " + time + " (expected: ");
    }
  }

  /** maxStaleness: never older, the age that it had when it was answered included. */
  @Test
  void find_tooOld_isNotGiven() {
    assertThat(cache.find(question, 5 * SECOND)).isNotNull();
    assertThat(cache.find(question, 5 * SECOND + 1)).isNull();
    cache.store(question, new Decided(true, 1, 0, new Facts("demo.1", 4 * SECOND)), 10 * SECOND);
    assertThat(cache.find(question, 11 * SECOND)).isNotNull();
    assertThat(cache.find(question, 11 * SECOND + 1)).isNull();
  }

  static Stream<Arguments> concerning() {
    return Stream.of(
        Arguments.of("his assignment", assigned(42)),
        Arguments.of(
            "his account",
            Change.newBuilder().setUserSaved(UserSaved.newBuilder().setId(42)).build()),
        Arguments.of("the permission at the context", permission(31, REPLY)),
        Arguments.of("the permission at the root", permission(1, REPLY)),
        Arguments.of("a lock above", locked(3)),
        Arguments.of("the context's row", saved(31, 70, 9)),
        Arguments.of("his own context", saved(99, 30, 42)),
        Arguments.of(
            "a move anywhere",
            Change.newBuilder().setContextMoved(ContextMoved.newBuilder().setId(77)).build()),
        Arguments.of(
            "a role",
            Change.newBuilder().setRoleDefined(RoleDefined.newBuilder().setId(5)).build()),
        Arguments.of(
            "a setting",
            Change.newBuilder()
                .setSettingChanged(SettingChanged.newBuilder().setName("x"))
                .build()),
        Arguments.of(
            "the guest account",
            Change.newBuilder()
                .setUserSaved(UserSaved.newBuilder().setId(1).setUsername("guest"))
                .build()),
        Arguments.of("a change of a kind not known yet", Change.getDefaultInstance()));
  }

  /** A change that may concern an answer drops it. */
  @ParameterizedTest
  @MethodSource("concerning")
  void event_concerns_dropsTheAnswer(String name, Change change) {
    change("demo.2", change);
    assertThat(cache.find(question, 0)).as(name).isNull();
    assertThat(cache.size()).isZero();
  }

  static Stream<Arguments> unrelated() {
    return Stream.of(
        Arguments.of("another's assignment", assigned(43)),
        Arguments.of("another capability", permission(31, "mod/forum:rate")),
        Arguments.of("the permission elsewhere", permission(32, REPLY)),
        Arguments.of("a lock elsewhere", locked(32)),
        Arguments.of("a new context", saved(500, 50, 77)),
        Arguments.of("another's own context", saved(98, 30, 43)),
        Arguments.of(
            "a table that no check reads",
            Change.newBuilder().setRowSaved(TableRow.newBuilder().setTable("groups")).build()));
  }

  /** A change that cannot concern an answer leaves it. */
  @ParameterizedTest
  @MethodSource("unrelated")
  void event_isUnrelated_leavesTheAnswer(String name, Change change) {
    change("demo.2", change);
    assertThat(cache.find(question, 0)).as(name).isNotNull();
  }

  /** An answer from before a change that concerns it is never kept, however late it comes. */
  @Test
  void store_answerOlderThanTheChange_isNotKept() {
    change("demo.2", assigned(42));
    cache.store(question, yes("demo.1"), 0);
    assertThat(cache.find(question, 0)).isNull();
    cache.store(question, yes("demo.2"), 0);
    assertThat(cache.find(question, 0)).isNotNull();
  }

  /** An answer from before a change of something else is kept. */
  @Test
  void store_answerOlderThanAnotherChange_isKept() {
    change("demo.2", assigned(43));
    cache.store(Question.of(42, "mod/forum:rate", Contexts.id(31)), yes("demo.1"), 0);
    assertThat(cache.find(Question.of(42, "mod/forum:rate", Contexts.id(31)), 0)).isNotNull();
  }

  /** An answer of a revision that the watch has not told of is not kept. */
  @Test
  void store_revisionNotTold_isNotKept() {
    Question other = Question.of(43, REPLY, Contexts.id(31));
    cache.store(other, yes("demo.2"), 0);
    assertThat(cache.find(other, 0)).isNull();
  }

  /** The parts of a change set count from the first on; its revision, from the last on. */
  @Test
  void event_continued_countsAtOnce() {
    var part =
        ChangeSet.newBuilder().setRevision("demo.2").setContinued(true).addChanges(assigned(42));
    cache.event(WatchEvent.newBuilder().setChanges(part).build());
    assertThat(cache.find(question, 0)).isNull();
    cache.store(question, yes("demo.2"), 0);
    assertThat(cache.find(question, 0)).isNull();
    change("demo.2", locked(3));
    cache.store(question, yes("demo.2"), 0);
    cache.store(question, yes("demo.2"), 0);
    assertThat(cache.find(question, 0)).isNotNull();
  }

  /**
   * Without the watch it is off and empty; it is on again when the watch tells where the site is.
   */
  @Test
  void interrupted_isOffAndEmpty() {
    cache.interrupted(Status.UNAVAILABLE);
    assertThat(cache.isOn()).isFalse();
    assertThat(cache.find(question, 0)).isNull();
    cache.store(question, yes("demo.1"), 0);
    beat("demo.1");
    assertThat(cache.isOn()).isTrue();
    assertThat(cache.find(question, 0)).as("nothing from before").isNull();
    cache.store(question, yes("demo.1"), 0);
    cache.store(question, yes("demo.1"), 0);
    assertThat(cache.find(question, 0)).isNotNull();
  }

  /** Bounded: no more than it may keep. */
  @Test
  void store_more_keepsNoMoreThanItMay() {
    for (int user = 1; user <= 1_000; user++) {
      cache.store(Question.of(user, REPLY, Contexts.id(31)), yes("demo.1"), 0);
    }
    assertThat(cache.size()).isLessThanOrEqualTo(100);
    assertThat(cache.find(Question.of(1_000, REPLY, Contexts.id(31)), 0)).isNotNull();
  }

  private void beat(String newRevision) {
    revision = newRevision;
    cache.event(
        WatchEvent.newBuilder()
            .setHeartbeat(Heartbeat.newBuilder().setRevision(newRevision))
            .build());
  }

  private void change(String newRevision, Change change) {
    revision = newRevision;
    cache.event(
        WatchEvent.newBuilder()
            .setChanges(ChangeSet.newBuilder().setRevision(newRevision).addChanges(change))
            .build());
  }

  private CompletableFuture<ExplainCapabilityResponse> explained(ContextReference context) {
    var path = Explanation.newBuilder();
    for (long id : new long[] {context.getId(), 3, 1}) {
      path.addPath(ExplainedContext.newBuilder().setId(id));
    }
    return CompletableFuture.completedFuture(
        ExplainCapabilityResponse.newBuilder()
            .addExplanations(path)
            .setFreshness(Freshness.newBuilder().setRevision(revision))
            .build());
  }

  /** A sidecar that has nothing to watch: the cache keeps nothing, and says so once. */
  @Test
  void interrupted_nothingToWatch_isToldOnce() {
    try (var log = new LogLines()) {
      cache.interrupted(Status.UNAVAILABLE.withDescription("restarting"));
      assertThat(log.lines()).isEmpty();
      Status nothing = Status.FAILED_PRECONDITION.withDescription("the site does not change");
      cache.interrupted(nothing);
      cache.interrupted(nothing);
      assertThat(log.lines())
          .containsExactly("the near cache keeps nothing: the site does not change");
    }
    cache.store(question, yes("demo.1"), 0);
    assertThat(cache.find(question, 0)).isNull();
  }

  private static Decided yes(String atRevision) {
    return new Decided(true, 1, 0, new Facts(atRevision, 0));
  }

  private static Change assigned(long userId) {
    return Change.newBuilder()
        .setRoleAssigned(RoleAssignment.newBuilder().setUserId(userId).setContextId(3))
        .build();
  }

  private static Change permission(long contextId, String capability) {
    return Change.newBuilder()
        .setPermissionSet(Permission.newBuilder().setContextId(contextId).setCapability(capability))
        .build();
  }

  private static Change locked(long contextId) {
    return Change.newBuilder()
        .setContextLockChanged(ContextLockChanged.newBuilder().setId(contextId).setLocked(true))
        .build();
  }

  private static Change saved(long contextId, int level, long instanceId) {
    return Change.newBuilder()
        .setContextSaved(
            ContextSaved.newBuilder().setId(contextId).setLevel(level).setInstanceId(instanceId))
        .build();
  }
}
