package dev.beadle.server.admin;

import static dev.beadle.server.admin.AdminSite.EDITING_TEACHER;
import static dev.beadle.server.admin.AdminSite.MANAGER;
import static dev.beadle.server.admin.AdminSite.STUDENT;
import static dev.beadle.server.admin.AdminSite.SYSTEM;
import static dev.beadle.server.admin.AdminSite.TEACHER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.admin.AssignmentCommand.AssignRole;
import dev.beadle.server.admin.ContextName.OfInstance;
import dev.beadle.server.admin.PermissionCommand.SetCapability;
import dev.beadle.server.change.RefusedChangeException;
import dev.beadle.server.change.RefusedChangeException.Kind;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.AssignmentSource;
import dev.beadle.server.model.ContextLevel;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** §10: who may give a command, once the site has an administrator. */
final class AdminGuardTest {
  private static final String VIEW = "mod/forum:viewdiscussion";
  private static final String RISKY = "moodle/course:update";

  private static final long USER = 7;

  private final AdminSite site = new AdminSite();
  private long admin;
  private long teacher;
  private long pupil;
  private ContextName course = SYSTEM;

  @BeforeEach
  void makeSchool() {
    admin = site.user("dean");
    teacher = site.user("ann");
    pupil = site.user("ben");
    course = new OfInstance(ContextLevel.COURSE, site.course("maths"));
    site.assign(EDITING_TEACHER, teacher, course);
    site.run(new SettingCommand.AddSiteAdmin(admin));
  }

  /** AUTO: before there is an administrator, whoever asks may. */
  @Test
  void check_siteWithoutAdministrator_allowsAnybody() {
    var fresh = new AdminSite();
    long anybody = fresh.user("ann");
    assertThat(fresh.runAs(anybody, new RoleCommand.CreateRole("Tutor", "tutor", ""))).hasSize(1);
  }

  /** A refusal says which capability in which context was missing. */
  @Test
  void check_missingCapability_isNamedWithItsContext() {
    refused(
        teacher,
        new RoleCommand.CreateRole("Tutor", "tutor", ""),
        "commands[0]: user " + teacher + " needs moodle/role:manage in context 1 (system)");
    refused(pupil, assign(STUDENT, pupil, course), "needs moodle/role:assign in context");
    refused(pupil, new UserCommand.CreateUser("eve"), "needs moodle/user:create in context 1");
  }

  /** §10: a teacher gives the roles of his matrix, at the levels where they may be given. */
  @Test
  void check_assign_needsMatrixAndLevel() {
    assertThat(site.runAs(teacher, assign(STUDENT, pupil, course))).hasSize(1);
    refused(
        teacher,
        assign(MANAGER, pupil, course),
        "for which role_allow_assign names role " + MANAGER);
    refused(admin, assign(STUDENT, pupil, SYSTEM), "role_context_levels has no level 10");
    assertThat(site.runAs(admin, assign(MANAGER, pupil, SYSTEM))).hasSize(1);
  }

  /** §10: overrides need the matrix, and with safeoverride alone a capability without risk. */
  @Test
  void check_override_needsMatrixAndSafety() {
    site.run(set(EDITING_TEACHER, SYSTEM, "moodle/role:override", PermissionChoice.INHERIT));
    refused(
        teacher,
        set(STUDENT, course, RISKY, PermissionChoice.ALLOW),
        "only safe capabilities may be overridden, and " + RISKY + " is not");
    assertThat(site.runAs(teacher, set(STUDENT, course, VIEW, PermissionChoice.PREVENT)))
        .hasSize(1);
    refused(
        teacher,
        set(MANAGER, course, VIEW, PermissionChoice.PREVENT),
        "for which role_allow_override names role " + MANAGER);
    site.run(set(EDITING_TEACHER, course, "moodle/role:override", PermissionChoice.ALLOW));
    assertThat(site.runAs(teacher, set(STUDENT, course, RISKY, PermissionChoice.ALLOW))).hasSize(1);
  }

  /** §10: at the system a permission defines the role, which overriding rights do not cover. */
  @Test
  void check_permissionAtSystem_needsRoleManage() {
    site.assign(MANAGER, pupil, SYSTEM);
    site.run(set(MANAGER, SYSTEM, "moodle/role:manage", PermissionChoice.INHERIT));
    refused(
        pupil, set(STUDENT, SYSTEM, VIEW, PermissionChoice.PREVENT), "needs moodle/role:manage");
    assertThat(site.runAs(pupil, set(STUDENT, course, VIEW, PermissionChoice.PREVENT))).hasSize(1);
  }

