package dev.beadle.server.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.decision.Decision;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.RoleAssignments.RoleAssignment;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.reference.Question;
import dev.beadle.server.testing.RandomSite;
import dev.beadle.server.testing.Seeds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Who has which role where (§5), as loaded and as changed row by row. */
final class RoleAssignmentsTest {
  private static final int QUESTIONS = 20;
  private static final AssignmentSource COHORT = new AssignmentSource("enrol_cohort", 7);

  private final RoleAssignmentsBuilder builder = new RoleAssignmentsBuilder();
  private final DecisionPoint decisionPoint = new DecisionPoint(new Resolver());

  /** §5: a user's rows are found by user, in the order of their contexts. */
  @Test
  void get_rowsInAnyOrder_areOrderedByContext() {
    builder.add(new RoleAssignment(3, 1, 9, 0, COHORT));
    builder.add(new RoleAssignment(1, 1, 4, 2, AssignmentSource.BY_HAND));
    builder.add(new RoleAssignment(2, 0, 4, 1, AssignmentSource.BY_HAND));
    RoleAssignments assignments = builder.build(2, 0);
    assertThat(assignments.assignmentCount()).isEqualTo(3);
    assertThat(rowsOf(assignments, 1))
        .containsExactly(
            new RoleAssignment(1, 1, 4, 2, AssignmentSource.BY_HAND),
            new RoleAssignment(3, 1, 9, 0, COHORT));
    assertThat(rowsOf(assignments, 0)).hasSize(1);
  }

