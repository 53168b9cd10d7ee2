package dev.beadle.server.graph;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.model.SiteTable;
import dev.beadle.server.testing.Meanwhile;
import dev.beadle.server.testing.TestSite;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Assignments begin and end without a change: whoever asks gets those of his moment. */
final class SnapshotStoreTimeTest {
  private static final long FIRST_ROW = 1_000_000;

  private final TestSite site = TestSite.classroom().assign("ann", "student", "course");
  private final PolicySnapshot base = site.snapshot();
  private final long start = base.readAt().getEpochSecond() + 100;

  /** From the very millisecond on, and not one before. */
  @Test
  void findCurrent_atTheBoundary_isMovedOn() {
    SnapshotStore store = storeOf(row(base, FIRST_ROW, start, start + 10));
    assertThat(held(store.findCurrent(start * 1000 - 1))).isEqualTo(1);
    assertThat(held(store.findCurrent(start * 1000))).isEqualTo(2);
    PolicySnapshot inside = requireNonNull(store.findCurrent());
    assertThat(held(inside)).isEqualTo(2);
    assertThat(store.findCurrent(start * 1000 + 9_999)).isSameAs(inside);
    assertThat(held(store.findCurrent(start * 1000 + 10_000))).isEqualTo(1);
  }

  /** Several boundaries at once, when nobody asked for long. */
  @Test
  void findCurrent_longAfter_skipsWhatIsOver() {
    PolicySnapshot timed = row(base, FIRST_ROW, start, start + 10);
    SnapshotStore store = storeOf(row(timed, FIRST_ROW + 1, start + 20, 0));
    assertThat(held(store.findCurrent((start + 30) * 1000))).isEqualTo(2);
  }

  /** A clock that goes backwards: what was over stays over, in what follows too. */
  @Test
  void findCurrent_clockSetBack_doesNotGoBack() {
    PolicySnapshot timed = row(base, FIRST_ROW, start, start + 10);
    SnapshotStore store = storeOf(timed);
    PolicySnapshot over = requireNonNull(store.findCurrent((start + 10) * 1000));
    assertThat(store.findCurrent((start + 5) * 1000)).isSameAs(over);
    assertThat(held(row(over, FIRST_ROW + 1, 0, 0))).isEqualTo(2);
    // A table row that no place can be found for makes the editor read everything anew.
    SnapshotEditor reloading = SnapshotEditor.of(over);
    reloading.put(TableRow.of(SiteTable.ROLE_ASSIGNMENTS, FIRST_ROW + 2, 7, 7, 777, "", 0, 0, 0));
    PolicySnapshot reloaded = reloading.build(over.revision().next(), base.readAt());
    assertThat(held(reloaded)).isEqualTo(1);
  }

  /** at_revision: facts of that revision, with the assignments that count now. */
  @Test
  void findAt_windowEndedSince_countsNoLonger() {
    PolicySnapshot timed = row(base, FIRST_ROW, start, start + 10);
    SnapshotStore store = storeOf(timed);
    store.publish(row(timed, FIRST_ROW + 1, 0, 0));
    long position = timed.revision().position();
    assertThat(held(store.findAt(position, start * 1000))).isEqualTo(2);
    assertThat(held(store.findAt(position, (start + 10) * 1000))).isEqualTo(1);
    assertThat(held(store.findCurrent((start + 10) * 1000))).isEqualTo(2);
  }

  /** A boundary races a publication: neither the batch nor the time that passed is lost. */
  @Test
  void findCurrent_whilePublishing_losesNothing() throws Exception {
    int steps = 2_000;
    SnapshotStore store = storeOf(base);
    var nowSecond = new AtomicLong(start);
    try (var reader = new Meanwhile()) {
      reader.start(isOver -> {
        long position = 0;
        while (!isOver.getAsBoolean()) {
          long second = nowSecond.incrementAndGet();
          PolicySnapshot found = requireNonNull(store.findCurrent(second * 1000));
          assertThat(found.nextBoundaryMillis()).isGreaterThan(second * 1000);
          assertThat(found.revision().position()).isGreaterThanOrEqualTo(position);
          position = found.revision().position();
        }
      });
      for (int i = 1; i <= steps; i++) {
        // Made from facts that a reader moves on meanwhile.
        PolicySnapshot before = requireNonNull(store.findCurrent());
        long second = nowSecond.get();
        PolicySnapshot next = row(before, FIRST_ROW + i, second + 1, second + 3);
        store.publish(next);
        PolicySnapshot found = requireNonNull(store.findCurrent(second * 1000));
        assertThat(found.revision()).isEqualTo(next.revision());
        assertThat(found.assignments().timed().size()).isEqualTo(i);
      }
    }
    PolicySnapshot last = requireNonNull(store.findCurrent((nowSecond.get() + 10) * 1000));
    assertThat(last.revision().position()).isEqualTo(base.revision().position() + steps);
    assertThat(held(last)).isEqualTo(1);
  }

  private SnapshotStore storeOf(PolicySnapshot snapshot) {
    var store = new SnapshotStore();
    store.publish(snapshot);
    return store;
  }

  private PolicySnapshot row(PolicySnapshot before, long id, long from, long to) {
    SnapshotEditor editor = SnapshotEditor.of(before);
    editor.put(
        TableRow.of(
            SiteTable.ROLE_ASSIGNMENTS,
            id,
            site.roleId("student"),
            site.contextId("forum"),
            site.userId("ann"),
            "",
            id,
            from,
            to));
    return editor.build(before.revision().next(), Instant.ofEpochSecond(0));
  }

  private int held(@Nullable PolicySnapshot snapshot) {
    PolicySnapshot facts = requireNonNull(snapshot);
    return facts.assignments().countOf(facts.users().find(site.userId("ann")));
  }
}