  /** Each command is checked on the site as those before it leave it, and all or none is done. */
  @Test
  void check_batchThatTakesOwnRightAway_isRefusedWhole() {
    assertThatThrownBy(() ->
            site.runAs(
                teacher,
                assign(STUDENT, pupil, course),
                new EnrolmentCommand.AddEnrolmentMethod(2, "self", STUDENT, true),
                set(TEACHER, course, VIEW, PermissionChoice.PREVENT),
                new RoleCommand.DeleteRole(STUDENT)))
        .hasMessageContaining("commands[3]: user " + teacher + " needs moodle/role:manage");
    assertThat(StoredAssignment.ofUser(site.site(), pupil)).isEmpty();
  }

  /** Only an administrator makes another; nobody undoes himself, and the last one stays. */
  @Test
  void check_siteAdmins_needAnAdministrator() {
    site.assign(MANAGER, pupil, SYSTEM);
    site.run(set(MANAGER, SYSTEM, "moodle/site:config", PermissionChoice.ALLOW));
    refused(pupil, new SettingCommand.AddSiteAdmin(pupil), "is no site administrator");
    refused(
        pupil, new SettingCommand.SetSetting("siteadmins", "" + pupil), "is no site administrator");
    refused(admin, new SettingCommand.RemoveSiteAdmin(admin), "may not remove");
    assertThatThrownBy(() -> site.run(new SettingCommand.RemoveSiteAdmin(admin)))
        .hasMessageContaining("the last site administrator cannot be removed");
    assertThatThrownBy(() -> site.run(new SettingCommand.UnsetSetting("siteadmins")))
        .hasMessageContaining("the last site administrator cannot be removed");
  }

  /** The page neither locks nor unlocks below a lock, and does not delete the roles of all. */
  @Test
  void check_pagesOwnRules_hold() {
    site.run(new ContextCommand.LockContext(new OfInstance(ContextLevel.COURSE_CATEGORY, 1), true));
    refused(admin, new ContextCommand.LockContext(course, true), "which is locked");
    refused(admin, new RoleCommand.DeleteRole(7), "the setting defaultuserroleid names it");
  }

  /** §5 does not know periods; here a role that does not count now gives no rights (§10). */
  @Test
  void check_roleOutsideItsPeriod_doesNotCount() {
    site.at(1_000);
    var again = assign(STUDENT, pupil, course);
    for (Period period : List.of(new Period(1_001, 0), new Period(0, 1_000))) {
      site.run(new AssignRole(EDITING_TEACHER, teacher, course, AssignmentSource.BY_HAND, period));
      refused(teacher, again, "needs moodle/role:assign in context");
      // The capability by another role does not bring the matrix of the one that is over.
      site.run(set(USER, SYSTEM, "moodle/role:assign", PermissionChoice.ALLOW));
      refused(teacher, again, "for which role_allow_assign names role " + STUDENT);
      site.run(set(USER, SYSTEM, "moodle/role:assign", PermissionChoice.INHERIT));
    }
    var now = new Period(1_000, 1_001);
    site.run(new AssignRole(EDITING_TEACHER, teacher, course, AssignmentSource.BY_HAND, now));
    assertThat(site.runAs(teacher, again)).hasSize(1);
  }

  /** OFF asks nobody, ON asks even before there is an administrator, AUTO from then on. */
  @ParameterizedTest
  @EnumSource(Enforcement.class)
  void check_enforcement_decidesWhoIsAsked(Enforcement enforcement) {
    var fresh = new AdminSite();
    long anybody = fresh.user("ann");
    assertThat(mayCreateRole(enforcement, fresh, anybody)).isEqualTo(enforcement != Enforcement.ON);
    assertThat(mayCreateRole(enforcement, site, pupil)).isEqualTo(enforcement == Enforcement.OFF);
    assertThat(mayCreateRole(enforcement, site, admin)).isTrue();
    assertThat(mayCreateRole(enforcement, site, AdminGuard.OPERATOR)).isTrue();
  }

  private static boolean mayCreateRole(Enforcement enforcement, AdminSite on, long actor) {
    var guard = new AdminGuard(new DecisionPoint(new Resolver()), enforcement);
    try {
      guard.check(on.site(), actor, new RoleCommand.CreateRole("T", "t", ""));
      return true;
    } catch (RefusedChangeException refused) {
      assertThat(refused.kind()).isEqualTo(Kind.FORBIDDEN);
      return false;
    }
  }

  private void refused(long actor, AdminCommand command, String message) {
    assertThatThrownBy(() -> site.runAs(actor, command))
        .isInstanceOfSatisfying(
            RefusedChangeException.class,
            refused -> assertThat(refused.kind()).isEqualTo(Kind.FORBIDDEN))
        .hasMessageContaining(message);
  }

  private static AdminCommand assign(long roleId, long userId, ContextName context) {
    return new AssignRole(roleId, userId, context, AssignmentSource.BY_HAND, Period.ALWAYS);
  }

  private static AdminCommand set(
      long roleId, ContextName context, String capability, PermissionChoice permission) {
    return new SetCapability(roleId, context, capability, permission, true);
  }
}
