package dev.beadle.server.search.roles;

import static dev.beadle.server.testing.TestSite.REPLY;
import static dev.beadle.server.testing.TestSite.SYSTEM;
import static dev.beadle.server.testing.TestSite.UNKNOWN;
import static dev.beadle.server.testing.TestSite.VIEW;
import static dev.beadle.server.testing.TestSite.classroom;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.search.roles.EffectivePermissions.EffectivePermission;
import dev.beadle.server.testing.TestSite;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Roles with a row, what a role says, and whether its prohibit can go (§10). */
final class RowsOfRolesTest {
  /** §10: any row counts, nearest or not; roles without a row of their own are not listed. */
  @Test
  void rolesWithPermission_anyRow_isFound() {
    TestSite site = classroom().role("a").role("b").allow("a", SYSTEM, REPLY);
    site.prevent("a", "course", REPLY).prohibit("b", "forum", REPLY).allow("c", SYSTEM, REPLY);
    assertThat(with(site, REPLY, 0, "")).containsExactly("a", "b");
    assertThat(with(site, REPLY, 1, "")).containsExactly("a");
    assertThat(with(site, REPLY, 1, "forum")).containsExactly("a");
    assertThat(with(site, REPLY, -1000, "course")).isEmpty();
    assertThat(with(site, REPLY, -1000, "")).containsExactly("b");
  }

  /** §10: an unknown capability has no roles, whatever rows it has. */
  @Test
  void rolesWithPermission_unknownCapability_isNotFound() {
    TestSite site = classroom().role("a").allow("a", SYSTEM, UNKNOWN);
    assertThat(with(site, UNKNOWN, 0, "")).isEmpty();
    assertThat(with(site, "mod/never:heardof", 0, "")).isEmpty();
  }

  /** §10: anywhere is anywhere: in a context that is gone too. */
  @Test
  void rolesWithPermission_contextThatIsGone_isFoundAnywhereOnly() {
    TestSite site = classroom().role("a").storeAt("a", 999_999, REPLY, 1);
    assertThat(with(site, REPLY, 0, "")).containsExactly("a");
    assertThat(with(site, REPLY, 0, "forum")).isEmpty();
  }

  /** §10: two contexts of one path keep their rows apart. */
  @Test
  void rolesWithPermission_contextsThatShareAPath_bothAreFound() {
    TestSite site = classroom().course("other", "cat").role("a").allow("a", "course", REPLY);
    site.prevent("a", "other", REPLY).change("other", "path", site.path("course"));
    assertThat(with(site, REPLY, 1, "")).containsExactly("a");
    assertThat(with(site, REPLY, -1, "")).containsExactly("a");
    assertThat(with(site, REPLY, 1, "forum")).containsExactly("a");
    assertThat(with(site, REPLY, -1, "forum")).isEmpty();
  }

  /** §10: the row of the highest level counts, and it tells where it is stored. */
  @Test
  void effectivePermissions_severalLevels_highestLevelCounts() {
    TestSite site = classroom().allow("a", SYSTEM, REPLY).prevent("a", "course", REPLY);
    site.allow("a", SYSTEM, VIEW).allow("a", SYSTEM, UNKNOWN);
    assertThat(said(site, "forum")).containsExactly(REPLY + " -1 course", VIEW + " 1 system");
    assertThat(said(site, "cat")).containsExactly(REPLY + " 1 system", VIEW + " 1 system");
  }

  /** §10: anything below -500 overrides, the last of them, here the one highest up. */
  @Test
  void effectivePermissions_belowMinus500_overrides() {
    TestSite site = classroom().store("a", SYSTEM, REPLY, -1000).store("a", "cat", REPLY, -501);
    site.allow("a", "forum", REPLY).store("a", "course", REPLY, -500);
    assertThat(said(site, "forum")).containsExactly(REPLY + " -1000 system");
    assertThat(possible(site, "forum")).containsExactly(-1000L);
    assertThat(possible(site, "cat")).containsExactly(-1000L);
  }

  /** §10: Moodle leaves nested categories in any order; here the deeper one counts. */
  @Test
  void effectivePermissions_nestedCategories_deeperOneCountsOfThePossible() {
    TestSite site = classroom().category("sub", "cat").allow("a", "cat", REPLY);
    site.prevent("a", "sub", REPLY);
    assertThat(said(site, "sub")).containsExactly(REPLY + " -1 sub");
    assertThat(possible(site, "sub")).containsExactly(-1L, 1L);
    assertThat(possible(site, "cat")).containsExactly(1L);
    assertThat(possible(site, SYSTEM)).isEmpty();
  }

  /** §10: below -500 there is no choice, whatever the order of the two. */
  @Test
  void effectivePermissions_nestedCategoriesOneBelowMinus500_itIsTheOnlyAnswer() {
    TestSite site = classroom().category("sub", "cat").store("a", "cat", REPLY, -999);
    site.prevent("a", "sub", REPLY);
    assertThat(said(site, "sub")).containsExactly(REPLY + " -999 cat");
    assertThat(possible(site, "sub")).containsExactly(-999L);
  }

  /** §10: removable when there is none, or just one and that right here. */
  @Test
  void prohibitRemoval_oneHereOnly_isPossible() {
    TestSite site = classroom().allow("a", SYSTEM, REPLY);
    assertThat(removable(site, "course")).isTrue();
    site.prohibit("a", "course", REPLY);
    assertThat(removable(site, "course")).isTrue();
    assertThat(removable(site, "cat")).isTrue();
    assertThat(removable(site, "forum")).as("it is above").isFalse();
    site.prohibit("a", "cat", REPLY);
    assertThat(removable(site, "course")).as("there are two").isFalse();
  }

  private static List<String> with(
      TestSite site, String capability, long permission, String contextOrEmpty) {
    PolicySnapshot snapshot = site.snapshot();
    int context =
        contextOrEmpty.isEmpty() ? ContextTree.ABSENT : RoleSite.context(site, contextOrEmpty);
    return RoleSite.names(
        site,
        RolesWithPermission.find(
            snapshot, snapshot.capabilities().find(capability), permission, context));
  }

  private static List<String> said(TestSite site, String context) {
    return EffectivePermissions.of(
            site.snapshot(), RoleSite.role(site, "a"), RoleSite.context(site, context))
        .stream()
        .map(one -> text(site, one))
        .toList();
  }

  private static String text(TestSite site, EffectivePermission one) {
    PolicySnapshot snapshot = site.snapshot();
    String context =
        List.of(SYSTEM, "cat", "sub", "course", "forum").stream()
            .filter(name -> isNamed(site, name, one.context()))
            .findFirst()
            .orElseThrow();
    return snapshot.capabilities().nameOf(one.capability())
        + " "
        + one.permission()
        + " "
        + context;
  }

  private static boolean isNamed(TestSite site, String name, int context) {
    try {
      return RoleSite.context(site, name) == context;
    } catch (IllegalArgumentException noneOfThisName) {
      return false;
    }
  }

  private static List<Long> possible(TestSite site, String context) {
    PolicySnapshot snapshot = site.snapshot();
    return EffectivePermissions.possible(
        snapshot,
        RoleSite.role(site, "a"),
        RoleSite.context(site, context),
        snapshot.capabilities().find(REPLY));
  }

  private static boolean removable(TestSite site, String context) {
    PolicySnapshot snapshot = site.snapshot();
    return ProhibitRemoval.isPossible(
        snapshot,
        RoleSite.role(site, "a"),
        RoleSite.context(site, context),
        snapshot.capabilities().find(REPLY));
  }
}
