package dev.beadle.server.admin;

import static dev.beadle.server.admin.AdminSite.EDITING_TEACHER;
import static dev.beadle.server.admin.AdminSite.STUDENT;
import static dev.beadle.server.admin.AdminSite.SYSTEM;
import static dev.beadle.server.admin.AdminSite.TEACHER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.admin.AssignmentCommand.AssignRole;
import dev.beadle.server.admin.AssignmentCommand.AssignmentFilter;
import dev.beadle.server.admin.AssignmentCommand.UnassignAll;
import dev.beadle.server.admin.AssignmentCommand.UnassignRole;
import dev.beadle.server.admin.ContextName.OfInstance;
import dev.beadle.server.admin.PermissionCommand.ChangePermission;
import dev.beadle.server.admin.PermissionCommand.SetCapability;
import dev.beadle.server.admin.PermissionCommand.UnsetCapability;
import dev.beadle.server.admin.PermissionCommand.UnsetCapabilityEverywhere;
import dev.beadle.server.admin.UpdateCapabilities.CapabilityDefinition;
import dev.beadle.server.change.RefusedChangeException;
import dev.beadle.server.change.RefusedChangeException.Kind;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.AssignmentSource;
import dev.beadle.server.model.ContextLevel;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What each command demands: with just that it may be given, and without any one part of it, it is
 * refused with what was missing and where (§10).
 */
final class CommandRightsTest {
  private static final long CLERK = 9;
  private static final String MANAGE = "moodle/role:manage";
  private static final String CONFIG = "moodle/site:config";
  private static final String ASSIGN = "moodle/role:assign";
  private static final String OVERRIDE = "moodle/role:override";
  private static final String SAFE = "moodle/role:safeoverride";
  private static final String VIEW = "mod/forum:viewdiscussion";
  private static final String CATEGORIES = "moodle/category:manage";
  private static final ContextName CATEGORY = new OfInstance(ContextLevel.COURSE_CATEGORY, 1);
  private static final ContextName INNER = new OfInstance(ContextLevel.COURSE_CATEGORY, 2);
  private static final ContextName COURSE = new OfInstance(ContextLevel.COURSE, 2);
  private static final ContextName MODULE = new OfInstance(ContextLevel.MODULE, 1);
  private static final ContextName BLOCK = new OfInstance(ContextLevel.BLOCK, 1);

  private final AdminSite site = new AdminSite();
  private long admin;
  private long clerk;
  private long pupil;

  private record Right(String capability, ContextName context) {}

  @BeforeEach
  void makeSchool() {
    admin = site.user("dean");
    clerk = site.user("cara");
    pupil = site.user("ben");
    site.course("maths");
    site.run(
        new SettingCommand.AddSiteAdmin(admin),
        new RoleCommand.CreateRole("Clerk", "clerk", ""),
        new ContextCommand.CreateModule(2, "forum", 0, true, 0),
        new ContextCommand.CreateBlock(COURSE, "html"),
        new ContextCommand.CreateCategory(1, "Inner", true),
        new GroupCommand.CreateGroup(2, "A", 0, true),
        new GroupCommand.CreateGrouping(2, "B"),
        new EnrolmentCommand.Enrol(1, pupil, 0, false, Period.ALWAYS));
    site.assign(CLERK, clerk, SYSTEM);
  }

  /** §10: roles, their levels and the matrices are part of the definition of roles. */
  @Test
  void check_roles_needRoleManage() {
    Right manage = new Right(MANAGE, SYSTEM);
    needs(new RoleCommand.CreateRole("T", "t", ""), manage);
    needs(new RoleCommand.EditRole(STUDENT, "T", "t"), manage);
    needs(new RoleCommand.SetArchetype(STUDENT, "teacher"), manage);
    needs(new RoleCommand.SwapRoles(STUDENT, TEACHER), manage);
    needs(new RoleCommand.DuplicateRole(STUDENT, "T", "t"), manage);
    needs(new RoleCommand.DeleteRole(STUDENT), manage);
    needs(new RoleCommand.ResetRole(STUDENT), manage);
    needs(new RoleCommand.SetRoleLevels(STUDENT, List.of(50)), manage);
    for (RoleMatrix matrix : RoleMatrix.values()) {
      needs(new RoleCommand.Allow(matrix, STUDENT, TEACHER), manage);
      needs(new RoleCommand.Disallow(matrix, STUDENT, TEACHER), manage);
    }
    needs(new UnsetCapabilityEverywhere(STUDENT, VIEW), manage);
    needs(new SetCapability(STUDENT, SYSTEM, VIEW, PermissionChoice.ALLOW, true), manage);
    needs(new UnsetCapability(STUDENT, SYSTEM, VIEW), manage);
    needs(new ChangePermission(STUDENT, SYSTEM, VIEW, PermissionChoice.ALLOW), manage);
  }

