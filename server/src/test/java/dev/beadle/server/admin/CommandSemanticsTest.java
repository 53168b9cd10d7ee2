package dev.beadle.server.admin;

import static dev.beadle.server.admin.AdminSite.EDITING_TEACHER;
import static dev.beadle.server.admin.AdminSite.STUDENT;
import static dev.beadle.server.admin.AdminSite.SYSTEM;
import static dev.beadle.server.admin.AdminSite.TEACHER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.admin.AssignmentCommand.AssignRole;
import dev.beadle.server.admin.AssignmentCommand.AssignmentFilter;
import dev.beadle.server.admin.AssignmentCommand.UnassignAll;
import dev.beadle.server.admin.AssignmentCommand.UnassignRole;
import dev.beadle.server.admin.ContextName.OfInstance;
import dev.beadle.server.admin.PermissionCommand.ChangePermission;
import dev.beadle.server.admin.PermissionCommand.SetCapability;
import dev.beadle.server.admin.PermissionCommand.UnsetCapabilityEverywhere;
import dev.beadle.server.admin.UpdateCapabilities.CapabilityDefinition;
import dev.beadle.server.change.Change;
import dev.beadle.server.change.Change.CapabilityDefined;
import dev.beadle.server.change.Change.CapabilityRemoved;
import dev.beadle.server.change.Change.PermissionRemoved;
import dev.beadle.server.change.Change.PermissionSet;
import dev.beadle.server.change.Change.RoleAssigned;
import dev.beadle.server.change.Change.RoleUnassigned;
import dev.beadle.server.graph.AssignmentSource;
import dev.beadle.server.graph.RoleCatalog.Role;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.SiteTable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What Moodle means by roles, permissions, assignments and components, command by command. */
final class CommandSemanticsTest {
  private static final String VIEW = "mod/forum:viewdiscussion";
  private static final ContextName CATEGORY = new OfInstance(ContextLevel.COURSE_CATEGORY, 1);
  private static final ContextName COURSE = new OfInstance(ContextLevel.COURSE, 2);
  private static final ContextName MODULE = new OfInstance(ContextLevel.MODULE, 1);
  private static final AssignmentSource COHORT = new AssignmentSource("enrol_cohort", 3);

  private final AdminSite site = new AdminSite();

  /** §11: a role keeps its permissions when its names or its archetype change. */
  @Test
  void editRole_namesAndArchetype_changeNothingElse() {
    assertThat(site.run(new RoleCommand.EditRole(STUDENT, "Pupil", "pupil"))).hasSize(1);
    assertThat(site.run(new RoleCommand.SetArchetype(STUDENT, "teacher"))).hasSize(1);
    assertThat(site.run(new RoleCommand.SetArchetype(STUDENT, "teacher"))).isEmpty();
    Role role = SiteRows.roleOf(site.site(), "", STUDENT);
    assertThat(role).isEqualTo(new Role(STUDENT, "Pupil", "pupil", 5, "teacher"));
    assertThatThrownBy(() -> site.run(new RoleCommand.EditRole(STUDENT, "", "teacher")))
        .hasMessageContaining("short_name: `teacher`: role 4 has this short name");
  }

  /** §10: the lists of roles are in sortorder, so moving a role is changing places. */
  @Test
  void swapRoles_changesPlaces() {
    assertThat(site.run(new RoleCommand.SwapRoles(STUDENT, TEACHER))).hasSize(2);
    assertThat(SiteRows.roles(site.site())).extracting(Role::id).containsSubsequence(5L, 4L);
  }

  /** §10: a row of a matrix is there once, and goes as it came. */
  @Test
  void allowAndDisallow_areIdempotent() {
    for (RoleMatrix matrix : RoleMatrix.values()) {
      var allow = new RoleCommand.Allow(matrix, STUDENT, 1);
      var disallow = new RoleCommand.Disallow(matrix, STUDENT, 1);
      assertThat(site.run(allow)).hasSize(1);
      assertThat(site.run(allow)).isEmpty();
      assertThat(site.run(disallow)).hasSize(1);
      assertThat(site.run(disallow)).isEmpty();
    }
  }

