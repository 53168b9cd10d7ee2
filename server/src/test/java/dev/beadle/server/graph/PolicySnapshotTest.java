package dev.beadle.server.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.model.Revision;
import dev.beadle.server.model.SiteTable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A snapshot at its instant and at later ones; the rows that it stands for. */
final class PolicySnapshotTest {
  private static final Revision REVISION = new Revision("a-log", 3);
  private static final long USER = 2;

  private static final TableRow ALWAYS = assignment(1, 1, 0, 0);
  private static final TableRow LATER = assignment(2, 1, 200, 300);
  private static final TableRow ENDED = assignment(3, 1, 0, 50);

  /** Context 9's path is that of context 1: the row counts there, and still names 9 (§5). */
  private static final TableRow OF_DAMAGED = assignment(4, 9, 0, 0);

  private static final List<TableRow> ASSIGNMENTS = List.of(ALWAYS, LATER, ENDED, OF_DAMAGED);

  /** A row counts from its beginning until before its end. */
  @Test
  void asOf_boundaries_moveRowsInAndOut() {
    PolicySnapshot snapshot = snapshotAt(100);
    assertThat(activeIn(snapshot)).containsExactly(1L, 4L);
    assertThat(snapshot.nextBoundaryMillis()).isEqualTo(200_000);
    assertThat(snapshot.asOf(199_999)).isSameAs(snapshot);
    assertThat(snapshot.asOf(5)).isSameAs(snapshot);
    PolicySnapshot begun = snapshot.asOf(200_000);
    assertThat(activeIn(begun)).containsExactly(1L, 2L, 4L);
    assertThat(begun.nextBoundaryMillis()).isEqualTo(300_000);
    assertThat(begun.revision()).isEqualTo(REVISION);
    assertThat(begun.readAt()).isEqualTo(snapshot.readAt());
    PolicySnapshot ended = begun.asOf(300_000);
    assertThat(activeIn(ended)).containsExactly(1L, 4L);
    assertThat(ended.nextBoundaryMillis()).isEqualTo(Long.MAX_VALUE);
    assertThat(activeIn(snapshotAt(49))).containsExactly(1L, 3L, 4L);
    assertThat(activeIn(snapshot)).containsExactly(1L, 4L);
  }

  /** Looking back: what had begun and not ended by then counts again, and nothing else. */
  @Test
  void asItWasAt_earlierInstants_areAsReadThen() {
    PolicySnapshot ended = snapshotAt(100).asOf(1_000_000);
    for (long second : new long[] {0, 49, 50, 100, 199, 200, 299, 300}) {
      PolicySnapshot then = ended.asItWasAt(second * 1000);
      assertThat(activeIn(then)).isEqualTo(activeIn(snapshotAt(second)));
      assertThat(then.nextBoundaryMillis()).isEqualTo(snapshotAt(second).nextBoundaryMillis());
      assertThat(rowsOf(then)).isEqualTo(Set.copyOf(ASSIGNMENTS));
      assertThat(activeIn(then.asOf(1_000_000))).isEqualTo(activeIn(ended));
    }
    assertThat(ended.asItWasAt(1_000_000)).isSameAs(ended);
    assertThat(ended.asItWasAt(Long.MAX_VALUE)).isSameAs(ended);
  }

  /** What is given is given back, whether it counts or not, and under its own context. */
  @Test
  void rows_ofAssignments_areThoseThatWereRead() {
    for (long second : new long[] {0, 49, 50, 100, 200, 300}) {
      PolicySnapshot snapshot = snapshotAt(second);
      assertThat(rowsOf(snapshot)).isEqualTo(Set.copyOf(ASSIGNMENTS));
      assertThat(rowsOf(snapshot.asOf(250_000))).isEqualTo(Set.copyOf(ASSIGNMENTS));
      assertThat(snapshot.assignments().assignmentCount()).isEqualTo(4);
    }
  }

  /** A boundary out of range is a fault of its row. */
  @Test
  void add_assignmentWithABoundaryOutOfRange_isRefused() {
    assertThatThrownBy(() -> snapshot(0, List.of(assignment(1, 1, -1, 0))))
        .isInstanceOf(InvalidFactException.class)
        .hasMessageContaining("timestart -1");
  }

  private static PolicySnapshot snapshotAt(long second) {
    return snapshot(second, ASSIGNMENTS);
  }

  private static PolicySnapshot snapshot(long second, List<TableRow> assignments) {
    Map<SiteTable, List<TableRow>> rows =
        Map.of(
            SiteTable.CONTEXT,
            List.of(
                TableRow.of(SiteTable.CONTEXT, 1, 10, 0, "/1", 1, 0),
                TableRow.of(SiteTable.CONTEXT, 9, 50, 7, "/1", 1, 0)),
            SiteTable.ROLE,
            List.of(TableRow.of(SiteTable.ROLE, 5, "", "student", 1, "student")),
            SiteTable.USER,
            List.of(TableRow.of(SiteTable.USER, USER, "", 0, 0)),
            SiteTable.ROLE_ASSIGNMENTS,
            assignments);
    var builder = new SnapshotBuilder(List.of());
    for (SiteTable table : SiteTable.values()) {
      rows.getOrDefault(table, List.of()).forEach(row -> builder.add(table, row));
      builder.end(table);
    }
    return builder.build(REVISION, Instant.ofEpochSecond(second, 999_999_999));
  }

  private static TableRow assignment(long id, long context, long start, long end) {
    return TableRow.of(SiteTable.ROLE_ASSIGNMENTS, id, 5, context, USER, "", 0, start, end);
  }

  private static List<Long> activeIn(PolicySnapshot snapshot) {
    RoleAssignments assignments = snapshot.assignments();
    int user = snapshot.users().find(USER);
    return Stream.iterate(0, i -> i < assignments.countOf(user), i -> i + 1)
        .map(i -> assignments.get(user, i).rowId())
        .sorted()
        .toList();
  }

  private static Set<TableRow> rowsOf(PolicySnapshot snapshot) {
    FactCursor cursor = SnapshotRows.of(snapshot, SiteTable.ROLE_ASSIGNMENTS);
    return Stream.generate(
            () -> cursor.next() ? TableRow.copyOf(SiteTable.ROLE_ASSIGNMENTS, cursor) : null)
        .takeWhile(row -> row != null)
        .collect(Collectors.toSet());
  }
}
