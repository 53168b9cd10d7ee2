package dev.beadle.server.search.roles;

import static dev.beadle.server.testing.TestSite.REPLY;
import static dev.beadle.server.testing.TestSite.SYSTEM;
import static dev.beadle.server.testing.TestSite.UNKNOWN;
import static dev.beadle.server.testing.TestSite.VIEW;
import static dev.beadle.server.testing.TestSite.classroom;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.testing.TestSite;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The roles that give a capability and those that forbid it (§10). */
final class DecidingRolesTest {
  /** §10: the nearest allow or prevent decides; a prohibit anywhere forbids and nothing else. */
  @Test
  void of_overridesAndProhibit_nearestDecidesAndProhibitForbids() {
    TestSite site = classroom().allow("student", SYSTEM, REPLY).prevent("student", "forum", REPLY);
    site.prevent("teacher", SYSTEM, REPLY).allow("teacher", "course", REPLY);
    site.prohibit("guest", SYSTEM, REPLY).allow("guest", "forum", REPLY);
    assertThat(needed(site, "forum", REPLY)).containsExactly("teacher");
    assertThat(forbidden(site, "forum", REPLY)).containsExactly("guest");
    assertThat(needed(site, SYSTEM, REPLY)).containsExactly("student");
  }

  /** §10 [!]: an odd number is passed over here, although it stops a check. */
  @Test
  void of_oddPermissionNearest_isPassedOver() {
    TestSite site =
        classroom().allow("student", SYSTEM, REPLY).store("student", "course", REPLY, 0);
    site.store("student", "forum", REPLY, -999).assign("ann", "student", SYSTEM);
    assertThat(needed(site, "forum", REPLY)).containsExactly("student");
    assertThat(site.decide("ann", REPLY, "forum").isAllowed()).isFalse();
  }

  /** §10: a capability must be in the table. */
  @Test
  void of_unknownCapability_findsNobody() {
    TestSite site = classroom().allow("student", SYSTEM, UNKNOWN);
    assertThat(needed(site, "forum", UNKNOWN)).isEmpty();
    assertThat(needed(site, "forum", "mod/never:heardof")).isEmpty();
  }

  /** §10: rows are found by the ids in the path, so also those of an ancestor without a path. */
  @Test
  void of_ancestorWithoutPath_itsRowsCount() {
    TestSite site = classroom().allow("student", "course", REPLY).assign("ann", "student", SYSTEM);
    site.change("course", "path", "").change("course", "depth", "0");
    assertThat(needed(site, "forum", REPLY)).containsExactly("student");
    assertThat(site.decide("ann", REPLY, "forum").isAllowed()).isFalse();
    assertThat(needed(site, "course", REPLY)).as("a context without a path").isEmpty();
  }

  /** §10: rows come by context.depth, whatever the place in the path. */
  @Test
  void of_depthThatIsWrong_ordersTheRows() {
    TestSite site = classroom().allow("student", "cat", REPLY).prevent("student", "course", REPLY);
    assertThat(needed(site, "forum", REPLY)).isEmpty();
    assertThat(needed(site.change("cat", "depth", "9"), "forum", REPLY)).containsExactly("student");
  }

  /** §10: rows of a context that is gone are not joined. */
  @Test
  void of_ancestorThatIsGone_itsRowsDoNotCount() {
    TestSite site = classroom().allow("student", "course", REPLY).withoutRow("course");
    assertThat(needed(site, "forum", REPLY)).isEmpty();
  }

  /**
   * §10: of several capabilities the roles are needed that give all, less those that forbid one.
   */
  @Test
  void ofAll_severalCapabilities_giveAllAndForbidNone() {
    TestSite site = classroom().allow("a", SYSTEM, REPLY).allow("a", SYSTEM, VIEW);
    site.allow("b", SYSTEM, REPLY).allow("c", SYSTEM, REPLY).prohibit("c", "cat", VIEW);
    assertThat(names(site, all(site, "forum", REPLY, VIEW).needed())).containsExactly("a");
    assertThat(names(site, all(site, "forum", REPLY, VIEW).forbidden())).containsExactly("c");
    assertThat(names(site, all(site, SYSTEM, REPLY, REPLY).needed()))
        .containsExactly("a", "b", "c");
    assertThat(all(site, SYSTEM).needed()).isEmpty();
  }

  /** §10 [!]: while nothing was found the next set takes the place: an empty one asks nothing. */
  @Test
  void ofAll_capabilityThatNobodyGives_isAsIfNotAskedFor() {
    TestSite site = classroom().allow("a", SYSTEM, REPLY);
    assertThat(names(site, all(site, "forum", VIEW, REPLY).needed())).containsExactly("a");
    assertThat(all(site, "forum", REPLY, VIEW).needed()).isEmpty();
    assertThat(names(site, all(site, "forum", REPLY, VIEW, REPLY).needed())).containsExactly("a");
  }

  private static DecidingRoles all(TestSite site, String context, String... capabilities) {
    PolicySnapshot snapshot = site.snapshot();
    int[] ordinals =
        List.of(capabilities).stream().mapToInt(snapshot.capabilities()::find).toArray();
    return DecidingRoles.ofAll(
        snapshot, snapshot.contexts().find(site.contextId(context)), ordinals);
  }

  private static DecidingRoles roles(TestSite site, String context, String capability) {
    PolicySnapshot snapshot = site.snapshot();
    return DecidingRoles.of(
        snapshot,
        snapshot.contexts().find(site.contextId(context)),
        snapshot.capabilities().find(capability));
  }

  private static List<String> needed(TestSite site, String context, String capability) {
    return names(site, roles(site, context, capability).needed());
  }

  private static List<String> forbidden(TestSite site, String context, String capability) {
    return names(site, roles(site, context, capability).forbidden());
  }

  private static List<String> names(TestSite site, List<Integer> roles) {
    return RoleSite.names(site, roles);
  }
}
