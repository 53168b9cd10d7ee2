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
import dev.beadle.server.admin.ContextCommand.CreateCategory;
import dev.beadle.server.admin.ContextCommand.CreateModule;
import dev.beadle.server.admin.ContextName.OfInstance;
import dev.beadle.server.admin.PermissionCommand.ChangePermission;
import dev.beadle.server.admin.PermissionCommand.SetCapability;
import dev.beadle.server.admin.UpdateCapabilities.CapabilityDefinition;
import dev.beadle.server.change.Change;
import dev.beadle.server.change.Change.PermissionSet;
import dev.beadle.server.change.RefusedChangeException;
import dev.beadle.server.change.RefusedChangeException.Kind;
import dev.beadle.server.graph.AssignmentSource;
import dev.beadle.server.graph.TableRow;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.Permission;
import dev.beadle.server.model.SiteTable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What commands change where the recorded calls do not show it. */
final class AdminPlannerTest {
  private static final String VIEW = "mod/forum:viewdiscussion";

  private final AdminSite site = new AdminSite();

  /** §2 [!]: of a category, only categories and what lies right in it count as below it. */
  @Test
  void unassignAll_categoryWithSubContexts_leavesWhatLiesDeeper() {
    long user = site.user("ann");
    ContextName course = new OfInstance(ContextLevel.COURSE, site.course("maths"));
    site.run(new CreateModule(2, "forum", 0, true, 0), new CreateCategory(1, "Inner", true));
    ContextName module = new OfInstance(ContextLevel.MODULE, 1);
    ContextName inner = new OfInstance(ContextLevel.COURSE_CATEGORY, 2);
    site.assign(STUDENT, user, course).assign(STUDENT, user, module).assign(STUDENT, user, inner);
    ContextName category = new OfInstance(ContextLevel.COURSE_CATEGORY, 1);
    List<Change> gone = site.run(unassignAll(user, category, true));
    assertThat(gone).hasSize(2);
    assertThat(StoredAssignment.ofUser(site.site(), user))
        .singleElement()
        .extracting(StoredAssignment::contextId)
        .isEqualTo(site.site().contexts().idOf(SiteRows.contextOf(site.site(), module)));
    assertThat(site.run(unassignAll(user, course, true))).hasSize(1);
  }

  /** §11 [!]: when the two nearest rows lie above and the second is as wanted, nothing happens. */
  @Test
  void changePermission_secondRowAboveIsAsWanted_changesNothing() {
    site.course("maths");
    site.run(new CreateModule(2, "forum", 0, true, 0));
    ContextName course = new OfInstance(ContextLevel.COURSE, 2);
    ContextName module = new OfInstance(ContextLevel.MODULE, 1);
    site.run(new SetCapability(STUDENT, course, VIEW, PermissionChoice.PREVENT, true));
    assertThat(site.run(new ChangePermission(STUDENT, module, VIEW, PermissionChoice.ALLOW)))
        .isEmpty();
    assertThat(site.run(new ChangePermission(STUDENT, course, VIEW, PermissionChoice.ALLOW)))
        .singleElement()
        .isInstanceOf(Change.PermissionRemoved.class);
  }

  /** §11 [!]: who may switch to a deleted role and who may see it stays written. */
  @Test
  void deleteRole_matrices_leavesSwitchAndView() {
    site.run(new RoleCommand.DeleteRole(TEACHER));
    assertThat(targets(SiteTable.ROLE_ALLOW_ASSIGN, "allowassign")).doesNotContain(TEACHER);
    assertThat(targets(SiteTable.ROLE_ALLOW_OVERRIDE, "allowoverride")).doesNotContain(TEACHER);
    assertThat(targets(SiteTable.ROLE_ALLOW_SWITCH, "allowswitch")).contains(TEACHER);
    assertThat(targets(SiteTable.ROLE_ALLOW_VIEW, "allowview")).contains(TEACHER);
    assertThat(targets(SiteTable.ROLE_CONTEXT_LEVELS, "roleid")).doesNotContain(TEACHER);
    site.run(new RoleCommand.CreateRole("Tutor", "tutor", "nonsense"));
    assertThat(site.site().lastIds().of(SiteTable.ROLE)).isEqualTo(9);
    assertThat(SiteRows.roleOf(site.site(), "", 9).archetype()).isEmpty();
    assertThat(SiteRows.roleOf(site.site(), "", 9).sortOrder()).isEqualTo(9);
  }

  /** §11: a copy has the permissions at the system, the levels and the matrices, no overrides. */
  @Test
  void duplicateRole_copiesDefinitionOnly() {
    site.course("maths");
    ContextName course = new OfInstance(ContextLevel.COURSE, 2);
    site.run(new SetCapability(STUDENT, course, VIEW, PermissionChoice.PROHIBIT, true));
    site.run(new RoleCommand.DuplicateRole(STUDENT, "Pupil", "pupil"));
    assertThat(StoredPermission.all(site.site(), row -> row.roleId() == 9)).hasSize(80);
    assertThat(SiteRows.rowsWith(site.site(), SiteTable.ROLE_CONTEXT_LEVELS, "roleid", 9))
        .hasSize(2);
    assertThat(SiteRows.rowsWith(site.site(), SiteTable.ROLE_ALLOW_VIEW, "roleid", 9)).hasSize(4);
  }