  /** Names of roles are part of a course's settings. */
  @Test
  void check_roleNames_needCourseAndRenaming() {
    Right update = new Right("moodle/course:update", COURSE);
    Right rename = new Right("moodle/course:renameroles", COURSE);
    needs(new RoleCommand.SetRoleName(STUDENT, COURSE, "Pupil"), update, rename);
    needs(new RoleCommand.RemoveRoleName(STUDENT, COURSE), update, rename);
  }

  /** §10: overrides need the matrix too; overriding rights at the system are not enough there. */
  @Test
  void check_overrides_needOverrideAndMatrix() {
    var set = new SetCapability(STUDENT, COURSE, VIEW, PermissionChoice.ALLOW, true);
    grant(new Right(OVERRIDE, COURSE));
    forbidden(set, "for which role_allow_override names role " + STUDENT);
    site.run(new RoleCommand.Allow(RoleMatrix.OVERRIDE, CLERK, STUDENT));
    revoke(new Right(OVERRIDE, COURSE));
    needs(set, new Right(OVERRIDE, COURSE));
    needs(new UnsetCapability(STUDENT, COURSE, VIEW), new Right(OVERRIDE, COURSE));
    needs(
        new ChangePermission(STUDENT, COURSE, VIEW, PermissionChoice.PREVENT),
        new Right(OVERRIDE, COURSE));
    grant(new Right(OVERRIDE, SYSTEM));
    forbidden(
        new SetCapability(STUDENT, SYSTEM, VIEW, PermissionChoice.ALLOW, true),
        "needs " + MANAGE + " in context 1 (system)");
  }

  /** §10: {@code safeoverride} alone covers capabilities without risks but spam. */
  @ParameterizedTest
  @CsvSource({
    "0,true",
    "16,true",
    "1,false",
    "2,false",
    "4,false",
    "8,false",
    "32,false",
    "48,false"
  })
  void check_safeOverride_coversSpamOnly(int risks, boolean safe) {
    site.run(
        new UpdateCapabilities(
            "local_x",
            List.of(new CapabilityDefinition("local/x:a", "write", 50, risks, Map.of(), ""))),
        new RoleCommand.Allow(RoleMatrix.OVERRIDE, CLERK, STUDENT));
    grant(new Right(SAFE, COURSE));
    var set = new SetCapability(STUDENT, COURSE, "local/x:a", PermissionChoice.ALLOW, true);
    if (safe) {
      allowed(set);
    } else {
      forbidden(set, "only safe capabilities may be overridden, and local/x:a is not");
    }
  }

  /** §10: {@code get_assignable_roles}: the capability, the level and the matrix. */
  @Test
  void check_assignments_needAssignLevelAndMatrix() {
    var assign = new AssignRole(STUDENT, pupil, COURSE, AssignmentSource.BY_HAND, Period.ALWAYS);
    var unassign = new UnassignRole(STUDENT, pupil, COURSE, AssignmentSource.BY_HAND);
    grant(new Right(ASSIGN, COURSE));
    forbidden(assign, "for which role_allow_assign names role " + STUDENT);
    forbidden(unassign, "for which role_allow_assign names role " + STUDENT);
    site.run(new RoleCommand.Allow(RoleMatrix.ASSIGN, CLERK, STUDENT));
    revoke(new Right(ASSIGN, COURSE));
    needs(assign, new Right(ASSIGN, COURSE));
    needs(unassign, new Right(ASSIGN, COURSE));
    site.run(new RoleCommand.SetRoleLevels(STUDENT, List.of(70)));
    grant(new Right(ASSIGN, COURSE));
    forbidden(assign, "role_context_levels has no level 50 for it");
    var guard = guard(Enforcement.ON);
    assertThatThrownBy(() -> guard.check(site.site(), admin, assign))
        .hasMessageMatching(
            "user 2 may not assign role 5 in context \\d+ \\(course 2\\): role_context_levels has no"
                + " level 50 for it");
    var ofNoRole = new AssignRole(4711, pupil, COURSE, AssignmentSource.BY_HAND, Period.ALWAYS);
    assertThatThrownBy(() -> guard.check(site.site(), admin, ofNoRole))
        .isInstanceOfSatisfying(
            RefusedChangeException.class,
            refused -> assertThat(refused.kind()).isEqualTo(Kind.NOT_FOUND))
        .hasMessageContaining("4711");
  }

