package dev.beadle.server.change;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.change.Change.SettingChanged;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotStore;
import dev.beadle.server.testing.Meanwhile;
import dev.beadle.server.testing.MemoryLog;
import dev.beadle.server.testing.Proposals;
import dev.beadle.server.testing.TestSite;
import dev.beadle.server.testing.WrittenSite;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * The history of writers and readers, recorded and checked: every acknowledged write is in the log
 * once and in the order of real time, and every reader sees one line of facts. {@code
 * -Dbeadle.rounds} makes each writer write so many times.
 */
final class WriteHistoryTest {
  private static final int WRITERS = 4;
  private static final int WRITES = Integer.getInteger("beadle.rounds", 150);
  private static final PolicySnapshot FIRST = TestSite.classroom().snapshot();

  private final Map<Long, String> read = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Write> writes = new ConcurrentLinkedQueue<>();

  /** An acknowledged write: the ticks of its submission and its acknowledgement are one clock's. */
  private record Write(String value, long position, int submittedAt, int acknowledgedAt) {}

  /** One applier. */
  @Test
  void history_oneApplier_isOneLine() throws Exception {
    try (WrittenSite one = WrittenSite.open(FIRST).start()) {
      check(one.log(), List.of(one));
    }
  }

  /** Two appliers on one log. */
  @Test
  void history_twoAppliers_isOneLine() throws Exception {
    try (WrittenSite one = WrittenSite.open(FIRST).start();
        WrittenSite other =
            WrittenSite.open(FIRST, one.log().view(), new SnapshotStore()).start()) {
      check(one.log(), List.of(one, other));
    }
  }

  private void check(MemoryLog log, List<WrittenSite> sites) throws Exception {
    var ticks = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        var readers = new Meanwhile()) {
      List<Future<?>> writers = new ArrayList<>();
      for (WrittenSite site : sites) {
        readers.start(isOver -> readUntil(isOver, site.store()));
      }
      for (int i = 0; i < WRITERS; i++) {
        int writer = i;
        WrittenSite site = sites.get(i % sites.size());
        WrittenSite elsewhere = sites.get((i + 1) % sites.size());
        writers.add(threads.submit(() -> write(writer, site, elsewhere.store(), ticks)));
      }
      for (Future<?> writer : writers) {
        writer.get(60, TimeUnit.SECONDS);
      }
    }
    compare(log);
  }

  private Void write(int writer, WrittenSite site, SnapshotStore elsewhere, AtomicInteger ticks)
      throws Exception {
    for (int i = 0; i < WRITES; i++) {
      String value = writer + "0000" + i;
      int submittedAt = ticks.incrementAndGet();
      Committed committed =
          site.applier()
              .submit(Proposals.of(new SettingChanged("siteguest", value)))
              .get(20, TimeUnit.SECONDS);
      long position = committed.revision().position();
      writes.add(new Write(value, position, submittedAt, ticks.incrementAndGet()));
      // Read your writes: here at once, elsewhere once the revision is there.
      assertThat(look(site.store())).isGreaterThanOrEqualTo(position);
      var there = new CompletableFuture<Void>();
      assertThat(elsewhere.whenAtLeast(position, () -> there.complete(null))).isNotNull();
      there.get(20, TimeUnit.SECONDS);
      assertThat(look(elsewhere)).isGreaterThanOrEqualTo(position);
    }
    return null;
  }

  private void readUntil(BooleanSupplier isOver, SnapshotStore store) {
    long last = 0;
    while (!isOver.getAsBoolean()) {
      long position = look(store);
      assertThat(position).isGreaterThanOrEqualTo(last);
      last = position;
    }
  }

  /** Reads, and notes what was read at which revision: all have to agree. */
  private long look(SnapshotStore store) {
    PolicySnapshot snapshot = requireNonNull(store.findCurrent());
    String value = snapshot.settings().values().getOrDefault("siteguest", "");
    long position = snapshot.revision().position();
    assertThat(requireNonNull(read.merge(position, value, (before, _) -> before))).isEqualTo(value);
    return position;
  }

  private void compare(MemoryLog log) {
    Map<Long, String> logged = new ConcurrentHashMap<>();
    for (LogEntry entry : log.entries()) {
      String value = ((SettingChanged) entry.changes().getFirst()).value();
      assertThat(logged.put(entry.revision().position(), value)).isNull();
    }
    assertThat(logged).hasSize(WRITERS * WRITES);
    assertThat(writes).hasSize(WRITERS * WRITES);
    writes.forEach(write -> assertThat(logged).containsEntry(write.position(), write.value()));
    read.forEach((position, value) -> {
      if (position > FIRST.revision().position()) {
        assertThat(logged).containsEntry(position, value);
      }
    });
    // Real time: of the writes by position, none was acknowledged before an earlier one began.
    int latestBegin = 0;
    for (Write write : writes.stream().sorted(Comparator.comparingLong(Write::position)).toList()) {
      assertThat(write.acknowledgedAt()).isGreaterThan(latestBegin);
      latestBegin = Math.max(latestBegin, write.submittedAt());
    }
  }
}
