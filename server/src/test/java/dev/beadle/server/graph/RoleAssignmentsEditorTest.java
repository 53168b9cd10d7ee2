package dev.beadle.server.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.graph.RoleAssignments.RoleAssignment;
import dev.beadle.server.graph.TimedAssignments.TimedAssignment;
import dev.beadle.server.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Role assignments that are edited are those of the resulting rows, at every instant. */
final class RoleAssignmentsEditorTest {
  private static final int USERS = 200;
  private static final int CONTEXTS = 12;
  private static final int SECONDS = 100;
  private static final RoleAssignments NONE = new RoleAssignmentsBuilder().build(USERS, 0);

  private record Version(
      RoleAssignments assignments, Map<Long, TimedAssignment> rows, long second) {}

  /** Law: incremental == reload; and house, "Snapshots share structure". */
  @Test
  void edit_manyVersions_areAsBuiltAfreshAndLeaveTheOldOnes() {
    Seeds.check(
        40,
        seed -> {
          var random = new Random(seed);
          List<Version> versions = new ArrayList<>();
          versions.add(built(random));
          for (int step = 0; step < 8; step++) {
            int from =
                random.nextInt(4) == 0 ? random.nextInt(versions.size()) : versions.size() - 1;
            versions.add(edited(versions.get(from), random));
          }
          versions.forEach(RoleAssignmentsEditorTest::assertAsBuiltAfresh);
        });
  }

  /** Law: asOf == loaded at that instant, second by second or at once. */
  @Test
  void asOf_everySecond_isAsBuiltThen() {
    Seeds.check(
        5,
        seed -> {
          var random = new Random(seed);
          Version start = built(random);
          RoleAssignments stepped = start.assignments;
          for (long second = start.second; second < SECONDS + 3; second++) {
            stepped = stepped.asOf(second);
            assertAsBuiltAfresh(new Version(stepped, start.rows, second));
            assertAsBuiltAfresh(new Version(start.assignments.asOf(second), start.rows, second));
          }
          assertAsBuiltAfresh(start);
        });
  }

  /** Time does not run backwards, and stands still between boundaries. */
  @Test
  void asOf_beforeTheNextBoundary_isItself() {
    RoleAssignmentsEditor editor = NONE.edit(10);
    editor.add(row(1, 5, 3), new AssignmentWindow(20, 30));
    RoleAssignments assignments = editor.build();
    assertThat(assignments.asOf(5)).isSameAs(assignments);
    assertThat(assignments.asOf(10)).isSameAs(assignments);
    assertThat(assignments.asOf(19)).isSameAs(assignments);
    RoleAssignments begun = assignments.asOf(20);
    assertThat(begun.countOf(5)).isEqualTo(1);
    assertThat(begun.asOf(10)).isSameAs(begun);
    assertThat(begun.asOf(29)).isSameAs(begun);
    assertThat(begun.asOf(30).countOf(5)).isZero();
    assertThat(begun.edit(1).build().epochSecond()).isEqualTo(20);
  }

  /** role_assignments.id is unique. */
  @Test
  void add_idThatTheUserHas_isRefused() {
    RoleAssignmentsEditor editor = NONE.edit(10);
    editor.add(row(1, 5, 3));
    editor.add(row(2, 5, 3), new AssignmentWindow(20, 30));
    for (long rowId = 1; rowId <= 2; rowId++) {
      RoleAssignment again = row(rowId, 5, 4);
      assertThatThrownBy(() -> editor.add(again))
          .isInstanceOf(InvalidFactException.class)
          .hasMessageContaining("duplicate role_assignments id " + rowId);
    }
    assertThat(editor.remove(6, 1)).isNull();
    assertThat(editor.remove(6, 2)).isNull();
    assertThat(editor.remove(5, 2)).isEqualTo(row(2, 5, 3));
    assertThat(editor.build().assignmentCount()).isEqualTo(1);
  }

  /** A boundary that no clock will reach, or before 1970, is refused. */
  @Test
  void window_outOfRange_isRefused() {
    assertThatThrownBy(() -> new AssignmentWindow(-1, 0))
        .isInstanceOf(InvalidFactException.class)
        .hasMessage("timestart -1 (expected: 0 to 17179869183)");
    assertThatThrownBy(() -> new AssignmentWindow(0, AssignmentWindow.END_OF_TIME))
        .isInstanceOf(InvalidFactException.class)
        .hasMessage("timeend 17179869184 (expected: 0 to 17179869183)");
  }