  /** Every assignment that goes must be one that may be taken away. */
  @Test
  void check_unassignAll_needsEveryOne() {
    site.run(new RoleCommand.Allow(RoleMatrix.ASSIGN, CLERK, STUDENT));
    site.assign(STUDENT, pupil, COURSE).assign(EDITING_TEACHER, pupil, MODULE);
    var all = new UnassignAll(new AssignmentFilter(0, pupil, List.of(), "*", -1), false, false);
    grant(new Right(ASSIGN, COURSE));
    forbidden(all, "for which role_allow_assign names role " + EDITING_TEACHER);
    site.run(new RoleCommand.Allow(RoleMatrix.ASSIGN, CLERK, EDITING_TEACHER));
    allowed(all);
    var nobody = new UnassignAll(new AssignmentFilter(0, admin, List.of(), "*", -1), false, false);
    forbidden(nobody, "needs " + ASSIGN + " in context 1 (system)");
    var inCategory =
        new UnassignAll(new AssignmentFilter(0, 0, List.of(CATEGORY), "*", -1), false, false);
    forbidden(inCategory, "needs " + ASSIGN + " in " + describe(CATEGORY));
  }

  @Test
  void check_categories_needCategoryManage() {
    site.run(new ContextCommand.CreateCategory(0, "Other", true));
    ContextName other = new OfInstance(ContextLevel.COURSE_CATEGORY, 3);
    needs(new ContextCommand.CreateCategory(1, "N", true), new Right(CATEGORIES, CATEGORY));
    needs(new ContextCommand.CreateCategory(0, "N", true), new Right(CATEGORIES, SYSTEM));
    needs(
        new ContextCommand.MoveCategory(2, 3),
        new Right(CATEGORIES, INNER),
        new Right(CATEGORIES, other));
    needs(
        new ContextCommand.DeleteCategory(1),
        new Right(CATEGORIES, CATEGORY),
        new Right("moodle/course:delete", COURSE));
  }

  @Test
  void check_courses_needTheirOwnCapabilities() {
    needs(
        new ContextCommand.CreateCourse(1, CourseTraits.named("new")),
        new Right("moodle/course:create", CATEGORY));
    Right update = new Right("moodle/course:update", COURSE);
    needs(new ContextCommand.EditCourse(2, new CourseTraits("maths", true, 1, false, 0)), update);
    needs(
        new ContextCommand.EditCourse(2, CourseTraits.named("sums")),
        update,
        new Right("moodle/course:changeshortname", COURSE));
    needs(
        new ContextCommand.EditCourse(2, new CourseTraits("maths", false, 0, false, 0)),
        update,
        new Right("moodle/course:visibility", COURSE));
    needs(
        new ContextCommand.MoveCourse(2, 2),
        update,
        new Right("moodle/course:changecategory", COURSE),
        new Right("moodle/course:create", INNER));
    needs(new ContextCommand.DeleteCourse(2), new Right("moodle/course:delete", COURSE));
  }

  @Test
  void check_modulesBlocksAndLocks_needTheirOwnCapabilities() {
    Right activities = new Right("moodle/course:manageactivities", COURSE);
    needs(
        new ContextCommand.CreateModule(2, "forum", 0, true, 0),
        activities,
        new Right("mod/forum:addinstance", COURSE));
    needs(new ContextCommand.DeleteModule(1), new Right("moodle/course:manageactivities", MODULE));
    needs(
        new ContextCommand.CreateBlock(COURSE, "html"),
        new Right("moodle/site:manageblocks", COURSE),
        new Right("block/html:addinstance", COURSE));
    needs(
        new ContextCommand.DeleteBlock(1),
        new Right("moodle/block:edit", BLOCK),
        new Right("moodle/site:manageblocks", COURSE));
    needs(
        new ContextCommand.LockContext(COURSE, true),
        new Right("moodle/site:managecontextlocks", COURSE));
  }

  @Test
  void check_groups_needManageGroups() {
    List<GroupCommand> all =
        List.of(
            new GroupCommand.CreateGroup(2, "C", 0, true),
            new GroupCommand.EditGroup(1, "C", 0, true),
            new GroupCommand.DeleteGroup(1),
            new GroupCommand.CreateGrouping(2, "C"),
            new GroupCommand.DeleteGrouping(1),
            new GroupCommand.AddGroupMember(1, pupil),
            new GroupCommand.RemoveGroupMember(1, pupil),
            new GroupCommand.AddToGrouping(1, 1),
            new GroupCommand.RemoveFromGrouping(1, 1));
    all.forEach(one -> needs(one, new Right("moodle/course:managegroups", COURSE)));
  }

