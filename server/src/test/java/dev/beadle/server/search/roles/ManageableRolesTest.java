package dev.beadle.server.search.roles;

import static dev.beadle.server.testing.TestSite.ADMIN;
import static dev.beadle.server.testing.TestSite.GUEST;
import static dev.beadle.server.testing.TestSite.REPLY;
import static dev.beadle.server.testing.TestSite.SYSTEM;
import static dev.beadle.server.testing.TestSite.classroom;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.search.roles.ManageableRoles.Asker;
import dev.beadle.server.testing.TestSite;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What somebody may do with roles in a context (§8, §10). */
final class ManageableRolesTest {
  private static final String ASSIGN = "moodle/role:assign";
  private static final String OVERRIDE = "moodle/role:override";
  private static final String SAFE = "moodle/role:safeoverride";
  private static final String SWITCH = "moodle/role:switchroles";

  private final ManageableRoles manageable = new ManageableRoles(new DecisionPoint(new Resolver()));

  /** §10: the right, the pair through a real assignment, and the level; in the site's order. */
  @Test
  void assignable_rightAndPairAndLevel_inTheSitesOrder() {
    TestSite site = staff().allow("manager", SYSTEM, ASSIGN).assign("ann", "manager", "cat");
    for (String role : List.of("student", "teacher", "a")) {
      RoleSite.let(site, "manager", "assign", role);
    }
    RoleSite.atLevel(site, "student", 50);
    RoleSite.atLevel(site, "teacher", 50);
    RoleSite.atLevel(site, "a", 40);
    assertThat(assignable(site, "ann", "course")).containsExactly("teacher", "student");
    assertThat(assignable(site, "ann", "cat")).containsExactly("a");
    assertThat(assignable(site, "ann", SYSTEM)).as("not assigned there").isEmpty();
    assertThat(assignable(site.prevent("manager", "course", ASSIGN), "ann", "course")).isEmpty();
  }

  /** §10: the level counts for administrators too, the pairs do not. */
  @Test
  void assignable_administrator_needsTheLevelOnly() {
    TestSite site = RoleSite.atLevel(staff(), "student", 70);
    assertThat(assignable(site, ADMIN, "forum")).containsExactly("student");
    assertThat(assignable(site, ADMIN, "course")).isEmpty();
  }

  /** §10: default roles do not count, only rows of role_assignments do. */
  @Test
  void assignable_rightByTheDefaultRole_givesNoPair() {
    TestSite site = staff().allow("user", SYSTEM, ASSIGN).setRole("defaultuserroleid", "user");
    RoleSite.let(RoleSite.atLevel(site, "student", 50), "user", "assign", "student");
    assertThat(assignable(site, "ann", "course")).isEmpty();
    assertThat(assignable(site.assign("ann", "user", SYSTEM), "ann", "course"))
        .containsExactly("student");
  }

  /** §10: a role of the matrix that has no row is not listed. */
  @Test
  void assignable_roleWithoutRow_isNotListed() {
    TestSite site = staff().allow("manager", SYSTEM, ASSIGN).assign("ann", "manager", SYSTEM);
    RoleSite.atLevel(RoleSite.let(site, "manager", "assign", "b"), "b", 50);
    assertThat(assignable(site, "ann", "course")).isEmpty();
  }

  /** §10: user_can_assign looks at no level; an administrator may assign anything. */
  @Test
  void mayAssign_pairWithoutLevel_isEnough() {
    TestSite site = staff().allow("manager", SYSTEM, ASSIGN).assign("ann", "manager", SYSTEM);
    RoleSite.let(site, "manager", "assign", "student");
    assertThat(mayAssign(site, "ann", "student")).isTrue();
    assertThat(mayAssign(site, "ann", "teacher")).isFalse();
    assertThat(mayAssign(site, "bob", "student")).isFalse();
    assertThat(mayAssign(site, ADMIN, "teacher")).isTrue();
    assertThat(mayAssign(site.prevent("manager", "course", ASSIGN), "ann", "student")).isFalse();
  }

  /** §10: either right lists the roles, whatever their level; the mode says how far it goes. */
  @Test
  void overridable_eitherRight_listsThePairs() {
    TestSite site = staff().assign("ann", "manager", "cat").allow("manager", SYSTEM, SAFE);
    RoleSite.let(site, "manager", "override", "student");
    assertThat(overridable(site, "ann", "course")).containsExactly("student");
    assertThat(mode(site, "ann", "course")).isEqualTo(OverrideMode.SAFE);
    assertThat(mode(site.allow("manager", "course", OVERRIDE), "ann", "course"))
        .isEqualTo(OverrideMode.FULL);
    assertThat(overridable(site, "bob", "course")).isEmpty();
    assertThat(mode(site, "bob", "course")).isEqualTo(OverrideMode.NONE);
    assertThat(overridable(site, ADMIN, "course"))
        .containsExactly("manager", "teacher", "student", "a");
  }