  /** §10: names are those of the course, and the blank one is none. */
  @Test
  void roleNames_areOfCourses() {
    site.course("maths");
    assertThat(site.run(new RoleCommand.SetRoleName(STUDENT, COURSE, "Pupil"))).hasSize(1);
    assertThat(site.run(new RoleCommand.SetRoleName(STUDENT, COURSE, "Pupil"))).isEmpty();
    assertThat(site.run(new RoleCommand.SetRoleName(STUDENT, COURSE, "Learner"))).hasSize(1);
    assertThat(site.rows(SiteTable.ROLE_NAMES))
        .singleElement()
        .satisfies(row -> assertThat(row.get("name")).isEqualTo("Learner"));
    assertThat(site.run(new RoleCommand.RemoveRoleName(STUDENT, COURSE))).hasSize(1);
    assertThat(site.run(new RoleCommand.RemoveRoleName(STUDENT, COURSE))).isEmpty();
    assertThatThrownBy(() -> site.run(new RoleCommand.SetRoleName(STUDENT, CATEGORY, "x")))
        .hasMessageContaining("roles have names of their own in courses only");
  }

  /** §11: reset deletes at the system only; overrides stay. */
  @Test
  void resetRole_leavesOverrides() {
    site.course("maths");
    site.run(
        set(STUDENT, COURSE, PermissionChoice.PROHIBIT, true),
        set(STUDENT, SYSTEM, PermissionChoice.PREVENT, true),
        new RoleCommand.ResetRole(STUDENT));
    assertThat(said(STUDENT, COURSE)).isEqualTo(-1000);
    assertThat(said(STUDENT, SYSTEM)).isEqualTo(1);
  }

  /** §11: a stored row stays without overwrite; the permission 0 deletes whatever is stored. */
  @Test
  void setCapability_storedRow_isOverwrittenOnlyWhenSaid() {
    assertThat(site.run(set(STUDENT, SYSTEM, PermissionChoice.PREVENT, false))).isEmpty();
    assertThat(site.run(set(STUDENT, SYSTEM, PermissionChoice.PREVENT, true)))
        .singleElement()
        .isInstanceOf(PermissionSet.class);
    assertThat(site.run(set(STUDENT, SYSTEM, PermissionChoice.INHERIT, false)))
        .singleElement()
        .isInstanceOf(PermissionRemoved.class);
    assertThatThrownBy(() ->
            site.run(new SetCapability(STUDENT, SYSTEM, "no/such:x", PermissionChoice.ALLOW, true)))
        .hasMessageContaining("capability: no capability `no/such:x`");
  }

  /** §11: without a context, the rows of all contexts go. */
  @Test
  void unsetCapabilityEverywhere_takesAllContexts() {
    site.course("maths");
    site.run(set(STUDENT, COURSE, PermissionChoice.PREVENT, true));
    assertThat(site.run(new UnsetCapabilityEverywhere(STUDENT, VIEW))).hasSize(2);
    assertThat(site.run(new UnsetCapabilityEverywhere(STUDENT, VIEW))).isEmpty();
  }

  /** §11: a prohibit above, the permission that holds already, and no row at all change nothing. */
  @Test
  void changePermission_nothingToDo_changesNothing() {
    site.course("maths");
    assertThat(site.run(change(STUDENT, PermissionChoice.ALLOW))).isEmpty();
    site.run(set(STUDENT, SYSTEM, PermissionChoice.PROHIBIT, true));
    assertThat(site.run(change(STUDENT, PermissionChoice.ALLOW))).isEmpty();
    site.run(set(STUDENT, SYSTEM, PermissionChoice.INHERIT, true));
    assertThat(site.run(change(STUDENT, PermissionChoice.PREVENT))).isEmpty();
    assertThat(site.run(change(STUDENT, PermissionChoice.ALLOW))).hasSize(1);
    assertThat(site.run(change(STUDENT, PermissionChoice.INHERIT)))
        .singleElement()
        .isInstanceOf(PermissionRemoved.class);
  }

