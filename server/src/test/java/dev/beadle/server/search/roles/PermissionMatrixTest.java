package dev.beadle.server.search.roles;

import static dev.beadle.server.testing.TestSite.FRONT_PAGE;
import static dev.beadle.server.testing.TestSite.GUEST;
import static dev.beadle.server.testing.TestSite.MANAGE_LOCKS;
import static dev.beadle.server.testing.TestSite.REPLY;
import static dev.beadle.server.testing.TestSite.SYSTEM;
import static dev.beadle.server.testing.TestSite.UNKNOWN;
import static dev.beadle.server.testing.TestSite.VIEW;
import static dev.beadle.server.testing.TestSite.classroom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.search.Checkpoint;
import dev.beadle.server.search.roles.MatrixQuery.Filter;
import dev.beadle.server.testing.TestSite;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The matrix of a context: what each role says about each capability (§7.3, §11). */
final class PermissionMatrixTest {
  private static final ArchetypeDefaults STUDENTS_REPLY =
      (archetype, capability) -> archetype.equals("student") && capability.equals(REPLY) ? 1 : 0;

  /** §7.3: what is stored here shadows what is inherited. */
  @Test
  void cell_overrideHere_shadowsWhatIsInherited() {
    TestSite site = classroom().role("student").allow("student", SYSTEM, REPLY);
    site.prevent("student", "forum", REPLY);
    MatrixCell here = cell(site, "forum", "student", REPLY);
    assertThat(here.isStored()).isTrue();
    assertThat(here.stored()).isEqualTo(-1);
    assertThat(here.inherited()).isEqualTo(1);
    assertThat(here.effective()).isEqualTo(-1);
    assertThat(here.decidedIn()).isEqualTo(RoleSite.context(site, "forum"));
    MatrixCell above = cell(site, "course", "student", REPLY);
    assertThat(above.isStored()).isFalse();
    assertThat(above.effective()).isEqualTo(1);
    assertThat(above.decidedIn()).isEqualTo(RoleSite.context(site, SYSTEM));
  }

  /** §7.3: a prohibit counts wherever it stands, and all of them are told, nearest first. */
  @Test
  void cell_prohibitAbove_countsAndIsTold() {
    TestSite site = classroom().role("student").prohibit("student", SYSTEM, REPLY);
    site.allow("student", "forum", REPLY).prohibit("student", "course", REPLY);
    MatrixCell cell = cell(site, "forum", "student", REPLY);
    assertThat(cell.stored()).isEqualTo(1);
    assertThat(cell.effective()).isEqualTo(-1000);
    assertThat(cell.inherited()).isEqualTo(-1000);
    assertThat(cell.prohibitedIn())
        .containsExactly(RoleSite.context(site, "course"), RoleSite.context(site, SYSTEM));
    assertThat(cell.decidedIn()).isEqualTo(RoleSite.context(site, "course"));
  }

  /** §7.4 [!]: a stored 0 is stored, and stops the search. */
  @Test
  void cell_storedZero_isStoredAndCounts() {
    TestSite site = classroom().role("student").allow("student", SYSTEM, REPLY);
    site.store("student", "course", REPLY, 0);
    MatrixCell cell = cell(site, "course", "student", REPLY);
    assertThat(cell.isStored()).isTrue();
    assertThat(cell.effective()).isZero();
    assertThat(cell.decidedIn()).isEqualTo(RoleSite.context(site, "course"));
    assertThat(cell(site, "course", "student", VIEW).decidedIn()).isEqualTo(ContextTree.NO_PARENT);
  }

  /**
   * §7.1: what is stored for a context without a path is there to be seen, but no check meets it.
   */
  @Test
  void cell_contextWithoutPath_isStoredButDoesNotCount() {
    TestSite site = classroom().role("student").allow("student", "course", REPLY);
    MatrixCell cell = cell(site.change("course", "path", ""), "course", "student", REPLY);
    assertThat(cell.stored()).isEqualTo(1);
    assertThat(cell.effective()).isZero();
    assertThat(cell.decidedIn()).isEqualTo(ContextTree.NO_PARENT);
  }

  /** §11: the standard of the archetype stands beside it; a role without one has none. */
  @Test
  void cell_archetype_hasItsStandardBeside() {
    TestSite site = classroom().role("student", "student").role("a").prevent("a", SYSTEM, REPLY);
    assertThat(cell(site, "course", "student", REPLY).standard()).isEqualTo(1);
    assertThat(cell(site, "course", "student", VIEW).standard()).isZero();
    assertThat(cell(site, "course", "a", REPLY).standard()).isZero();
    assertThat(rows(site, new Filter(false, true, 0))).containsExactly(REPLY);
    site.allow("student", SYSTEM, REPLY);
    assertThat(rows(site, new Filter(false, true, 0)))
        .as("roles without archetype do not differ")
        .isEmpty();
  }

