package dev.beadle.server.decision;

import static dev.beadle.server.decision.Decision.ALLOWED_BY_ROLE;
import static dev.beadle.server.decision.Decision.DENIED_BY_PREVENT;
import static dev.beadle.server.decision.Decision.DENIED_BY_PROHIBIT;
import static dev.beadle.server.decision.Decision.DENIED_NOTHING_ALLOWS;
import static dev.beadle.server.testing.TestSite.FRONT_PAGE;
import static dev.beadle.server.testing.TestSite.REPLY;
import static dev.beadle.server.testing.TestSite.SYSTEM;
import static dev.beadle.server.testing.TestSite.VIEW;
import static dev.beadle.server.testing.TestSite.classroom;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.testing.TestSite;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a set of roles says (§4 and §7). */
final class EvaluationTest {
  private static final int CUSTOM_LEVEL = 1234;

  /** §7.4: no definition anywhere says nothing. */
  @Test
  void decide_roleWithoutPermissions_saysNothing() {
    assertThat(
            classroom()
                .role("student")
                .assign("ann", "student", "course")
                .decide("ann", REPLY, "forum"))
        .isEqualTo(DENIED_NOTHING_ALLOWS);
  }

  /** §7.4: another capability's permission says nothing about this one. */
  @Test
  void decide_otherCapabilityAllowed_saysNothing() {
    assertThat(student().allow("student", SYSTEM, VIEW).decide("ann", REPLY, "forum"))
        .isEqualTo(DENIED_NOTHING_ALLOWS);
  }

  /** §7.3: the nearest permission of a role counts, at each distance. */
  @ParameterizedTest
  @CsvSource({
    "1, , , , ALLOWED_BY_ROLE",
    "-1, , , , DENIED_BY_PREVENT",
    "-1, 1, , , ALLOWED_BY_ROLE",
    "1, -1, , , DENIED_BY_PREVENT",
    "1, -1, 1, , ALLOWED_BY_ROLE",
    "1, -1, 1, -1, DENIED_BY_PREVENT",
    "-1, -1, -1, 1, ALLOWED_BY_ROLE",
    ", , , 1, ALLOWED_BY_ROLE",
    ", , 1, , ALLOWED_BY_ROLE",
    "1, , , -1, DENIED_BY_PREVENT",
    "-1, , 1, , ALLOWED_BY_ROLE",
    ", , , , DENIED_NOTHING_ALLOWS"
  })
  void decide_permissionsOnThePath_nearestCounts(
      @Nullable Long system,
      @Nullable Long cat,
      @Nullable Long course,
      @Nullable Long forum,
      Decision expected) {
    TestSite site = student();
    store(site, SYSTEM, system);
    store(site, "cat", cat);
    store(site, "course", course);
    store(site, "forum", forum);
    assertThat(site.decide("ann", REPLY, "forum")).isEqualTo(expected);
  }

  /** §7.3: a prohibit anywhere on the path denies, shadowed by nearer allows or not. */
  @ParameterizedTest
  @ValueSource(strings = {SYSTEM, "cat", "course", "forum"})
  void decide_prohibitAnywhereOnThePath_denies(String prohibited) {
    TestSite site = student().prohibit("student", prohibited, REPLY);
    for (String context : new String[] {SYSTEM, "cat", "course", "forum"}) {
      if (!context.equals(prohibited)) {
        site.allow("student", context, REPLY);
      }
    }
    assertThat(site.decide("ann", REPLY, "forum")).isEqualTo(DENIED_BY_PROHIBIT);
  }