  /** §11: each part of a filter narrows what is taken away. */
  @Test
  void unassignAll_filters_narrow() {
    long ann = site.user("ann");
    long ben = site.user("ben");
    site.course("maths");
    site.assign(STUDENT, ann, COURSE).assign(TEACHER, ann, COURSE).assign(STUDENT, ben, SYSTEM);
    site.run(new AssignRole(STUDENT, ann, COURSE, COHORT, Period.ALWAYS));
    assertThat(planned(STUDENT, 0, List.of(), "*", -1, false)).isEqualTo(3);
    assertThat(planned(0, ann, List.of(), "*", -1, false)).isEqualTo(3);
    assertThat(planned(0, 0, List.of(COURSE), "*", -1, false)).isEqualTo(3);
    assertThat(planned(0, 0, List.of(), "enrol_cohort", -1, false)).isEqualTo(1);
    assertThat(planned(0, 0, List.of(), "enrol_cohort", 4, false)).isZero();
    assertThat(planned(0, 0, List.of(), "*", 3, false)).isEqualTo(1);
    assertThat(planned(0, 0, List.of(), "", -1, false)).isEqualTo(3);
    assertThat(planned(STUDENT, ann, List.of(COURSE), "enrol_cohort", -1, true)).isEqualTo(2);
    assertThat(planned(TEACHER, ben, List.of(), "*", -1, false)).isZero();
  }

  /** §2 [!]: sub-contexts are those that {@code get_child_contexts} lists. */
  @Test
  void unassignAll_subContexts_areThoseListed() {
    long ann = site.user("ann");
    site.course("maths");
    site.run(new ContextCommand.CreateModule(2, "forum", 0, true, 0));
    site.run(new ContextCommand.CreateBlock(COURSE, "html"));
    ContextName block = new OfInstance(ContextLevel.BLOCK, 1);
    site.assign(STUDENT, ann, COURSE).assign(STUDENT, ann, MODULE).assign(STUDENT, ann, block);
    assertThat(below(SYSTEM)).isEqualTo(3);
    assertThat(below(CATEGORY)).isEqualTo(1);
    assertThat(below(COURSE)).isEqualTo(3);
    assertThat(below(MODULE)).isEqualTo(1);
    assertThat(below(block)).isEqualTo(1);
  }

  /** A period is kept, is found again whether open or not, and is changed by assigning again. */
  @Test
  void assignRole_periods_areKeptAndChanged() {
    long ann = site.at(1_000).user("ann");
    Period over = new Period(10, 20);
    for (Period period : List.of(over, new Period(2_000, 0), new Period(500, 1_500))) {
      assertThat(site.run(during(ann, period)))
          .singleElement()
          .isInstanceOfSatisfying(
              RoleAssigned.class,
              assigned -> {
                assertThat(assigned.id()).isEqualTo(1);
                assertThat(assigned.startsAt()).isEqualTo(period.startsAt());
                assertThat(assigned.endsAt()).isEqualTo(period.endsAt());
              });
      assertThat(site.run(during(ann, period))).isEmpty();
      assertThat(StoredAssignment.ofUser(site.site(), ann)).hasSize(1);
    }
    assertThat(StoredAssignment.countingOf(site.site(), ann)).hasSize(1);
    assertThat(StoredAssignment.countingOf(site.at(1_500).site(), ann)).isEmpty();
    assertThat(site.run(new UnassignRole(STUDENT, ann, SYSTEM, AssignmentSource.BY_HAND)))
        .containsExactly(new RoleUnassigned(1, STUDENT, 1, ann, "", 0, 500, 1_500));
    assertThat(StoredAssignment.ofUser(site.site(), ann)).isEmpty();
  }

  /** What hangs on a deleted context or account goes whether it counts at present or not. */
  @Test
  void delete_timedAssignments_goToo() {
    long ann = site.at(1_000).user("ann");
    site.course("maths");
    site.run(
        new AssignRole(STUDENT, ann, COURSE, AssignmentSource.BY_HAND, new Period(2_000, 3_000)),
        during(ann, new Period(0, 10)));
    site.run(new ContextCommand.DeleteCourse(2));
    assertThat(site.rows(SiteTable.ROLE_ASSIGNMENTS)).hasSize(1);
    site.run(new UserCommand.DeleteUser(ann));
    assertThat(site.rows(SiteTable.ROLE_ASSIGNMENTS)).isEmpty();
  }

