package dev.beadle.server.change;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.change.Change.RoleAssigned;
import dev.beadle.server.change.Change.SettingChanged;
import dev.beadle.server.change.ChangeFeed.Next;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotStore;
import dev.beadle.server.grpc.Await;
import dev.beadle.server.testing.MemoryLog;
import dev.beadle.server.testing.MemoryLog.Failure;
import dev.beadle.server.testing.Proposals;
import dev.beadle.server.testing.TestSite;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the one writer does when the world fails: nothing is lost, and it goes on. */
final class ChangeApplierFaultTest {
  private final TestSite site = TestSite.classroom().assign("ann", "student", "course");
  private final PolicySnapshot first = site.snapshot();
  private final MemoryLog log =
      MemoryLog.after(first.revision().log(), first.revision().position());
  private final AtomicReference<Instant> now = new AtomicReference<>(first.readAt());
  private final AtomicReference<@Nullable PolicySnapshot> latest = new AtomicReference<>();
  private final SnapshotStore store = new SnapshotStore();
  private final SnapshotStore otherStore = new SnapshotStore();
  private final ChangeApplier applier = open(log, store);
  private final ChangeFeed feed =
      new ChangeFeed(
          log,
          first.revision().position(),
          new ChangeFeed.Bounds(8, 100),
          new MergeBudget(100),
          () -> {});

  @AfterEach
  void close() {
    applier.close();
  }

  /** A proposal that overflows the stack fails alone. */
  @Test
  void submit_errorInAProposal_failsAlone() {
    applier.start();
    var broken =
        applier.submit(
            Proposals.on(_ -> {
              throw new StackOverflowError("too deep");
            }));
    assertThatThrownBy(broken::join).hasStackTraceContaining("too deep");
    assertThat(applier.isStale()).isFalse();
    assertThat(applier.submit(Proposals.of(set("1"))).join().revision())
        .isEqualTo(first.revision().next());
  }

  /** The log is away for a while: stale, for so long; then it goes on by itself. */
  @Test
  void follow_logAwayForAWhile_recovers() {
    applier.start();
    log.setUnreadable(true);
    log.failWrites(Failure.LOST);
    log.wakeAll();
    Await.until("it is stale", applier::isStale);
    Await.until("for a while", () -> applier.staleFor().toMillis() > 20);
    log.failWrites(Failure.NONE);
    log.setUnreadable(false);
    Await.until("it is up to date", () -> !applier.isStale());
    assertThat(applier.staleFor()).isZero();
    applier.submit(Proposals.of(set("1"))).join();
  }

  /** The log went on without this follower, and was truncated: it reloads and goes on. */
  @Test
  void follow_truncatedBeyondTheFacts_reloads() {
    applier.tell(feed);
    MemoryLog view = log.view();
    try (ChangeApplier other = open(view, otherStore)) {
      other.start();
      for (int i = 0; i < 6; i++) {
        other.submit(Proposals.of(set(String.valueOf(i)))).join();
        if (i == 3) {
          latest.set(otherStore.findCurrent());
        }
      }
      log.truncate(first.revision().position() + 4);
      applier.start();
      Await.until("it has reloaded", () -> position(store) == position(otherStore));
      Await.until("it is up to date", () -> !applier.isStale());
      assertThat(feed.after(first.revision().position())).isInstanceOf(Next.Gone.class);
      assertThat(feed.after(first.revision().position() + 4))
          .isInstanceOfSatisfying(
              Next.Entries.class, next -> assertThat(next.entries()).hasSize(2));
      applier.submit(Proposals.of(set("7"))).join();
    }
  }

  /** There are no later facts, or such as lead nowhere: stale, and the last good facts stay. */
  @Test
  void follow_truncatedWithoutAWayOn_staysStale() {
    try (ChangeApplier other = open(log.view(), otherStore)) {
      other.start();
      other.submit(Proposals.of(set("1"))).join();
      other.submit(Proposals.of(set("2"))).join();
    }
    log.truncate(first.revision().position() + 2);
    latest.set(first);
    applier.start();
    Await.until("it says why", () -> String.valueOf(applier.findTrouble()).contains("no way on"));
    assertThat(position(store)).isEqualTo(first.revision().position());
  }

  /** The applier's own tick lets an assignment begin: nobody has to ask. */
  @Test
  void tick_assignmentBegins_isPublishedWithoutAQuestion() {
    long begins = first.readAt().getEpochSecond() + 60;
    applier.start();
    applier
        .submit(
            Proposals.of(
                new RoleAssigned(
                    9_000,
                    site.roleId("student"),
                    site.contextId("forum"),
                    site.userId("ann"),
                    "",
                    0,
                    begins,
                    0)))
        .join();
    assertThat(requireNonNull(store.findCurrent()).nextBoundaryMillis()).isEqualTo(begins * 1000);
    now.set(Instant.ofEpochSecond(begins));
    Await.until(
        "the next boundary is past",
        () -> requireNonNull(store.findCurrent()).nextBoundaryMillis() == Long.MAX_VALUE);
    assertThat(requireNonNull(store.findCurrent()).revision()).isEqualTo(first.revision().next());
  }

  /** A write that hangs does not keep it from closing; those who wait are told. */
  @Test
  void close_writeHangs_isBounded() throws Exception {
    applier.start();
    MemoryLog.Gate gate = log.holdNextWrite();
    var hanging = applier.submit(Proposals.of(set("1")));
    gate.awaitArrival();
    var waiting = applier.submit(Proposals.of(set("2")));
    long startedAt = System.nanoTime();
    applier.close();
    assertThat(Duration.ofNanos(System.nanoTime() - startedAt)).isLessThan(Duration.ofSeconds(10));
    assertThatThrownBy(() -> waiting.get(5, TimeUnit.SECONDS))
        .hasStackTraceContaining("RefusedChangeException");
    assertThatThrownBy(() -> hanging.get(5, TimeUnit.SECONDS))
        .hasStackTraceContaining("RefusedChangeException");
  }

  private ChangeApplier open(MemoryLog of, SnapshotStore into) {
    InstantSource clock = now::get;
    return ChangeApplier.open(
        new ChangeApplier.Parts(
            of,
            into,
            clock,
            System::nanoTime,
            Runnable::run,
            ApplierListener.NONE,
            new ChangeApplier.Limits(100, 10, Duration.ofSeconds(1)),
            latest::get),
        first);
  }

  private static long position(SnapshotStore store) {
    return requireNonNull(store.findCurrent()).revision().position();
  }

  private static Change set(String value) {
    return new SettingChanged("siteguest", value);
  }
}