  /** §8 [!]: a role without a single permission is never offered, not even to administrators. */
  @Test
  void switchable_roleWithoutPermissions_isNotOffered() {
    TestSite site = staff().assign("ann", "manager", "course").allow("manager", SYSTEM, SWITCH);
    RoleSite.let(RoleSite.let(site, "manager", "switch", "student"), "manager", "switch", "a");
    site.storeAt("student", 999_999, TestSite.UNKNOWN, 0);
    assertThat(switchable(site, "ann", "course")).containsExactly("student");
    assertThat(switchable(site, ADMIN, "course")).containsExactly("manager", "student");
    assertThat(switchable(site, "ann", "cat")).isEmpty();
  }

  /** §10 [!]: whether the viewer is an administrator counts, and the roles of the user. */
  @Test
  void viewable_viewerIsNotTheUser_viewersAdministrationCounts() {
    TestSite site = staff().assign("ann", "manager", "course");
    RoleSite.let(site, "manager", "view", "student");
    assertThat(viewable(site, "ann", "ann")).containsExactly("student");
    assertThat(viewable(site, "bob", "ann")).containsExactly("student");
    assertThat(viewable(site, "ann", ADMIN)).isEmpty();
    assertThat(viewable(site, ADMIN, "ann")).containsExactly("manager", "teacher", "student", "a");
  }

  /** §10: no capability is asked for, and the guest account's rows count here. */
  @Test
  void viewable_guestWithAnAssignment_seesByIt() {
    TestSite site = staff().assign(GUEST, "manager", "course");
    RoleSite.let(site, "manager", "view", "student");
    assertThat(viewable(site, GUEST, GUEST)).containsExactly("student");
  }

  /** §10: the roles meant for courses, and one more. */
  @Test
  void defaultEnrol_rolesOfCourses_andOneMore() {
    TestSite site = RoleSite.atLevel(RoleSite.atLevel(staff(), "teacher", 50), "student", 50);
    PolicySnapshot snapshot = site.snapshot();
    assertThat(RoleSite.names(site, ManageableRoles.defaultEnrol(snapshot, 0)))
        .containsExactly("student", "teacher");
    assertThat(RoleSite.names(site, ManageableRoles.defaultEnrol(snapshot, site.roleId("a"))))
        .containsExactly("a", "student", "teacher");
  }

  /** A classroom with four roles, in this order. */
  private static TestSite staff() {
    TestSite site = classroom().role("manager").role("teacher").role("student").role("a");
    for (String capability : List.of(ASSIGN, OVERRIDE, SAFE, SWITCH)) {
      site.capability(capability, "write", 0);
    }
    return site.allow("manager", SYSTEM, REPLY);
  }

  private static Asker asker(TestSite site, String user, String context) {
    long userId = site.userId(user);
    PolicySnapshot snapshot = site.snapshot();
    return new Asker(
        userId,
        RoleSite.context(site, context),
        Environment.builder(snapshot).currentUser().build());
  }

  private List<String> assignable(TestSite site, String user, String context) {
    Asker asker = asker(site, user, context);
    return RoleSite.names(site, manageable.assignable(site.snapshot(), asker));
  }

  private List<String> overridable(TestSite site, String user, String context) {
    Asker asker = asker(site, user, context);
    return RoleSite.names(site, manageable.overridable(site.snapshot(), asker));
  }

  private OverrideMode mode(TestSite site, String user, String context) {
    Asker asker = asker(site, user, context);
    return manageable.overrideMode(site.snapshot(), asker);
  }

  private List<String> switchable(TestSite site, String user, String context) {
    Asker asker = asker(site, user, context);
    return RoleSite.names(site, manageable.switchable(site.snapshot(), asker));
  }

  private boolean mayAssign(TestSite site, String user, String role) {
    Asker asker = asker(site, user, "course");
    return manageable.mayAssign(site.snapshot(), asker, site.roleId(role));
  }

  private static List<String> viewable(TestSite site, String viewer, String user) {
    long viewerId = site.userId(viewer);
    long userId = site.userId(user);
    return RoleSite.names(
        site,
        ManageableRoles.viewable(
            site.snapshot(), viewerId, userId, RoleSite.context(site, "course")));
  }
}