  /** The latest boundary of all is found and passed like any other. */
  @Test
  void nextBoundary_atTheEndOfTime_isFound() {
    long last = AssignmentWindow.END_OF_TIME - 1;
    RoleAssignmentsEditor editor = NONE.edit(10);
    editor.add(row(1, 5, 3), new AssignmentWindow(0, last));
    RoleAssignments assignments = editor.build();
    assertThat(assignments.countOf(5)).isEqualTo(1);
    assertThat(assignments.timed().nextBoundaryAfter(10)).isEqualTo(last);
    assertThat(assignments.timed().nextBoundaryAfter(last)).isEqualTo(Long.MAX_VALUE);
    assertThat(assignments.asOf(Long.MAX_VALUE).countOf(5)).isZero();
    assertThat(assignments.asOf(last).countOf(5)).isZero();
  }

  private static Version built(Random random) {
    Map<Long, TimedAssignment> rows = new TreeMap<>();
    int count = random.nextInt(300);
    for (long id = 1; id <= count; id++) {
      rows.put(id, randomRow(id, random));
    }
    long second = random.nextInt(SECONDS);
    return new Version(afresh(rows, second), rows, second);
  }

  private static RoleAssignments afresh(Map<Long, TimedAssignment> rows, long second) {
    var builder = new RoleAssignmentsBuilder();
    rows.values().forEach(row -> builder.add(row.row(), row.window()));
    return builder.build(USERS, second);
  }

  private static Version edited(Version old, Random random) {
    Map<Long, TimedAssignment> rows = new TreeMap<>(old.rows);
    long second = Math.max(old.second, random.nextInt(SECONDS));
    RoleAssignmentsEditor editor = old.assignments.edit(second);
    int removals = random.nextInt(4);
    for (int step = random.nextInt(80); step > 0; step--) {
      long id = random.nextLong(1, 401);
      TimedAssignment known = rows.remove(id);
      if (known != null) {
        assertThat(editor.remove(known.row().user(), id)).isEqualTo(known.row());
      }
      if (random.nextInt(4) >= removals) {
        TimedAssignment added = randomRow(id, random);
        rows.put(id, added);
        editor.add(added.row(), added.window());
      }
      if (random.nextInt(20) == 0) {
        moveNode(editor, rows, random);
      }
    }
    return new Version(editor.build(), rows, second);
  }

  private static void moveNode(
      RoleAssignmentsEditor editor, Map<Long, TimedAssignment> rows, Random random) {
    int contextOfRows = random.nextInt(CONTEXTS);
    int from = random.nextInt(CONTEXTS);
    int to = random.nextInt(CONTEXTS);
    editor.moveNode(contextOfRows, from, to);
    rows.replaceAll((_, row) ->
        row.row().contextOfRow() == contextOfRows && row.row().context() == from
            ? new TimedAssignment(row.row().at(to), row.window())
            : row);
  }

  private static void assertAsBuiltAfresh(Version version) {
    RoleAssignments actual = version.assignments;
    RoleAssignments expected = afresh(version.rows, version.second);
    assertThat(actual.assignmentCount()).isEqualTo(version.rows.size());
    for (int user = 0; user < USERS; user++) {
      assertThat(actual.blockOf(user)).isEqualTo(expected.blockOf(user));
      assertThat(rowsOf(actual, user)).isEqualTo(rowsOf(expected, user));
      List<TimedAssignment> ofUser = new ArrayList<>();
      actual.timed().forEachOf(user, ofUser::add);
      int asked = user;
      assertThat(ofUser)
          .containsExactlyInAnyOrderElementsOf(
              timedIn(version).stream().filter(row -> row.row().user() == asked).toList());
    }
    version.rows.forEach((id, row) -> {
      assertThat(actual.findRow(row.row().user(), id)).isEqualTo(row.row());
      assertThat(actual.findRow(row.row().user() + 1, id)).isNull();
    });
    assertContexts(version);
    assertBoundaries(version);
  }