  /** §7.3: what stands below the context or beside the path is not met. */
  @Test
  void decide_permissionsOffThePath_areNotMet() {
    TestSite site = student().course("other", "cat").prohibit("student", "other", REPLY);
    site.prohibit("student", "forum", REPLY).prohibit("student", FRONT_PAGE, REPLY);
    site.allow("student", SYSTEM, REPLY);
    assertThat(site.decide("ann", REPLY, "course")).isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.decide("ann", REPLY, "forum")).isEqualTo(DENIED_BY_PROHIBIT);
  }

  /** §7.3 [!]: where in the path a role was assigned does not matter. */
  @ParameterizedTest
  @ValueSource(strings = {SYSTEM, "cat", "course", "forum"})
  void decide_assignedAnywhereOnThePath_usesTheWholePath(String assigned) {
    TestSite site = classroom().assign("ann", "student", assigned);
    site.prevent("student", SYSTEM, REPLY).allow("student", "cat", REPLY);
    assertThat(site.decide("ann", REPLY, "forum")).isEqualTo(ALLOWED_BY_ROLE);
    site.prohibit("student", "course", REPLY);
    assertThat(site.decide("ann", REPLY, "forum")).isEqualTo(DENIED_BY_PROHIBIT);
  }

  /** §7.3: even a prohibit above the assignment. */
  @Test
  void decide_prohibitAboveTheAssignment_denies() {
    TestSite site = classroom().assign("ann", "student", "forum");
    site.prohibit("student", SYSTEM, REPLY).allow("student", "forum", REPLY);
    assertThat(site.decide("ann", REPLY, "forum")).isEqualTo(DENIED_BY_PROHIBIT);
  }

  /** §7.4: prevent in one role does not cancel allow in another. */
  @Test
  void decide_oneRoleAllowsAnotherPrevents_allows() {
    TestSite site = student().assign("ann", "teacher", "forum");
    site.allow("student", SYSTEM, REPLY).prevent("teacher", "forum", REPLY);
    assertThat(site.decide("ann", REPLY, "forum")).isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §7.3: a prohibit in one role cancels every allow, whichever role is met first. */
  @ParameterizedTest
  @CsvSource({"student, teacher", "teacher, student"})
  void decide_oneRoleProhibits_denies(String allowing, String prohibiting) {
    TestSite site = student().assign("ann", "teacher", "forum");
    site.allow(allowing, "forum", REPLY).prohibit(prohibiting, SYSTEM, REPLY);
    assertThat(site.decide("ann", REPLY, "forum")).isEqualTo(DENIED_BY_PROHIBIT);
  }

  /** §7.3: a role that the user does not have here says nothing, prohibit or not. */
  @Test
  void decide_prohibitOfARoleHeldElsewhere_isNotMet() {
    TestSite site = student().allow("student", SYSTEM, REPLY).course("other", "cat");
    site.prohibit("teacher", SYSTEM, REPLY).assign("ann", "teacher", "other");
    assertThat(site.decide("ann", REPLY, "forum")).isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.decide("ann", REPLY, "other")).isEqualTo(DENIED_BY_PROHIBIT);
  }

  /** §7.4 [!]: a stored 0 or odd value stops the search upwards and so prevents. */
  @ParameterizedTest
  @ValueSource(longs = {0, 2, -2, 1000, -999, -1001, Long.MAX_VALUE, Long.MIN_VALUE, 4294967297L})
  void decide_oddPermissionNearest_actsLikePrevent(long odd) {
    TestSite site = student().allow("student", SYSTEM, REPLY).store("student", "cat", REPLY, odd);
    assertThat(site.decide("ann", REPLY, "forum")).isEqualTo(DENIED_BY_PREVENT);
    assertThat(site.decide("ann", REPLY, SYSTEM)).isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.allow("student", "course", REPLY).decide("ann", REPLY, "forum"))
        .isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §7.4 [!]: a prohibit above an odd value is still met. */
  @Test
  void decide_prohibitAboveOddPermission_denies() {
    TestSite site = student().prohibit("student", SYSTEM, REPLY).store("student", "cat", REPLY, 0);
    assertThat(site.decide("ann", REPLY, "forum")).isEqualTo(DENIED_BY_PROHIBIT);
  }

  /** §7.4: an odd value of one role does not cancel the allow of another. */
  @Test
  void decide_oddPermissionBesideAllow_allows() {
    TestSite site = student().store("student", SYSTEM, REPLY, 0).assign("ann", "teacher", "course");
    assertThat(site.allow("teacher", SYSTEM, REPLY).decide("ann", REPLY, "forum"))
        .isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §4: permissions in contexts without a row are dropped, also if a path names the context. */
  @Test
  void decide_permissionInMissingContext_isDropped() {
    TestSite site = student().allow("student", SYSTEM, REPLY);
    site.storeAt("student", 99_999, REPLY, -1000).prohibit("student", "course", REPLY);
    assertThat(site.withoutRow("course").decide("ann", REPLY, "forum")).isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §4: the role's row is not looked at. */
  @Test
  void decide_permissionOfRoleWithoutRow_counts() {
    TestSite site = classroom().assign("ann", "gone", "course").allow("gone", SYSTEM, REPLY);
    assertThat(site.decide("ann", REPLY, "forum")).isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.prohibit("gone", "forum", REPLY).decide("ann", REPLY, "forum"))
        .isEqualTo(DENIED_BY_PROHIBIT);
  }

  /** §1, §2: contexts of levels that plug-ins registered are as any other. */
  @Test
  void decide_customContextLevels_areEvaluated() {
    TestSite site =
        student()
            .context(CUSTOM_LEVEL, "plan", "course")
            .context(CUSTOM_LEVEL + 1, "goal", "plan")
            .context(20, "historic", SYSTEM)
            .allow("student", "plan", REPLY);
    assertThat(site.decide("ann", REPLY, "goal")).isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.decide("ann", REPLY, "course")).isEqualTo(DENIED_NOTHING_ALLOWS);
    assertThat(site.decide("ann", REPLY, "historic")).isEqualTo(DENIED_NOTHING_ALLOWS);
    assertThat(site.lock("plan").decide("ann", REPLY, "goal")).isEqualTo(Decision.DENIED_BY_LOCK);
  }

  /** §2: a block lies in any context; its path tells its ancestors. */
  @ParameterizedTest
  @ValueSource(strings = {SYSTEM, "cat", "course", "forum", "user bob"})
  void decide_blockAnywhere_takesItsAncestorsFromThePath(String parent) {
    TestSite site =
        classroom().assign("ann", "student", parent.equals("user bob") ? SYSTEM : "cat");
    site.userId("bob");
    site.block("clock", parent).allow("student", parent, REPLY);
    boolean isBelowTheAssignment = !parent.equals(SYSTEM);
    assertThat(site.decide("ann", REPLY, "clock"))
        .isEqualTo(isBelowTheAssignment ? ALLOWED_BY_ROLE : DENIED_NOTHING_ALLOWS);
  }

  /** §2: a mentor's role in a user's own context is held there and in blocks below. */
  @Test
  void decide_roleInUserContext_countsThereOnly() {
    TestSite site = classroom().allow("mentor", SYSTEM, VIEW);
    site.userId("bob");
    site.assign("ann", "mentor", "user bob");
    assertThat(site.decide("ann", VIEW, "user bob")).isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.decide("ann", VIEW, "user ann")).isEqualTo(DENIED_NOTHING_ALLOWS);
    assertThat(site.decide("ann", VIEW, SYSTEM)).isEqualTo(DENIED_NOTHING_ALLOWS);
  }

  /** §2: paths may be as deep as the column holds. */
  @Test
  void decide_deepTree_isWalkedToTheRoot() {
    TestSite site = student().allow("student", SYSTEM, REPLY);
    String parent = "course";
    for (int depth = 4; depth <= 60; depth++) {
      site.context(CUSTOM_LEVEL, "depth" + depth, parent);
      parent = "depth" + depth;
    }
    assertThat(site.decide("ann", REPLY, parent)).isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.prohibit("student", "course", REPLY).decide("ann", REPLY, parent))
        .isEqualTo(DENIED_BY_PROHIBIT);
  }

  /** A classroom where ann is a student everywhere. */
  private static TestSite student() {
    return classroom().role("student").assign("ann", "student", SYSTEM);
  }

  private static void store(TestSite site, String context, @Nullable Long permission) {
    if (permission != null) {
      site.store("student", context, REPLY, permission);
    }
  }
}
