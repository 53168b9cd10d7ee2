package dev.beadle.server.search.roles;

import static dev.beadle.server.testing.TestSite.FRONT_PAGE;
import static dev.beadle.server.testing.TestSite.GUEST;
import static dev.beadle.server.testing.TestSite.SYSTEM;
import static dev.beadle.server.testing.TestSite.classroom;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleAssignments.RoleAssignment;
import dev.beadle.server.search.roles.AssignedRoles.Reach;
import dev.beadle.server.search.roles.AssignedRoles.UserRole;
import dev.beadle.server.testing.TestSite;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The roles that rows of role_assignments give (§10). */
final class AssignedRolesTest {
  /** §10: the highest level first, then the site's order; the same role once for each row. */
  @Test
  void ofUser_severalLevels_highestLevelThenSitesOrder() {
    TestSite site = classroom().role("b").role("a").assign("ann", "a", SYSTEM);
    site.assign("ann", "a", "course").assign("ann", "b", "course").assign("ann", "a", "cat");
    site.assign("ann", "a", "course", "enrol_cohort", 7).assign("bob", "a", "course");
    assertThat(rows(site, "ann", "forum", Reach.HERE_AND_ABOVE))
        .containsExactly("b course", "a course", "a course", "a cat", "a system");
    assertThat(rows(site, "ann", "course", Reach.HERE))
        .containsExactly("b course", "a course", "a course");
    assertThat(rows(site, "ann", "forum", Reach.HERE)).isEmpty();
  }

  /** §10: only of roles that have a row. */
  @Test
  void ofUser_roleWithoutRow_isNotListed() {
    TestSite site = classroom().role("a").assign("ann", "a", "cat").assign("ann", "b", "cat");
    assertThat(rows(site, "ann", "forum", Reach.HERE_AND_ABOVE)).containsExactly("a cat");
  }

  /** §10: the context itself counts, whatever its path. */
  @Test
  void ofUser_contextWithoutPath_ownRowsOnly() {
    TestSite site = classroom().role("a").assign("ann", "a", "course").assign("ann", "a", "cat");
    site.change("course", "path", "");
    assertThat(rows(site, "ann", "course", Reach.HERE_AND_ABOVE)).containsExactly("a course");
    assertThat(rows(site, "ann", "forum", Reach.HERE_AND_ABOVE))
        .as("an ancestor is found by its id")
        .containsExactly("a course", "a cat");
  }

  /** §10: everybody's rows, in the same order. */
  @Test
  void ofEverybody_severalUsers_allTheirRows() {
    TestSite site = classroom().role("b").role("a").assign("ann", "a", "cat");
    site.assign("bob", "b", "cat").assign("bob", "a", "forum").assign(GUEST, "a", "course");
    PolicySnapshot snapshot = site.snapshot();
    List<String> found = new ArrayList<>();
    for (RoleAssignment row :
        AssignedRoles.ofEverybody(
            snapshot, RoleSite.context(site, "course"), Reach.HERE_AND_ABOVE)) {
      found.add(snapshot.users().idOf(row.user()) + " " + text(site, row));
    }
    assertThat(found)
        .containsExactly(
            site.userId(GUEST) + " a course",
            site.userId("bob") + " b cat",
            site.userId("ann") + " a cat");
  }

  /** §10: what everybody has comes last: the front page's on and below it, the default role. */
  @Test
  void withSpecial_onTheFrontPage_addsWhatEverybodyHas() {
    TestSite site = classroom().module("news", FRONT_PAGE).role("a").assign("ann", "a", FRONT_PAGE);
    site.setRole("defaultuserroleid", "user").setRole("defaultfrontpageroleid", "front");
    assertThat(special(site, "ann", "news"))
        .containsExactly("a ASSIGNMENT", "front FRONT_PAGE", "user DEFAULT_USER");
    assertThat(special(site, "ann", "forum")).containsExactly("user DEFAULT_USER");
    assertThat(special(site, GUEST, "news")).containsExactly("front FRONT_PAGE");
    int news = RoleSite.context(site, "news");
    assertThat(AssignedRoles.withSpecial(site.snapshot(), 0, news)).isEmpty();
  }

  private static List<String> special(TestSite site, String user, String context) {
    List<String> found = new ArrayList<>();
    long userId = site.userId(user);
    for (UserRole one :
        AssignedRoles.withSpecial(site.snapshot(), userId, RoleSite.context(site, context))) {
      found.add(RoleSite.names(site, List.of(one.role())).getFirst() + " " + one.origin());
    }
    return found;
  }

  private static List<String> rows(TestSite site, String user, String context, Reach reach) {
    long userId = site.userId(user);
    return AssignedRoles.ofUser(site.snapshot(), userId, RoleSite.context(site, context), reach)
        .stream()
        .map(row -> text(site, row))
        .toList();
  }

  private static String text(TestSite site, RoleAssignment row) {
    String context =
        List.of(SYSTEM, "cat", "course", "forum", FRONT_PAGE).stream()
            .filter(name -> RoleSite.context(site, name) == row.contextOfRow())
            .findFirst()
            .orElseThrow();
    return RoleSite.names(site, List.of(row.role())).getFirst() + " " + context;
  }
}
