package dev.beadle.server.change;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.change.Change.SettingChanged;
import dev.beadle.server.change.LogEntry.Origin;
import dev.beadle.server.change.RefusedChangeException.Kind;
import dev.beadle.server.graph.InvalidFactException;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotStore;
import dev.beadle.server.grpc.Await;
import dev.beadle.server.model.Revision;
import dev.beadle.server.testing.MemoryLog;
import dev.beadle.server.testing.MemoryLog.Failure;
import dev.beadle.server.testing.MemoryLog.Gate;
import dev.beadle.server.testing.Proposals;
import dev.beadle.server.testing.TestSite;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The one writer: order, groups, conflicts, keys, and what it does when its log fails. */
final class ChangeApplierTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final PolicySnapshot FIRST = TestSite.classroom().snapshot();

  private final MemoryLog log =
      MemoryLog.after(FIRST.revision().log(), FIRST.revision().position());
  private final List<Opened> opened = new ArrayList<>();

  /** An applier, where it publishes, and what it told. */
  private record Opened(
      ChangeApplier applier, SnapshotStore store, List<LogEntry> published, AtomicInteger groups) {}

  @AfterEach
  void close() {
    opened.forEach(one -> one.applier().close());
  }

  /** A write is durable, visible and told of before it is acknowledged. */
  @Test
  void submit_acknowledged_isDurableAndVisible() {
    Opened one = open(log);
    Committed committed = one.applier().submit(set("1")).join();
    assertThat(committed.revision()).isEqualTo(FIRST.revision().next());
    assertThat(committed.isRepeated()).isFalse();
    assertThat(valueIn(one.store())).isEqualTo("1");
    assertThat(current(one.store()).revision()).isEqualTo(committed.revision());
    assertThat(log.entries()).containsExactlyElementsOf(one.published());
    assertThat(log.entries().getFirst().origin().actor()).isEqualTo(2);
  }

  /** What waits while a write is under way goes to the log as one group, in its order. */
  @Test
  void submit_manyWhileOneWrites_areOneGroup() throws Exception {
    Opened one = open(log);
    Gate gate = log.holdNextWrite();
    var first = one.applier().submit(set("0"));
    gate.awaitArrival();
    List<CompletableFuture<Committed>> results = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      results.add(one.applier().submit(set(Integer.toString(i))));
    }
    gate.open();
    first.join();
    long position = first.join().revision().position();
    for (var result : results) {
      assertThat(result.join().revision().position()).isEqualTo(++position);
    }
    assertThat(log.appends()).isEqualTo(2);
    assertThat(one.groups()).hasValue(100);
    assertThat(valueIn(one.store())).isEqualTo("100");
  }

  /** Each proposal of a group is worked out on what the one before it leaves. */
  @Test
  void submit_group_isWorkedOutOneAfterTheOther() throws Exception {
    Opened one = open(log);
    Gate gate = log.holdNextWrite();
    var first = one.applier().submit(set("0"));
    gate.awaitArrival();
    List<CompletableFuture<Committed>> results = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      results.add(one.applier().submit(increment()));
    }
    gate.open();
    results.forEach(CompletableFuture::join);
    assertThat(first).isCompleted();
    assertThat(valueIn(one.store())).isEqualTo("10");
  }

  /** A refusal, and facts that cannot be, fail the one proposal and none of its group. */
  @Test
  void submit_refusedAmongOthers_failsAlone() throws Exception {
    Opened one = open(log);
    Gate gate = log.holdNextWrite();
    var first = one.applier().submit(set("0"));
    gate.awaitArrival();
    var refused =
        one.applier()
            .submit(
                Proposals.on(_ -> {
                  throw new RefusedChangeException(Kind.NOT_FOUND, "no such thing");
                }));
    var impossible = one.applier().submit(Proposals.of(new Change.ContextMoved(999_999, 1)));
    var broken =
        one.applier()
            .submit(
                Proposals.on(_ -> {
                  throw new IllegalStateException("a bug");
                }));
    var last = one.applier().submit(increment());
    gate.open();
    first.join();
    last.join();
    assertRefused(refused, Kind.NOT_FOUND, "no such thing");
    assertRefused(impossible, Kind.FAILED_PRECONDITION, "999999");
    assertThatThrownBy(impossible::join).cause().hasCauseInstanceOf(InvalidFactException.class);
    assertThatThrownBy(broken::join).hasCauseInstanceOf(IllegalStateException.class);
    assertThat(log.entries()).hasSize(2);
    assertThat(valueIn(one.store())).isEqualTo("1");
  }

  /** A draft without changes writes nothing and tells the current revision. */
  @Test
  void submit_nothingToChange_writesNothing() {
    Opened one = open(log);
    Committed committed = one.applier().submit(Proposals.of()).join();
    assertThat(committed).isEqualTo(new Committed(FIRST.revision(), List.of(), false));
    assertThat(log.appends()).isZero();
  }

  /** What is taken back before the writer has begun with it is never written. */
  @Test
  void submit_cancelledWhileItWaits_isNotWritten() throws Exception {
    Opened one = open(log);
    Gate gate = log.holdNextWrite();
    var first = one.applier().submit(set("0"));
    gate.awaitArrival();
    var takenBack = one.applier().submit(set("7"));
    var last = one.applier().submit(increment());
    assertThat(takenBack.cancel(false)).isTrue();
    gate.open();
    CompletableFuture.allOf(first, last).join();
    assertThat(log.entries()).hasSize(2);
    assertThat(valueIn(one.store())).isEqualTo("1");
  }

  /** More than may wait are refused, by the name of the bound. */
  @Test
  void submit_queueFull_isRefused() throws Exception {
    Opened one = open(log, new ChangeApplier.Limits(2, 1, Duration.ofSeconds(5)));
    Gate gate = log.holdNextWrite();
    var first = one.applier().submit(set("0"));
    gate.awaitArrival();
    var second = one.applier().submit(set("1"));
    var third = one.applier().submit(set("2"));
    assertThat(one.applier().queueLength()).isEqualTo(2);
    assertRefused(one.applier().submit(set("3")), Kind.OVERLOADED, "--max-pending-writes");
    gate.open();
    CompletableFuture.allOf(first, second, third).join();
    assertThat(valueIn(one.store())).isEqualTo("2");
  }

  /** The same key and the same request: what was written then is told, in a group and later. */
  @Test
  void submit_sameKeyAgain_tellsTheFirstWrite() throws Exception {
    Opened one = open(log);
    Gate gate = log.holdNextWrite();
    var first = one.applier().submit(set("0"));
    gate.awaitArrival();
    var keyed = one.applier().submit(keyed("k", "f", "1"));
    var inGroup = one.applier().submit(keyed("k", "f", "1"));
    var reused = one.applier().submit(keyed("k", "other", "2"));
    gate.open();
    first.join();
    Committed written = keyed.join();
    var repeated = new Committed(written.revision(), written.changes(), true);
    assertThat(inGroup.join()).isEqualTo(repeated);
    assertRefused(reused, Kind.KEY_REUSED, written.revision().token());
    assertThat(one.applier().submit(keyed("k", "f", "1")).join()).isEqualTo(repeated);
    assertRefused(one.applier().submit(keyed("k", "other", "2")), Kind.KEY_REUSED, "`k`");
    assertThat(log.entries()).hasSize(2);
  }

  /** Two appliers on one log: every write is there once, in one order, seen by both. */
  @Test
  void submit_twoAppliers_haveOneOrder() {
    Opened one = open(log);
    Opened other = open(log.view());
    one.applier().submit(set("0")).join();
    List<CompletableFuture<Committed>> results = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      results.add((i % 2 == 0 ? one : other).applier().submit(increment()));
    }
    results.forEach(CompletableFuture::join);
    assertThat(results.stream().map(result -> result.join().revision().position()))
        .doesNotHaveDuplicates();
    long last = log.head();
    Await.until("both are at the head", () -> position(one) == last && position(other) == last);
    assertThat(valueIn(one.store())).isEqualTo("100");
    assertThat(valueIn(other.store())).isEqualTo("100");
    assertThat(one.published()).isEqualTo(other.published()).isEqualTo(log.entries());
  }

  /** A key that another server has used is found though it is not visible here yet. */
  @Test
  void submit_keyUsedByAnotherServer_isRepeatedOnceVisible() {
    Opened one = open(log);
    Opened other = open(log.view());
    Committed written = one.applier().submit(keyed("k", "f", "1")).join();
    Committed repeated = other.applier().submit(keyed("k", "f", "1")).join();
    assertThat(repeated.isRepeated()).isTrue();
    assertThat(repeated.revision()).isEqualTo(written.revision());
    assertThat(position(other)).isGreaterThanOrEqualTo(written.revision().position());
    assertThat(log.entries()).hasSize(1);
  }

  /** Not known whether written, and it was: it is acknowledged and visible. */
  @Test
  void submit_writtenButUntold_isAcknowledged() {
    Opened one = open(log);
    log.failWrites(Failure.UNTOLD);
    Committed committed = one.applier().submit(set("1")).join();
    assertThat(committed.revision()).isEqualTo(FIRST.revision().next());
    assertThat(valueIn(one.store())).isEqualTo("1");
    assertThat(one.applier().isStale()).isFalse();
  }

  /** Not known whether written, and it was not: it fails, and the next one can be written. */
  @Test
  void submit_lost_fails() {
    Opened one = open(log);
    log.failWrites(Failure.LOST);
    assertRefused(one.applier().submit(set("1")), Kind.LOG_UNAVAILABLE, "the disk is full");
    assertThat(log.entries()).isEmpty();
    assertThat(current(one.store()).revision()).isEqualTo(FIRST.revision());
    log.failWrites(Failure.NONE);
    assertThat(one.applier().submit(set("2")).join().revision()).isEqualTo(FIRST.revision().next());
  }

  /** Not known, and the log cannot be read: stale; when it can be, what was written is there. */
  @Test
  void submit_untoldAndUnreadable_isStaleUntilRead() {
    Opened one = open(log);
    log.failWrites(Failure.UNTOLD);
    log.setUnreadable(true);
    assertRefused(one.applier().submit(set("1")), Kind.LOG_UNAVAILABLE, "not known");
    assertThat(one.applier().isStale()).isTrue();
    assertRefused(one.applier().submit(set("2")), Kind.LOG_UNAVAILABLE, "stale");
    assertThat(current(one.store()).revision()).isEqualTo(FIRST.revision());
    log.failWrites(Failure.NONE);
    log.setUnreadable(false);
    Await.until("it is up to date again", () -> !one.applier().isStale());
    assertThat(valueIn(one.store())).isEqualTo("1");
    assertThat(one.applier().submit(set("3")).join().revision().position())
        .isEqualTo(FIRST.revision().position() + 2);
  }

  /** A gap, or an entry that cannot be applied: the last good facts stay. */
  @Test
  void follow_gapOrInapplicable_isStale() {
    Opened gap = open(log);
    log.force(entry(FIRST.revision().position() + 2, new SettingChanged("siteguest", "9")));
    Await.until("it is stale", gap.applier()::isStale);
    assertThat(gap.applier().findTrouble()).contains("a gap in the log");
    assertThat(current(gap.store()).revision()).isEqualTo(FIRST.revision());
    log.dropLast();
    log.force(entry(FIRST.revision().position() + 1, new Change.ContextMoved(999_999, 1)));
    Await.until(
        "the reason is another",
        () -> String.valueOf(gap.applier().findTrouble()).contains("cannot be applied"));
    log.dropLast();
    Await.until("it is up to date again", () -> !gap.applier().isStale());
    gap.applier().submit(set("1")).join();
  }

  /** A log that was set back to before the facts. */
  @Test
  void follow_logEndsBeforeTheFacts_isStale() {
    Opened one = open(log);
    one.applier().submit(set("1")).join();
    log.dropLast();
    log.wakeAll();
    Await.until("it is stale", one.applier()::isStale);
    assertThat(one.applier().findTrouble()).contains("restored?");
    assertThat(valueIn(one.store())).isEqualTo("1");
  }

  /** A log that no longer reaches back to the facts. */
  @Test
  void open_logTruncatedBeyondTheFacts_isRefused() {
    Opened one = open(log);
    one.applier().submit(set("1")).join();
    one.applier().submit(set("2")).join();
    log.truncate(FIRST.revision().position() + 1);
    assertThatThrownBy(() -> open(log.view()))
        .isInstanceOf(LogUnavailableException.class)
        .hasMessageContaining("gap");
    log.truncate(FIRST.revision().position() + 2);
    assertThatThrownBy(() -> open(log.view()))
        .isInstanceOf(LogUnavailableException.class)
        .hasMessageContaining("no longer reaches back");
  }

  /** What the log holds after the first facts is read before anything is visible. */
  @Test
  void open_logWithATail_beginsAtItsHead() {
    Opened one = open(log);
    for (int i = 1; i <= 300; i++) {
      var _ = one.applier().submit(set(Integer.toString(i)));
    }
    one.applier().submit(set("999")).join();
    Opened other = open(log.view());
    assertThat(valueIn(other.store())).isEqualTo("999");
    assertThat(other.published()).isEmpty();
  }

  /** Facts of another log are refused. */
  @Test
  void open_factsOfAnotherLog_areRefused() {
    assertThatThrownBy(() -> open(MemoryLog.after("another", 0)))
        .isInstanceOf(LogUnavailableException.class)
        .hasMessageContaining("another");
  }

  /** Closing works off what waits; afterwards nothing is taken. */
  @Test
  void close_someWait_worksThemOff() throws Exception {
    Opened one = open(log);
    Gate gate = log.holdNextWrite();
    var first = one.applier().submit(set("0"));
    gate.awaitArrival();
    var second = one.applier().submit(set("1"));
    var closing = CompletableFuture.runAsync(one.applier()::close);
    Await.until(
        "it is closed to writes", () -> one.applier().submit(set("2")).isCompletedExceptionally());
    gate.open();
    closing.get(20, TimeUnit.SECONDS);
    assertThat(first.get(20, TimeUnit.SECONDS)).isNotNull();
    assertThat(second.get(20, TimeUnit.SECONDS)).isNotNull();
    assertRefused(one.applier().submit(set("3")), Kind.LOG_UNAVAILABLE, "draining");
  }

  private Opened open(MemoryLog of) {
    return open(of, new ChangeApplier.Limits(1_024, 256, Duration.ofSeconds(5)));
  }

  private Opened open(MemoryLog of, ChangeApplier.Limits limits) {
    var store = new SnapshotStore();
    var groups = new AtomicInteger();
    var listener =
        new ApplierListener() {
          @Override
          public void written(int entries) {
            groups.set(Math.max(groups.get(), entries));
          }
        };
    InstantSource clock = InstantSource.fixed(NOW);
    var applier =
        ChangeApplier.open(
            new ChangeApplier.Parts(
                of, store, clock, System::nanoTime, Runnable::run, listener, limits),
            FIRST);
    List<LogEntry> published = new CopyOnWriteArrayList<>();
    applier.tell((entry, _) -> published.add(entry));
    applier.start();
    var one = new Opened(applier, store, published, groups);
    opened.add(one);
    return one;
  }

  private static Proposal set(String value) {
    return Proposals.of(new SettingChanged("siteguest", value));
  }

  private static Proposal keyed(String key, String fingerprint, String value) {
    return Proposals.keyed(key, fingerprint, _ -> List.of(new SettingChanged("siteguest", value)));
  }

  private static Proposal increment() {
    return Proposals.on(head ->
        List.of(
            new SettingChanged(
                "siteguest", Integer.toString(Integer.parseInt(valueIn(head)) + 1))));
  }

  private static LogEntry entry(long position, Change change) {
    return new LogEntry(
        new Revision(FIRST.revision().log(), position),
        NOW,
        new Origin(0, "", "", ""),
        List.of(change));
  }

  private static String valueIn(SnapshotStore store) {
    return valueIn(current(store));
  }

  private static PolicySnapshot current(SnapshotStore store) {
    return requireNonNull(store.findCurrent());
  }

  private static String valueIn(PolicySnapshot snapshot) {
    return snapshot.settings().values().getOrDefault("siteguest", "");
  }

  private static long position(Opened one) {
    return current(one.store()).revision().position();
  }

  private static void assertRefused(
      CompletableFuture<Committed> result, Kind kind, String message) {
    assertThatThrownBy(() -> result.get(20, TimeUnit.SECONDS))
        .isInstanceOfAny(ExecutionException.class, CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            RefusedChangeException.class, refused -> assertThat(refused.kind()).isEqualTo(kind))
        .hasMessageContaining(message);
  }
}