  /** §11: a clone copies every row of what was there before; archetypes then do not count. */
  @Test
  void updateCapabilities_newNames_cloneOrFollowArchetypes() {
    site.course("maths");
    ContextName course = new OfInstance(ContextLevel.COURSE, 2);
    site.run(new SetCapability(STUDENT, course, VIEW, PermissionChoice.PROHIBIT, true));
    long sources = StoredPermission.all(site.site(), row -> row.capability().equals(VIEW)).size();
    Map<String, PermissionChoice> teachers = Map.of("teacher", PermissionChoice.ALLOW);
    List<Change> changes =
        site.run(
            new UpdateCapabilities(
                "local_x",
                List.of(
                    new CapabilityDefinition("local/x:a", "write", 50, 4, teachers, VIEW),
                    new CapabilityDefinition("local/x:b", "read", 50, 0, teachers, "local/x:a"))));
    assertThat(changes.stream().filter(PermissionSet.class::isInstance)).hasSize((int) sources + 1);
    assertThat(changes)
        .anyMatch(change ->
            change instanceof PermissionSet set
                && set.capability().equals("local/x:a")
                && set.permission() == Permission.STORED_PROHIBIT);
    assertThat(changes.getLast())
        .isInstanceOfSatisfying(
            PermissionSet.class, set -> assertThat(set.roleId()).isEqualTo(TEACHER));
    List<Change> removal = site.run(new UpdateCapabilities("local_x", List.of()));
    assertThat(removal).hasSize(changes.size());
    assertThatThrownBy(() ->
            site.run(
                new UpdateCapabilities(
                    "local_x",
                    List.of(new CapabilityDefinition(VIEW, "read", 70, 0, Map.of(), "")))))
        .hasMessageContaining("it belongs to `mod_forum`");
  }

  /** §11: the same assignment is not doubled; each source is an assignment of its own. */
  @Test
  void assignRole_again_isNotDoubled() {
    long user = site.user("ann");
    var cohort = new AssignmentSource("enrol_cohort", 3);
    site.assign(STUDENT, user, SYSTEM).assign(STUDENT, user, SYSTEM);
    site.run(new AssignRole(STUDENT, user, SYSTEM, cohort, Period.ALWAYS));
    assertThat(StoredAssignment.ofUser(site.site(), user)).hasSize(2);
    var filter =
        new AssignmentFilter(0, user, List.of(), "enrol_cohort", AssignmentFilter.ANY_ITEM);
    assertThat(site.run(new UnassignAll(filter, false, true))).hasSize(2);
    site.run(new UserCommand.DeleteUser(user));
    assertThatThrownBy(() -> site.assign(STUDENT, user, SYSTEM))
        .hasMessageContaining("user_id: `" + user + "`: the account is deleted");
  }

  /** A category goes with its categories and courses, and all that hangs on these. */
  @Test
  void deleteCategory_takesAllThatHangsOnIt() {
    long before = site.site().contexts().contextCount();
    site.run(new CreateCategory(0, "Faculty", true), new CreateCategory(2, "Institute", true));
    site.run(new ContextCommand.CreateCourse(3, CourseTraits.named("maths")));
    long user = site.user("ann");
    site.run(
        new CreateModule(2, "forum", 0, true, 0),
        new ContextCommand.CreateBlock(new OfInstance(ContextLevel.MODULE, 1), "html"),
        new EnrolmentCommand.Enrol(1, user, STUDENT, false, Period.ALWAYS),
        new GroupCommand.CreateGroup(2, "A", 0, true),
        new GroupCommand.AddGroupMember(1, user),
        new GroupCommand.CreateGrouping(2, "B"),
        new GroupCommand.AddToGrouping(1, 1));
    site.run(new ContextCommand.DeleteCategory(2));
    assertThat(site.rows(SiteTable.CONTEXT)).hasSize((int) before + 1);
    for (SiteTable table :
        List.of(
            SiteTable.COURSE_MODULES,
            SiteTable.BLOCK_INSTANCES,
            SiteTable.ENROL,
            SiteTable.USER_ENROLMENTS,
            SiteTable.GROUPS,
            SiteTable.GROUPS_MEMBERS,
            SiteTable.GROUPINGS,
            SiteTable.GROUPINGS_GROUPS,
            SiteTable.ROLE_ASSIGNMENTS)) {
      assertThat(site.rows(table)).as(table.tableName()).isEmpty();
    }
  }

  /** All or nothing, with the position, the field and the value of what is wrong. */
  @Test
  void plan_oneWrongCommand_refusesAll() {
    long user = site.user("ann");
    assertThatThrownBy(() ->
            site.run(
                new AssignRole(
                    EDITING_TEACHER, user, SYSTEM, AssignmentSource.BY_HAND, Period.ALWAYS),
                new RoleCommand.ResetRole(99)))
        .isInstanceOfSatisfying(
            RefusedChangeException.class,
            refused -> assertThat(refused.kind()).isEqualTo(Kind.NOT_FOUND))
        .hasMessage("commands[1]: role_id: no role `99`");
    assertThat(StoredAssignment.ofUser(site.site(), user)).isEmpty();
  }

  private List<Object> targets(SiteTable table, String column) {
    return site.rows(table).stream().map((TableRow row) -> row.get(column)).toList();
  }

  private static AdminCommand unassignAll(long user, ContextName context, boolean below) {
    var filter =
        new AssignmentFilter(
            AssignmentFilter.ANY_ID,
            user,
            List.of(context),
            AssignmentFilter.ANY_COMPONENT,
            AssignmentFilter.ANY_ITEM);
    return new UnassignAll(filter, below, false);
  }
}
