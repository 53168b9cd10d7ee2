package dev.beadle.server.testing.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.Oddity;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleAssignments.RoleAssignment;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.Revision;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.moodle.CsvTables;
import dev.beadle.server.moodle.LoadProgress;
import dev.beadle.server.moodle.RowCursor;
import dev.beadle.server.moodle.SiteLoader;
import dev.beadle.server.moodle.TableSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the generated sites promise: their size, their shape, and that they are clean. */
class GeneratedSiteTest {
  private static final SiteShape SMALL = new SiteShape(3_000, 5_000, 1_200, 30_000, 7);

  static List<SiteShape> shapes() {
    return List.of(
        SMALL,
        new SiteShape(3, 32, 0, 0, 1),
        new SiteShape(3, 35, 3, 2, 2),
        new SiteShape(200, 232, 200, 200, 3),
        new SiteShape(10_000, 2_000, 17, 40_000, 4),
        new SiteShape(500, 20_000, 500, 100_000, 5));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void open_anyShape_hasTheRowsAskedFor(SiteShape shape) {
    SiteLoader.Loaded loaded = load(new GeneratedSite(shape));

    assertThat(loaded.report().rows())
        .containsEntry(SiteTable.USER, (long) shape.users())
        .containsEntry(SiteTable.CONTEXT, (long) shape.contexts())
        .containsEntry(SiteTable.ROLE_ASSIGNMENTS, (long) shape.assignments());
    ContextTree contexts = loaded.snapshot().contexts();
    assertThat(contexts.contextCount()).isEqualTo(shape.contexts());
    assertThat(countOfLevel(contexts, ContextLevel.USER)).isEqualTo(shape.userContexts());
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void open_anyShape_hasNoOddityButMoodlesOwn(SiteShape shape) {
    Map<Oddity, Long> oddities = new HashMap<>(load(new GeneratedSite(shape)).report().oddities());
    oddities.values().removeIf(count -> count == 0);

    assertThat(oddities.keySet())
        .isSubsetOf(Oddity.USER_WITHOUT_CONTEXT, Oddity.CAPABILITY_TYPE_IRREGULAR);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void open_anyShape_isATreeOfThingsThatExist(SiteShape shape) {
    PolicySnapshot snapshot = load(new GeneratedSite(shape)).snapshot();

    ContextTree contexts = snapshot.contexts();
    Map<Integer, SiteTable> tables =
        Map.of(
            ContextLevel.COURSE_CATEGORY, SiteTable.COURSE_CATEGORIES,
            ContextLevel.COURSE, SiteTable.COURSE,
            ContextLevel.MODULE, SiteTable.COURSE_MODULES,
            ContextLevel.BLOCK, SiteTable.BLOCK_INSTANCES);
    for (int context = 0; context < contexts.contextCount(); context++) {
      assertThat(contexts.idOf(context)).isEqualTo(context + 1L);
      SiteTable table = tables.get(contexts.levelOf(context));
      if (table != null) {
        assertThat(snapshot.relation(table).find(contexts.instanceIdOf(context))).isNotNegative();
        assertThat(contexts.parentOf(context)).isNotEqualTo(ContextTree.NO_PARENT);
      }
    }
    tables.forEach((level, table) ->
        assertThat(snapshot.relation(table).rowCount()).isEqualTo(countOfLevel(contexts, level)));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void open_anyShape_assignsNoRoleTwice(SiteShape shape) {
    PolicySnapshot snapshot = load(new GeneratedSite(shape)).snapshot();

    Set<List<Integer>> seen = new HashSet<>();
    for (RoleAssignment row : assignmentsOf(snapshot)) {
      assertThat(seen.add(List.of(row.user(), row.context(), row.role()))).isTrue();
    }
    assertThat(seen).hasSize(shape.assignments());
  }

  @Test
  void open_tenAssignmentsForEachUser_nineOfTenAreStudentsInCourses() {
    PolicySnapshot snapshot = load(new GeneratedSite(SMALL)).snapshot();

    List<RoleAssignment> rows = assignmentsOf(snapshot);
    long students = rows.stream().filter(row -> isStudentInCourse(snapshot, row)).count();
    assertThat((double) students / rows.size()).isBetween(0.85, 0.95);
    assertThat(rows.stream().map(row -> snapshot.contexts().levelOf(row.context())).distinct())
        .contains(
            ContextLevel.SYSTEM,
            ContextLevel.USER,
            ContextLevel.COURSE_CATEGORY,
            ContextLevel.COURSE,
            ContextLevel.MODULE);
  }

  @Test
  void open_sameShape_givesEqualRows() {
    assertThat(textOf(new GeneratedSite(SMALL))).isEqualTo(textOf(new GeneratedSite(SMALL)));
  }

  @Test
  void open_otherSeed_givesOtherRows() {
    var other = new SiteShape(3_000, 5_000, 1_200, 30_000, 8);

    assertThat(textOf(new GeneratedSite(other))).isNotEqualTo(textOf(new GeneratedSite(SMALL)));
  }

  @Test
  void writeTo_folder_isReadBackEqual(@TempDir Path folder) throws IOException {
    new GeneratedSite(SMALL).writeTo(folder);

    assertThat(textOf(CsvTables.in(folder))).isEqualTo(textOf(new GeneratedSite(SMALL)));
  }

  @Test
  void constructor_moreAssignmentsThanUsersCanHold_refuses() {
    var shape = new SiteShape(10, 100, 0, 1_000, 1);

    assertThatThrownBy(() -> new GeneratedSite(shape))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("assignments: 1000 (expected: at most ");
  }

  private static SiteLoader.Loaded load(TableSource site) {
    return new SiteLoader(List.of(), () -> Instant.EPOCH, LoadProgress.SILENT)
        .load(site, new Revision("test", 0));
  }

  private static int countOfLevel(ContextTree contexts, int level) {
    int count = 0;
    for (int context = 0; context < contexts.contextCount(); context++) {
      count += contexts.levelOf(context) == level ? 1 : 0;
    }
    return count;
  }

  private static List<RoleAssignment> assignmentsOf(PolicySnapshot snapshot) {
    List<RoleAssignment> rows = new ArrayList<>();
    for (int user = 0; user < snapshot.users().size(); user++) {
      for (int i = 0; i < snapshot.assignments().countOf(user); i++) {
        rows.add(snapshot.assignments().get(user, i));
      }
    }
    return rows;
  }

  private static boolean isStudentInCourse(PolicySnapshot snapshot, RoleAssignment row) {
    return snapshot.roles().shortNameOf(row.role()).equals("student")
        && snapshot.contexts().levelOf(row.context()) == ContextLevel.COURSE;
  }

  /** All rows of all tables, column by column. */
  private static List<String> textOf(TableSource site) {
    List<String> lines = new ArrayList<>();
    for (SiteTable table : SiteTable.values()) {
      try (RowCursor rows = site.open(table)) {
        while (rows.next()) {
          var line = new StringBuilder(table.tableName());
          for (int i = 0; i < table.columns().size(); i++) {
            line.append('|');
            if (table.columns().get(i).kind().isText()) {
              line.append(rows.textAt(i));
            } else {
              line.append(rows.numberAt(i));
            }
          }
          lines.add(line.toString());
        }
      }
    }
    return lines;
  }
}