  @Test
  void check_enrolments_needThePluginsCapabilities() {
    Right configure = new Right("moodle/course:enrolconfig", COURSE);
    needs(
        new EnrolmentCommand.AddEnrolmentMethod(2, "self", STUDENT, true),
        configure,
        new Right("enrol/self:config", COURSE));
    needs(
        new EnrolmentCommand.EditEnrolmentMethod(1, 0, true),
        configure,
        new Right("enrol/manual:config", COURSE));
    needs(
        new EnrolmentCommand.RemoveEnrolmentMethod(1),
        configure,
        new Right("enrol/manual:config", COURSE));
    needs(
        new EnrolmentCommand.Enrol(1, clerk, 0, false, Period.ALWAYS),
        new Right("enrol/manual:enrol", COURSE));
    needs(
        new EnrolmentCommand.Enrol(1, pupil, 0, true, Period.ALWAYS),
        new Right("enrol/manual:enrol", COURSE),
        new Right("enrol/manual:manage", COURSE));
    site.run(new RoleCommand.Allow(RoleMatrix.ASSIGN, CLERK, STUDENT));
    needs(
        new EnrolmentCommand.Enrol(1, clerk, STUDENT, false, Period.ALWAYS),
        new Right("enrol/manual:enrol", COURSE),
        new Right(ASSIGN, COURSE));
    needs(
        new EnrolmentCommand.SuspendEnrolment(1, pupil, true),
        new Right("enrol/manual:manage", COURSE));
    needs(new EnrolmentCommand.Unenrol(1, pupil), new Right("enrol/manual:unenrol", COURSE));
    grant(new Right("enrol/manual:unenrolself", COURSE));
    allowed(new EnrolmentCommand.Unenrol(1, clerk));
    forbidden(new EnrolmentCommand.Unenrol(1, pupil), "needs enrol/manual:unenrol in");
  }

  @Test
  void check_usersSettingsComponents_needTheSystemsCapabilities() {
    needs(new UserCommand.CreateUser("eve"), new Right("moodle/user:create", SYSTEM));
    needs(new UserCommand.DeleteUser(pupil), new Right("moodle/user:delete", SYSTEM));
    needs(new UserCommand.SuspendUser(pupil, true), new Right("moodle/user:update", SYSTEM));
    Right configure = new Right(CONFIG, SYSTEM);
    needs(new SettingCommand.SetSetting("forcelogin", "1"), configure);
    needs(new SettingCommand.UnsetSetting("forcelogin"), configure);
    needs(new UpdateCapabilities("local_x", List.of()), configure);
    grant(configure);
    grant(new Right("moodle/user:delete", SYSTEM));
    grant(new Right("moodle/user:update", SYSTEM));
    forbidden(new UserCommand.DeleteUser(clerk), "may not delete himself");
    forbidden(new UserCommand.SuspendUser(clerk, true), "may not suspend himself");
    forbidden(new SettingCommand.AddSiteAdmin(clerk), "is no site administrator");
    forbidden(new SettingCommand.RemoveSiteAdmin(admin), "is no site administrator");
    forbidden(new SettingCommand.SetSetting("siteadmins", "" + clerk), "is no site administrator");
    assertThatCode(() ->
            guard(Enforcement.ON).check(site.site(), admin, new SettingCommand.AddSiteAdmin(clerk)))
        .doesNotThrowAnyException();
  }

  /** With all of the rights it may be given, without any one of them it may not. */
  private void needs(AdminCommand command, Right... rights) {
    for (Right right : rights) {
      grant(right);
    }
    allowed(command);
    for (Right right : rights) {
      revoke(right);
      forbidden(command, "needs " + named(right) + " in " + describe(right.context()));
      grant(right);
    }
    for (Right right : rights) {
      revoke(right);
    }
  }

  /** Of two that would do, a refusal names both. */
  private static String named(Right right) {
    return right.capability().equals(OVERRIDE) ? OVERRIDE + " or " + SAFE : right.capability();
  }

  private void grant(Right right) {
    site.run(
        new SetCapability(
            CLERK, right.context(), right.capability(), PermissionChoice.ALLOW, true));
  }

  private void revoke(Right right) {
    site.run(new UnsetCapability(CLERK, right.context(), right.capability()));
  }

  private void allowed(AdminCommand command) {
    guard(Enforcement.AUTO).check(site.site(), clerk, command);
  }

  private void forbidden(AdminCommand command, String message) {
    assertThatThrownBy(() -> guard(Enforcement.AUTO).check(site.site(), clerk, command))
        .as(command.toString())
        .isInstanceOfSatisfying(
            RefusedChangeException.class,
            refused -> assertThat(refused.kind()).isEqualTo(Kind.FORBIDDEN))
        .hasMessageContaining("user " + clerk + " ")
        .hasMessageContaining(message);
  }

  private static AdminGuard guard(Enforcement enforcement) {
    return new AdminGuard(new DecisionPoint(new Resolver()), enforcement);
  }

  private String describe(ContextName context) {
    return "context " + site.site().contexts().idOf(SiteRows.contextOf(site.site(), context));
  }
}