  /** §5: people are counted once for each role; not the guest account, nor the deleted. */
  @Test
  void column_severalAssignments_countsPeopleOnce() {
    TestSite site = classroom().role("student").role("teacher");
    site.assign("ann", "student", "course").assign("ann", "student", SYSTEM);
    site.assign("ann", "student", "course", "enrol_cohort", 3).assign("ann", "teacher", "cat");
    site.assign("bob", "student", "cat").assign(GUEST, "student", "course");
    site.assign("eve", "student", "course").changeUser("eve", "deleted", "1");
    site.assign("fay", "student", "forum");
    assertThat(column(site, "course", "student").holderCount()).isEqualTo(2);
    assertThat(column(site, "forum", "student").holderCount()).isEqualTo(3);
    assertThat(column(site, "course", "teacher").holderCount()).isEqualTo(1);
    assertThat(column(site, "course", "teacher").isEverybodys()).isFalse();
  }

  /** §5: what everybody has, everybody holds: the front page role on and below the front page. */
  @Test
  void column_defaultRoles_areEverybodys() {
    TestSite site = classroom().role("user").role("front").module("news", FRONT_PAGE);
    site.setRole("defaultuserroleid", "user").setRole("defaultfrontpageroleid", "front");
    site.assign("ann", "front", "course").userId("bob");
    assertThat(column(site, "forum", "user"))
        .isEqualTo(new MatrixColumn(RoleSite.role(site, "user"), 3, true));
    assertThat(column(site, "news", "front"))
        .isEqualTo(new MatrixColumn(RoleSite.role(site, "front"), 3, true));
    assertThat(column(site, "forum", "front"))
        .isEqualTo(new MatrixColumn(RoleSite.role(site, "front"), 1, false));
  }

  /** §3: rows are the capabilities of the table, by name; filters leave others out. */
  @Test
  void rows_filters_leaveOthersOut() {
    TestSite site = classroom().role("student").allow("student", SYSTEM, UNKNOWN);
    assertThat(rows(site, Filter.NONE)).containsExactly(REPLY, VIEW, MANAGE_LOCKS);
    assertThat(rows(site, new Filter(false, false, 16))).containsExactly(REPLY);
    assertThat(rows(site, new Filter(false, false, 2))).isEmpty();
    PolicySnapshot snapshot = site.snapshot();
    int context = RoleSite.context(site, "course");
    List<Integer> asked =
        List.of(snapshot.capabilities().find(VIEW), snapshot.capabilities().find(UNKNOWN));
    var some =
        PermissionMatrix.of(
            snapshot,
            new MatrixQuery(context, List.of(), asked, Filter.NONE),
            ArchetypeDefaults.NONE,
            Checkpoint.NONE);
    assertThat(some.rowCount()).isEqualTo(1);
    assertThat(rows(site.capability("block/x:y", "read", 0), new Filter(true, false, 0)))
        .as("capabilities without a level are offered nowhere but at the system")
        .isEmpty();
  }

  /** House, "Numbers": whoever started long work may end it. */
  @Test
  void of_checkpointThatEnds_endsTheWork() {
    TestSite site = classroom().role("student");
    Checkpoint ending =
        () -> {
          throw new IllegalStateException("enough");
        };
    assertThatThrownBy(() ->
            PermissionMatrix.of(
                site.snapshot(),
                MatrixQuery.everything(RoleSite.context(site, "course")),
                ArchetypeDefaults.NONE,
                ending))
        .hasMessage("enough");
  }

  private static List<String> rows(TestSite site, Filter filter) {
    PolicySnapshot snapshot = site.snapshot();
    var query = new MatrixQuery(RoleSite.context(site, "course"), List.of(), List.of(), filter);
    var matrix = PermissionMatrix.of(snapshot, query, STUDENTS_REPLY, Checkpoint.NONE);
    List<String> names = new ArrayList<>();
    for (int row = 0; row < matrix.rowCount(); row++) {
      names.add(snapshot.capabilities().nameOf(matrix.rowAt(row).capability()));
    }
    return names;
  }

  private static MatrixColumn column(TestSite site, String context, String role) {
    return ofRole(site, context, role).columns().getFirst();
  }

  private static MatrixCell cell(TestSite site, String context, String role, String capability) {
    PermissionMatrix matrix = ofRole(site, context, role);
    int wanted = site.snapshot().capabilities().find(capability);
    for (int row = 0; row < matrix.rowCount(); row++) {
      if (matrix.rowAt(row).capability() == wanted) {
        return matrix.rowAt(row).cells().getFirst();
      }
    }
    throw new AssertionError("no row of " + capability);
  }

  private static PermissionMatrix ofRole(TestSite site, String context, String role) {
    return PermissionMatrix.of(
        site.snapshot(),
        MatrixQuery.ofRole(RoleSite.context(site, context), RoleSite.role(site, role)),
        STUDENTS_REPLY,
        Checkpoint.NONE);
  }
}
