package dev.beadle.server.search.roles;

import static dev.beadle.server.testing.TestSite.FRONT_PAGE;
import static dev.beadle.server.testing.TestSite.SYSTEM;
import static dev.beadle.server.testing.TestSite.classroom;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.search.roles.ManageableRoles.Asker;
import dev.beadle.server.testing.TestSite;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The roles that are shown beside people (§10). */
final class ShownRolesTest {
  private static final String ASSIGN = "moodle/role:assign";

  private final ShownRoles shown = new ShownRoles(new DecisionPoint(new Resolver()));
  private final TestSite site =
      classroom()
          .capability(ASSIGN, "write", 0)
          .role("a")
          .role("b")
          .role("teacher")
          .allow("teacher", SYSTEM, ASSIGN)
          .assign("tim", "teacher", "course")
          .assign("ann", "a", "course")
          .assign("ann", "b", "cat");

  /** §10: the roles of the setting that anybody has there or above it. */
  @Test
  void used_whoMayNotAssign_rolesOfTheSetting() {
    site.set("profileroles", site.roleId("a") + ", " + site.roleId("b") + ",987");
    assertThat(used("ann", "course")).containsExactly("a", "b");
    assertThat(used("ann", "cat")).containsExactly("b");
    site.set("profileroles", "");
    assertThat(used("ann", "course")).isEmpty();
  }

  /** §10: who may assign roles is shown all that anybody has. */
  @Test
  void used_whoMayAssign_allOfThem() {
    assertThat(used("tim", "course")).containsExactly("a", "b", "teacher");
  }

  /** §10: of one user, and only those that the viewer may view. */
  @Test
  void ofUser_viewableRoles_ofThisUserOnly() {
    assertThat(ofUser("tim", "ann")).isEmpty();
    RoleSite.let(site, "teacher", "view", "a");
    assertThat(ofUser("tim", "ann")).containsExactly("a");
    assertThat(ofUser("tim", "tim")).isEmpty();
    RoleSite.let(site, "a", "view", "b");
    assertThat(ofUser("ann", "ann")).as("not of the setting").isEmpty();
    site.set("profileroles", Long.toString(site.roleId("b")));
    assertThat(ofUser("ann", "ann")).containsExactly("b");
  }

  /** §10: of the front page the system is looked at. */
  @Test
  void placeOf_courses_frontPageIsTheSystem() {
    var contexts = site.snapshot().contexts();
    int course = RoleSite.context(site, "course");
    assertThat(ShownRoles.placeOf(site.snapshot(), contexts.instanceIdOf(course)))
        .isEqualTo(course);
    int frontPage = RoleSite.context(site, FRONT_PAGE);
    assertThat(ShownRoles.placeOf(site.snapshot(), contexts.instanceIdOf(frontPage)))
        .isEqualTo(contexts.system());
  }

  private List<String> used(String viewer, String context) {
    return RoleSite.names(site, shown.used(site.snapshot(), asker(viewer, context)));
  }

  private List<String> ofUser(String viewer, String user) {
    return RoleSite.names(
        site, shown.ofUser(site.snapshot(), asker(viewer, "course"), site.userId(user)));
  }

  private Asker asker(String user, String context) {
    return new Asker(site.userId(user), RoleSite.context(site, context), Environment.DEFAULT);
  }
}
