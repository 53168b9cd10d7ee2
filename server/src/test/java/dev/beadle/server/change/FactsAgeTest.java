package dev.beadle.server.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.change.Change.SettingChanged;
import dev.beadle.server.change.LogEntry.Origin;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotStore;
import dev.beadle.server.grpc.Await;
import dev.beadle.server.model.Revision;
import dev.beadle.server.testing.MemoryLog;
import dev.beadle.server.testing.Proposals;
import dev.beadle.server.testing.TestSite;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Since when facts are said to be up to date: never longer ago than the log was asked. */
final class FactsAgeTest {
  private static final long START = Instant.parse("2026-11-20T10:00:00Z").toEpochMilli();
  private static final PolicySnapshot FIRST = TestSite.classroom().snapshot();

  private final AtomicLong millis = new AtomicLong(START);
  private final MemoryLog log =
      MemoryLog.after(FIRST.revision().log(), FIRST.revision().position());
  private final SnapshotStore store = new SnapshotStore();
  private final ChangeApplier applier = open();

  @AfterEach
  void close() {
    applier.close();
  }

  /** Entries of others: as of when the log was asked, though the process stood still since. */
  @Test
  void follow_timePassesWhileItCatchesUp_isAsOldAsTheQuestion() {
    List<Long> upToDateAt = new CopyOnWriteArrayList<>();
    applier.tell((_, _) -> {
      upToDateAt.add(store.upToDateAtMillis());
      millis.addAndGet(60_000);
    });
    applier.start();
    assertThat(log.view().append(List.of(entry(1), entry(2), entry(3)))).isTrue();
    Await.until("it has caught up", () -> upToDateAt.size() == 3);
    assertThat(upToDateAt).containsOnly(START);
    assertThat(store.upToDateAtMillis()).isEqualTo(START);
  }

  /** An own write: as of before it was written. */
  @Test
  void submit_timePassesWhileItIsWritten_isAsOldAsTheWrite() throws Exception {
    MemoryLog.Gate gate = log.holdNextWrite();
    applier.start();
    // On the writer's own thread, before it asks the log anew.
    CompletableFuture<Long> upToDateAt =
        applier
            .submit(Proposals.of(new SettingChanged("siteguest", "1")))
            .thenApply(_ -> store.upToDateAtMillis());
    gate.awaitArrival();
    millis.addAndGet(60_000);
    gate.open();
    assertThat(upToDateAt.get(20, TimeUnit.SECONDS)).isEqualTo(START);
  }

  private ChangeApplier open() {
    InstantSource clock = () -> Instant.ofEpochMilli(millis.get());
    var limits = new ChangeApplier.Limits(1_024, 256, Duration.ofSeconds(5));
    return ChangeApplier.open(
        new ChangeApplier.Parts(
            log, store, clock, System::nanoTime, Runnable::run, new ApplierListener() {}, limits),
        FIRST);
  }

  private static LogEntry entry(int number) {
    var revision = new Revision(FIRST.revision().log(), FIRST.revision().position() + number);
    return new LogEntry(
        revision,
        Instant.ofEpochMilli(START),
        new Origin(0, "", "", ""),
        List.of(new SettingChanged("siteguest", "" + number)));
  }
}