  /** §5: each user with each of his roles; those beyond the index's are one. */
  private static void assertHolders(Version version, int context) {
    List<List<Integer>> holders = new ArrayList<>();
    version.assignments.forEachHolderIn(context, (user, role) -> holders.add(List.of(user, role)));
    var expected = new TreeSet<Holder>();
    for (TimedAssignment row : version.rows.values()) {
      if (row.row().context() == context && row.window().isOpenAt(version.second)) {
        int role = Math.min(row.row().role(), RoleAssignments.OTHER_ROLES);
        expected.add(new Holder(row.row().user(), role));
      }
    }
    assertThat(holders)
        .isEqualTo(expected.stream().map(one -> List.of(one.user, one.role)).toList());
  }

  private record Holder(int user, int role) implements Comparable<Holder> {
    @Override
    public int compareTo(Holder other) {
      return user == other.user
          ? Integer.compare(role, other.role)
          : Integer.compare(user, other.user);
    }
  }

  private static void assertContexts(Version version) {
    for (int context = 0; context < CONTEXTS; context++) {
      int asked = context;
      List<Integer> users = new ArrayList<>();
      version.assignments.forEachUserIn(context, users::add);
      var expected = new TreeSet<Integer>();
      for (TimedAssignment row : version.rows.values()) {
        if (row.row().context() == context && row.window().isOpenAt(version.second)) {
          expected.add(row.row().user());
        }
      }
      assertThat(users).isEqualTo(List.copyOf(expected));
      assertHolders(version, context);
      List<TimedAssignment> timed = new ArrayList<>();
      version.assignments.timed().forEachIn(context, timed::add);
      assertThat(timed)
          .containsExactlyInAnyOrderElementsOf(
              timedIn(version).stream().filter(row -> row.row().context() == asked).toList());
    }
  }

  private static void assertBoundaries(Version version) {
    List<String> expected = new ArrayList<>();
    long next = Long.MAX_VALUE;
    for (long second = 0; second <= SECONDS + 1; second++) {
      for (TimedAssignment row : timedIn(version)) {
        boolean was = row.window().isOpenAt(second - 1);
        if (second > 0 && was != row.window().isOpenAt(second)) {
          expected.add(second + " " + !was + " " + row);
          next = next == Long.MAX_VALUE && second > version.second ? second : next;
        }
      }
    }
    List<String> actual = new ArrayList<>();
    TimedAssignments timed = version.assignments.timed();
    timed.forEachBoundary(
        0, SECONDS + 2, (second, begins, row) -> actual.add(second + " " + begins + " " + row));
    assertThat(actual).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(actual.stream().map(line -> line.split(" ", 2)[0]).map(Integer::valueOf)).isSorted();
    assertThat(timed.nextBoundaryAfter(version.second)).isEqualTo(next);
    assertThat(timed.size()).isEqualTo(timedIn(version).size());
  }

  private static List<TimedAssignment> timedIn(Version version) {
    return version.rows.values().stream()
        .filter(row -> !row.window().equals(AssignmentWindow.ALWAYS))
        .toList();
  }

  private static List<RoleAssignment> rowsOf(RoleAssignments assignments, int user) {
    List<RoleAssignment> rows = new ArrayList<>();
    for (int i = 0; i < assignments.countOf(user); i++) {
      rows.add(assignments.get(user, i));
    }
    return rows;
  }

  /** Mostly without a window, mostly of an undamaged context. */
  private static TimedAssignment randomRow(long id, Random random) {
    int user = random.nextInt(3) == 0 ? 70 : random.nextInt(USERS);
    int context = random.nextInt(CONTEXTS);
    var row =
        new RoleAssignment(
            id,
            user,
            context,
            random.nextInt(5) == 0 ? 30 + random.nextInt(4) : random.nextInt(3),
            AssignmentSource.of(
                random.nextBoolean() ? "" : "enrol_" + random.nextInt(9), random.nextInt(2)),
            random.nextInt(5) == 0 ? random.nextInt(CONTEXTS) : context);
    return new TimedAssignment(
        row,
        new AssignmentWindow(
            random.nextInt(3) == 0 ? random.nextInt(SECONDS) : 0,
            random.nextInt(3) == 0 ? random.nextInt(SECONDS) : 0));
  }

  private static RoleAssignment row(long id, int user, int context) {
    return new RoleAssignment(id, user, context, 0, AssignmentSource.BY_HAND);
  }
}