  /** §11: an unknown source of a clone leaves it to the archetypes; a row left over stays. */
  @Test
  void updateCapabilities_unknownSource_usesArchetypesWithoutOverwrite() {
    install(new CapabilityDefinition("local/x:a", "write", 50, 0, Map.of(), ""));
    site.run(new SetCapability(STUDENT, SYSTEM, "local/x:a", PermissionChoice.PROHIBIT, true));
    Map<String, PermissionChoice> students =
        Map.of("student", PermissionChoice.ALLOW, "teacher", PermissionChoice.ALLOW);
    List<Change> changes =
        install(
            new CapabilityDefinition("local/x:a", "read", 40, 4, students, "no/such:x"),
            new CapabilityDefinition("local/x:b", "read", 50, 0, students, "no/such:x"));
    // What is stored already is only described anew: neither archetypes nor clones touch it.
    assertThat(changes).filteredOn(PermissionSet.class::isInstance).hasSize(2);
    assertThat(changes).filteredOn(CapabilityDefined.class::isInstance).hasSize(2);
    assertThat(install(new CapabilityDefinition("local/x:b", "read", 50, 0, students, "")))
        .hasSize(2)
        .first()
        .isInstanceOf(CapabilityRemoved.class);
  }

  /** §11: a source without rows is a source all the same, and archetypes are ignored. */
  @Test
  void updateCapabilities_sourceWithoutRows_givesNothing() {
    install(new CapabilityDefinition("local/x:a", "write", 50, 0, Map.of(), ""));
    Map<String, PermissionChoice> students = Map.of("student", PermissionChoice.ALLOW);
    assertThat(
            site.run(
                new UpdateCapabilities(
                    "local_y",
                    List.of(
                        new CapabilityDefinition(
                            "local/y:a", "write", 50, 0, students, "local/x:a")))))
        .singleElement()
        .isInstanceOf(CapabilityDefined.class);
  }

  /** §11: roles of an archetype are all that have it, not only the standard one. */
  @Test
  void updateCapabilities_archetypes_reachEveryRoleOfIt() {
    site.run(new RoleCommand.CreateRole("Tutor", "tutor", "editingteacher"));
    Map<String, PermissionChoice> teachers = Map.of("editingteacher", PermissionChoice.ALLOW);
    assertThat(install(new CapabilityDefinition("local/x:a", "write", 50, 0, teachers, "")))
        .filteredOn(PermissionSet.class::isInstance)
        .extracting(change -> ((PermissionSet) change).roleId())
        .containsExactlyInAnyOrder(EDITING_TEACHER, 9L);
  }

  private List<Change> install(CapabilityDefinition... definitions) {
    return site.run(new UpdateCapabilities("local_x", List.of(definitions)));
  }

  private long said(long roleId, ContextName context) {
    int ordinal = SiteRows.contextOf(site.site(), context);
    StoredPermission row = StoredPermission.find(site.site(), ordinal, roleId, VIEW);
    return row == null ? 0 : row.permission();
  }

  private int below(ContextName context) {
    var filter = new AssignmentFilter(0, 0, List.of(context), "*", -1);
    return AssignmentPlanner.matching(site.site(), new UnassignAll(filter, true, false)).size();
  }

  private int planned(
      long role, long user, List<ContextName> contexts, String component, long item, boolean hand) {
    var filter = new AssignmentFilter(role, user, contexts, component, item);
    return AssignmentPlanner.matching(site.site(), new UnassignAll(filter, false, hand)).size();
  }

  private static AdminCommand during(long userId, Period period) {
    return new AssignRole(STUDENT, userId, SYSTEM, AssignmentSource.BY_HAND, period);
  }

  private static AdminCommand set(
      long roleId, ContextName context, PermissionChoice permission, boolean overwrite) {
    return new SetCapability(roleId, context, VIEW, permission, overwrite);
  }

  private static AdminCommand change(long roleId, PermissionChoice permission) {
    return new ChangePermission(roleId, COURSE, VIEW, permission);
  }
}
