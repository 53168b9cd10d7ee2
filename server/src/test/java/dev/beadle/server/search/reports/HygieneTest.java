package dev.beadle.server.search.reports;

import static dev.beadle.server.search.reports.HygieneKind.ASSIGNMENT_IN_MISSING_CONTEXT;
import static dev.beadle.server.search.reports.HygieneKind.ASSIGNMENT_TO_MISSING_USER;
import static dev.beadle.server.search.reports.HygieneKind.MISSING_ROLE;
import static dev.beadle.server.search.reports.HygieneKind.OVERRIDE_SHADOWED;
import static dev.beadle.server.search.reports.HygieneKind.OVERRIDE_WITHOUT_EFFECT;
import static dev.beadle.server.search.reports.HygieneKind.PERMISSION_IN_MISSING_CONTEXT;
import static dev.beadle.server.search.reports.HygieneKind.ROLE_HELD_BY_NOBODY;
import static dev.beadle.server.search.reports.HygieneKind.UNKNOWN_CAPABILITY;
import static dev.beadle.server.testing.TestSite.REPLY;
import static dev.beadle.server.testing.TestSite.SYSTEM;
import static dev.beadle.server.testing.TestSite.UNKNOWN;
import static dev.beadle.server.testing.TestSite.VIEW;
import static dev.beadle.server.testing.TestSite.classroom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.beadle.server.model.SiteTable;
import dev.beadle.server.search.Checkpoint;
import dev.beadle.server.testing.TestSite;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class HygieneTest {
  private static final long MISSING = 999_999;

  private static List<HygieneFinding> look(TestSite site, HygieneKind... kinds) {
    return Hygiene.of(site.snapshot(), Set.of(kinds), Checkpoint.NONE).findings();
  }

  private static HygieneFinding permission(
      TestSite site, HygieneKind kind, String role, String context) {
    var found = look(site, kind);
    return found.stream()
        .filter(one -> one.roleId() == site.roleId(role))
        .filter(one -> one.contextId() == site.contextId(context))
        .findFirst()
        .orElseThrow(() -> new AssertionError("none of " + role + " at " + context + found));
  }

  /** §7.3: what is said already by the nearest row above changes nothing. */
  @Test
  void overrideWithoutEffect_sameAsAbove_isTold() {
    var site =
        classroom()
            .role("student")
            .allow("student", SYSTEM, VIEW)
            .allow("student", "forum", VIEW)
            .prevent("student", "course", REPLY);
    assertThat(look(site, OVERRIDE_WITHOUT_EFFECT)).hasSize(2);
    assertThat(permission(site, OVERRIDE_WITHOUT_EFFECT, "student", "forum"))
        .extracting(HygieneFinding::capability, HygieneFinding::permission)
        .containsExactly(VIEW, 1L);
    // With nothing above it, not to allow is what would be without it (§7.4).
    assertThat(permission(site, OVERRIDE_WITHOUT_EFFECT, "student", "course").capability())
        .isEqualTo(REPLY);
  }

  /** §7.3: what says otherwise than the row above is in use; a definition is no override. */
  @Test
  void overrideWithoutEffect_differs_isNotTold() {
    var site =
        classroom()
            .role("student")
            .allow("student", SYSTEM, VIEW)
            .prevent("student", "cat", VIEW)
            .allow("student", "course", VIEW)
            .prohibit("student", "forum", VIEW)
            .prevent("student", SYSTEM, REPLY);
    assertThat(look(site, OVERRIDE_WITHOUT_EFFECT, OVERRIDE_SHADOWED)).isEmpty();
  }

  /** §7.3: below a prohibit of the same role nothing counts, another prohibit neither. */
  @Test
  void overrideShadowed_prohibitAbove_isTold() {
    var site =
        classroom()
            .role("student")
            .role("teacher")
            .prohibit("student", "cat", VIEW)
            .allow("student", "course", VIEW)
            .prohibit("student", "forum", VIEW)
            .allow("teacher", "course", VIEW)
            .allow("student", "course", REPLY);
    assertThat(look(site, OVERRIDE_SHADOWED))
        .extracting(HygieneFinding::contextId)
        .containsExactly(site.contextId("course"), site.contextId("forum"));
    assertThat(look(site, OVERRIDE_WITHOUT_EFFECT)).isEmpty();
  }

  /** §4: rows of capabilities without a row, of contexts and of roles without one. */
  @Test
  void permissions_thatBelongToNothing_areTold() {
    var site =
        classroom()
            .role("student")
            .allow("student", SYSTEM, UNKNOWN)
            .storeAt("student", MISSING, VIEW, -1)
            .allow("nameless", "course", VIEW);
    assertThat(look(site, UNKNOWN_CAPABILITY))
        .extracting(HygieneFinding::capability, HygieneFinding::contextId)
        .containsExactly(tuple(UNKNOWN, site.contextId(SYSTEM)));
    assertThat(look(site, PERMISSION_IN_MISSING_CONTEXT))
        .extracting(HygieneFinding::contextId, HygieneFinding::permission)
        .containsExactly(tuple(MISSING, -1L));
    assertThat(look(site, MISSING_ROLE))
        .extracting(HygieneFinding::roleId)
        .containsExactly(site.roleId("nameless"));
  }

  /** §5: assignments whose context, user or role is gone. */
  @Test
  void assignments_thatBelongToNothing_areTold() {
    var site =
        classroom()
            .role("student")
            .assign("ann", "student", "course")
            .assignAt(MISSING, "student", 1, "", 0)
            .assign("gone", "student", "course")
            .changeUser("gone", "deleted", "1");
    site.assignAt(site.userId("ann"), "student", MISSING, "enrol_manual", 3)
        .assign("ann", "nameless", "course");
    assertThat(look(site, ASSIGNMENT_IN_MISSING_CONTEXT))
        .extracting(HygieneFinding::contextId, HygieneFinding::userId)
        .containsExactly(tuple(MISSING, site.userId("ann")));
    assertThat(look(site, ASSIGNMENT_TO_MISSING_USER))
        .extracting(HygieneFinding::userId)
        .containsExactlyInAnyOrder(MISSING, site.userId("gone"));
    assertThat(look(site, MISSING_ROLE))
        .extracting(HygieneFinding::roleId, HygieneFinding::userId)
        .containsExactly(tuple(site.roleId("nameless"), site.userId("ann")));
  }

  /** §5: a role is held by an assignment that is there or to come, or by everybody. */
  @Test
  void roleHeldByNobody_neitherAssignedNorCommon_isTold() {
    var site =
        classroom()
            .role("held")
            .role("ofDeleted")
            .role("ofGuest")
            .role("nowhere")
            .role("user")
            .role("later")
            .role("over")
            .setRole("defaultuserroleid", "user")
            .assign("ann", "held", "course")
            .assign("gone", "ofDeleted", "course")
            .changeUser("gone", "deleted", "1")
            .assign(TestSite.GUEST, "ofGuest", "course");
    site.assignAt(site.userId("ann"), "nowhere", MISSING, "", 0);
    assignTimed(site, "later", 1_000, 0);
    assignTimed(site, "over", 5, 5);
    assertThat(look(site, ROLE_HELD_BY_NOBODY))
        .extracting(HygieneFinding::roleId)
        .containsExactly(
            site.roleId("ofDeleted"),
            site.roleId("ofGuest"),
            site.roleId("nowhere"),
            site.roleId("over"));
  }

  private static void assignTimed(TestSite site, String role, long start, long end) {
    site.put(
        SiteTable.ROLE_ASSIGNMENTS,
        Map.of(
            "id", Long.toString(5_000 + site.roleId(role)),
            "roleid", Long.toString(site.roleId(role)),
            "contextid", Long.toString(site.contextId("course")),
            "userid", Long.toString(site.userId("ann")),
            "component", "",
            "itemid", "0",
            "timestart", Long.toString(start),
            "timeend", Long.toString(end)));
  }

  /** Findings come by kind and row, and only those that are asked for. */
  @Test
  void of_severalKinds_tellsThemInOrder() {
    var site =
        classroom()
            .role("student")
            .allow("student", "course", UNKNOWN)
            .prevent("student", "course", VIEW)
            .prevent("student", "forum", VIEW);
    Hygiene all = Hygiene.of(site.snapshot(), EnumSet.allOf(HygieneKind.class), Checkpoint.NONE);
    assertThat(all.findings()).extracting(HygieneFinding::kind).isSorted();
    assertThat(all.counts())
        .isEqualTo(
            Map.of(OVERRIDE_WITHOUT_EFFECT, 2L, UNKNOWN_CAPABILITY, 1L, ROLE_HELD_BY_NOBODY, 1L));
    assertThat(look(site)).isEmpty();
  }
}