  /** §5: a user without rows has none, also when no user of his block has any. */
  @Test
  void countOf_usersWithoutRows_isZero() {
    builder.add(new RoleAssignment(1, 500, 4, 2, AssignmentSource.BY_HAND));
    RoleAssignments assignments = builder.build(10_000, 0);
    assertThat(assignments.countOf(500)).isEqualTo(1);
    for (int user : new int[] {0, 63, 64, 499, 501, 9_999, 1_000_000}) {
      assertThat(assignments.countOf(user)).as("%s", user).isZero();
      assertThatThrownBy(() -> assignments.get(user, 0))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
    assertThatThrownBy(() -> assignments.get(500, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> assignments.get(500, -1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  /** §5: entries of a context are found among few and among many. */
  @Test
  void firstIn_fewAndManyEntries_findsEachContext() {
    for (int count : new int[] {0, 1, 7, 8, 9, 10, 100, 1000}) {
      var many = new RoleAssignmentsBuilder();
      for (int i = 0; i < count; i++) {
        // Twice in each context, and only in every third.
        many.add(new RoleAssignment(i, 70, i / 2 * 3, i % 2, AssignmentSource.BY_HAND));
      }
      RoleAssignments assignments = many.build(100, 0);
      int[] block = assignments.blockOf(70);
      int from = RoleAssignments.from(block, 70);
      int to = RoleAssignments.to(block, 70);
      for (int context = 0; context < count * 2 + 3; context++) {
        int at = RoleAssignments.firstIn(context, block, from, to);
        boolean there = context % 3 == 0 && context / 3 * 2 < count;
        assertThat(at < to).as("%s of %s", context, count).isEqualTo(there);
        if (there) {
          assertThat(block[at]).isEqualTo(context);
          assertThat(block[at + 1]).isZero();
        } else {
          assertThat(at).isEqualTo(to);
        }
      }
    }
  }

  /** House, "Snapshots share structure": a version with a row more leaves the old one alone. */
  @Test
  void plus_newRow_isInTheNewVersionOnly() {
    RoleAssignments none = builder.build(1, 0);
    var row = new RoleAssignment(1, 200, 4, 2, COHORT);
    RoleAssignments one = none.plus(row);
    assertThat(rowsOf(one, 200)).containsExactly(row);
    assertThat(one.assignmentCount()).isEqualTo(1);
    assertThat(none.countOf(200)).isZero();
    assertThat(none.assignmentCount()).isZero();
    assertThat(one.minus(row).countOf(200)).isZero();
    assertThat(one.countOf(200)).isEqualTo(1);
    assertThat(one.sizeInBytes()).isGreaterThan(none.sizeInBytes());
  }

  /** A row that is not there cannot be taken; nor can one that differs in anything. */
  @Test
  void minus_rowThatIsNotThere_isRefused() {
    var row = new RoleAssignment(1, 0, 4, 2, COHORT);
    RoleAssignments one = builder.build(1, 0).plus(row);
    for (RoleAssignment other :
        List.of(
            new RoleAssignment(2, 0, 4, 2, COHORT),
            new RoleAssignment(1, 1, 4, 2, COHORT),
            new RoleAssignment(1, 0, 5, 2, COHORT),
            new RoleAssignment(1, 0, 4, 3, COHORT),
            new RoleAssignment(1, 0, 4, 2, AssignmentSource.BY_HAND))) {
      assertThatThrownBy(() -> one.minus(other)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** Law: incremental == reload, by answers and by content, for a row more. */
  @Test
  void plus_randomSites_isAsReloaded() {
    Seeds.check(
        200,
        seed -> {
          var random = new Random(seed);
          RandomSite site = RandomSite.of(seed);
          PolicySnapshot before = site.snapshot();
          Map<String, String> row = newRow(site, random);
          PolicySnapshot after = before.with(before.assignments().plus(assignment(before, row)));
          Map<String, List<Map<String, String>>> tables = site.copyOfTables();
          rows(tables).add(row);
          assertSame(after, RandomSite.of(tables), site, random);
          assertSame(before, site, site, random);
        });
  }

  /** Law: incremental == reload, by answers and by content, for a row less. */
  @Test
  void minus_randomSites_isAsReloaded() {
    Seeds.check(
        200,
        seed -> {
          var random = new Random(seed);
          RandomSite site = RandomSite.of(seed);
          if (site.rows(SiteTable.ROLE_ASSIGNMENTS).isEmpty()) {
            return;
          }
          PolicySnapshot before = site.snapshot();
          Map<String, List<Map<String, String>>> tables = site.copyOfTables();
          Map<String, String> row = rows(tables).remove(random.nextInt(rows(tables).size()));
          PolicySnapshot after = before.with(before.assignments().minus(assignment(before, row)));
          assertSame(after, RandomSite.of(tables), site, random);
          assertSame(before, site, site, random);
        });
  }

  /** Law: incremental == reload, after many changes, and every version in between stays whole. */
  @Test
  void plusAndMinus_manySteps_everyVersionIsAsReloaded() {
    Seeds.check(
        20,
        seed -> {
          var random = new Random(seed);
          RandomSite site = RandomSite.of(seed);
          PolicySnapshot snapshot = site.snapshot();
          Map<String, List<Map<String, String>>> tables = site.copyOfTables();
          List<PolicySnapshot> versions = new ArrayList<>();
          List<Set<String>> contents = new ArrayList<>();
          for (int step = 0; step < 20; step++) {
            boolean adds = rows(tables).isEmpty() || random.nextBoolean();
            Map<String, String> row =
                adds
                    ? newRow(site, random)
                    : rows(tables).remove(random.nextInt(rows(tables).size()));
            RoleAssignment assignment = assignment(snapshot, row);
            if (adds) {
              rows(tables).add(row);
            }
            RoleAssignments old = snapshot.assignments();
            snapshot = snapshot.with(adds ? old.plus(assignment) : old.minus(assignment));
            versions.add(snapshot);
            contents.add(contentOf(snapshot));
          }
          assertSame(snapshot, RandomSite.of(tables), site, random);
          for (int i = 0; i < versions.size(); i++) {
            assertThat(contentOf(versions.get(i))).isEqualTo(contents.get(i));
          }
          assertThat(snapshot.revision().position())
              .isEqualTo(site.snapshot().revision().position() + 20);
        });
  }

  private void assertSame(
      PolicySnapshot changed, RandomSite reloaded, RandomSite asked, Random random) {
    assertThat(contentOf(changed)).isEqualTo(contentOf(reloaded.snapshot()));
    assertThat(changed.assignments().assignmentCount())
        .isEqualTo(reloaded.snapshot().assignments().assignmentCount());
    for (Question question : asked.questions(QUESTIONS, random)) {
      Decision decision = decisionPoint.decide(changed, RandomSite.query(changed, question));
      assertThat(decision).as("%s", question).isEqualTo(reloaded.decide(question));
    }
  }

  /** Every row, by ids: ordinals differ between two loads. */
  private static Set<String> contentOf(PolicySnapshot snapshot) {
    Set<String> rows = new TreeSet<>();
    for (int user = 0; user < snapshot.users().size(); user++) {
      for (RoleAssignment row : rowsOf(snapshot.assignments(), user)) {
        assertThat(
                rows.add(
                    row.rowId()
                        + ": "
                        + snapshot.users().idOf(user)
                        + ", "
                        + snapshot.contexts().idOf(row.context())
                        + ", "
                        + snapshot.roles().idOf(row.role())
                        + ", "
                        + row.source()))
            .isTrue();
      }
    }
    assertThat(snapshot.assignments().assignmentCount()).isEqualTo(rows.size());
    return rows;
  }

  private static List<RoleAssignment> rowsOf(RoleAssignments assignments, int user) {
    List<RoleAssignment> rows = new ArrayList<>();
    for (int i = 0; i < assignments.countOf(user); i++) {
      rows.add(assignments.get(user, i));
    }
    assertThat(new HashSet<>(rows)).hasSameSizeAs(rows);
    return rows;
  }

  private static Map<String, String> newRow(RandomSite site, Random random) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("id", Long.toString(1_000_000 + random.nextLong(1L << 40)));
    row.put("roleid", idOfAny(site, SiteTable.ROLE, random));
    row.put("contextid", idOfAny(site, SiteTable.CONTEXT, random));
    row.put("userid", idOfAny(site, SiteTable.USER, random));
    row.put("component", random.nextBoolean() ? "" : "enrol_" + random.nextInt(5));
    row.put("itemid", Integer.toString(random.nextInt(3)));
    return row;
  }

  private static String idOfAny(RandomSite site, SiteTable table, Random random) {
    List<Map<String, String>> rows = site.rows(table);
    return rows.get(random.nextInt(rows.size())).getOrDefault("id", "");
  }

  private static RoleAssignment assignment(PolicySnapshot snapshot, Map<String, String> row) {
    return new RoleAssignment(
        number(row, "id"),
        snapshot.users().find(number(row, "userid")),
        ordinalOfContext(snapshot, number(row, "contextid")),
        snapshot.roles().find(number(row, "roleid")),
        new AssignmentSource(row.getOrDefault("component", ""), number(row, "itemid")));
  }

  /** Also of a context that is only mentioned, which no search finds. */
  private static int ordinalOfContext(PolicySnapshot snapshot, long contextId) {
    ContextTree contexts = snapshot.contexts();
    for (int context = 0; context < contexts.contextCount(); context++) {
      if (contexts.idOf(context) == contextId) {
        return context;
      }
    }
    throw new IllegalArgumentException("no context " + contextId);
  }

  private static long number(Map<String, String> row, String column) {
    return Long.parseLong(row.getOrDefault(column, "0"));
  }

  private static List<Map<String, String>> rows(Map<String, List<Map<String, String>>> tables) {
    return tables.getOrDefault(SiteTable.ROLE_ASSIGNMENTS.tableName(), List.of());
  }
}
