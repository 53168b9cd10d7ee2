package dev.beadle.server.decision;

import static dev.beadle.server.decision.Decision.ALLOWED_BY_ROLE;
import static dev.beadle.server.decision.Decision.DENIED_BY_PROHIBIT;
import static dev.beadle.server.decision.Decision.DENIED_NOTHING_ALLOWS;
import static dev.beadle.server.testing.TestSite.ADMIN;
import static dev.beadle.server.testing.TestSite.FRONT_PAGE;
import static dev.beadle.server.testing.TestSite.GUEST;
import static dev.beadle.server.testing.TestSite.SYSTEM;
import static dev.beadle.server.testing.TestSite.VIEW;
import static dev.beadle.server.testing.TestSite.classroom;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.model.SiteTable;
import dev.beadle.server.testing.TestSite;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which roles a user has, and where (§5). */
final class HeldRolesTest {
  /** §5: a visitor has the role of visitors, everywhere, and nothing else. */
  @Test
  void decide_visitor_hasTheVisitorsRoleOnly() {
    TestSite site = classroom().setRole("notloggedinroleid", "visitor").assignAt(0, "x", 1, "", 0);
    site.setRole("defaultuserroleid", "user").setRole("defaultfrontpageroleid", "front");
    for (String role : new String[] {"user", "front", "x"}) {
      site.allow(role, SYSTEM, VIEW);
    }
    assertThat(site.ask(0, VIEW, "forum").decide()).isEqualTo(DENIED_NOTHING_ALLOWS);
    assertThat(site.ask(0, VIEW, FRONT_PAGE).decide()).isEqualTo(DENIED_NOTHING_ALLOWS);
    site.allow("visitor", SYSTEM, VIEW);
    assertThat(site.ask(0, VIEW, "forum").decide()).isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.ask(0, VIEW, SYSTEM).decide()).isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §5: without the setting a visitor has no role at all. */
  @ParameterizedTest
  @ValueSource(strings = {"", "0"})
  void decide_visitorWithoutRole_isDenied(String value) {
    TestSite site = classroom().role("guests", "guest").allow("guests", SYSTEM, VIEW);
    assertThat(site.set("notloggedinroleid", value).ask(0, VIEW, "forum").decide())
        .isEqualTo(DENIED_NOTHING_ALLOWS);
  }

  /** §5: the visitors' role may be the default role of all users; it counts all the same. */
  @Test
  void decide_visitorWithTheUsersRole_isAllowed() {
    TestSite site = classroom().setRole("notloggedinroleid", "user").allow("user", SYSTEM, VIEW);
    site.setRole("defaultuserroleid", "user");
    assertThat(site.ask(0, VIEW, "forum").decide()).isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §5 [!]: the guest's assignments, the default role and the front page role are ignored. */
  @Test
  void decide_guest_hasTheGuestRoleOnly() {
    TestSite site = classroom().role("guests", "guest").role("user").role("front");
    site.setRole("defaultuserroleid", "user").setRole("defaultfrontpageroleid", "front");
    site.allow("user", SYSTEM, VIEW).allow("front", SYSTEM, VIEW).allow("student", SYSTEM, VIEW);
    site.assign(GUEST, "student", SYSTEM).assign(GUEST, "student", "forum");
    assertThat(site.decide(GUEST, VIEW, "forum")).isEqualTo(DENIED_NOTHING_ALLOWS);
    assertThat(site.decide(GUEST, VIEW, FRONT_PAGE)).isEqualTo(DENIED_NOTHING_ALLOWS);
    assertThat(site.allow("guests", SYSTEM, VIEW).decide(GUEST, VIEW, "forum"))
        .isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §5: a prohibit in an ignored role is ignored, too. */
  @Test
  void decide_guestWithProhibitingAssignment_isNotTouchedByIt() {
    TestSite site = classroom().role("guests", "guest").allow("guests", SYSTEM, VIEW);
    site.prohibit("student", SYSTEM, VIEW).assign(GUEST, "student", SYSTEM);
    assertThat(site.decide(GUEST, VIEW, "forum")).isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §5: the role that the setting names is the guest's, whatever its archetype. */
  @Test
  void decide_guestRoleSet_isTaken() {
    TestSite site = classroom().role("guests", "guest").role("other", "student");
    site.setRole("guestroleid", "other").allow("other", SYSTEM, VIEW);
    assertThat(site.decide(GUEST, VIEW, "forum")).isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §5: if its row is gone, the first role of archetype guest is, in order of sortorder. */
  @Test
  void decide_guestRoleGone_fallsBackToTheFirstOfTheArchetype() {
    TestSite site = classroom().role("first", "guest").role("second", "guest");
    site.setRole("guestroleid", "gone").allow("gone", SYSTEM, VIEW).allow("second", SYSTEM, VIEW);
    assertThat(site.decide(GUEST, VIEW, "forum")).isEqualTo(DENIED_NOTHING_ALLOWS);
    assertThat(site.allow("first", SYSTEM, VIEW).decide(GUEST, VIEW, "forum"))
        .isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §5: with no such role the guest has none. */
  @Test
  void decide_noGuestRoleAtAll_deniesTheGuest() {
    TestSite site = classroom().role("student", "student").allow("student", SYSTEM, VIEW);
    assertThat(site.decide(GUEST, VIEW, "forum")).isEqualTo(DENIED_NOTHING_ALLOWS);
  }

  /** §5 (1): every real user has the default role, everywhere. */
  @Test
  void decide_defaultUserRole_countsEverywhere() {
    TestSite site = classroom().setRole("defaultuserroleid", "user").allow("user", SYSTEM, VIEW);
    for (String context : new String[] {SYSTEM, FRONT_PAGE, "cat", "course", "forum"}) {
      assertThat(site.decide("ann", VIEW, context)).isEqualTo(ALLOWED_BY_ROLE);
    }
    assertThat(site.decide(GUEST, VIEW, "forum")).isEqualTo(DENIED_NOTHING_ALLOWS);
    assertThat(site.ask(0, VIEW, "forum").decide()).isEqualTo(DENIED_NOTHING_ALLOWS);
  }

  /** §5, §4: a role that the settings name counts without a row of its own. */
  @Test
  void decide_defaultUserRoleWithoutRow_counts() {
    TestSite site = classroom().setRole("defaultuserroleid", "gone").allow("gone", "course", VIEW);
    assertThat(site.decide("ann", VIEW, "forum")).isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §5 (2) [!]: the front page role is every user's, on the front page and below it only. */
  @Test
  void decide_frontPageRole_countsOnAndBelowTheFrontPage() {
    TestSite site =
        classroom()
            .module("news", FRONT_PAGE)
            .block("calendar", "news")
            .setRole("defaultfrontpageroleid", "front")
            .allow("front", SYSTEM, VIEW);
    for (String context : new String[] {FRONT_PAGE, "news", "calendar"}) {
      assertThat(site.decide("ann", VIEW, context)).isEqualTo(ALLOWED_BY_ROLE);
      assertThat(site.decide(GUEST, VIEW, context)).isEqualTo(DENIED_NOTHING_ALLOWS);
      assertThat(site.ask(0, VIEW, context).decide()).isEqualTo(DENIED_NOTHING_ALLOWS);
    }
    for (String context : new String[] {SYSTEM, "cat", "course", "forum"}) {
      assertThat(site.decide("ann", VIEW, context)).isEqualTo(DENIED_NOTHING_ALLOWS);
    }
  }

  /** §5 (2): its prohibits count there, too. */
  @Test
  void decide_frontPageRoleProhibits_deniesThereOnly() {
    TestSite site =
        classroom()
            .setRole("defaultfrontpageroleid", "front")
            .prohibit("front", SYSTEM, VIEW)
            .allow("student", SYSTEM, VIEW)
            .assign("ann", "student", SYSTEM);
    assertThat(site.decide("ann", VIEW, FRONT_PAGE)).isEqualTo(DENIED_BY_PROHIBIT);
    assertThat(site.decide("ann", VIEW, "forum")).isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §5 (2): a site may lack the front page course; its role then applies nowhere. */
  @Test
  void decide_noFrontPageCourse_frontPageRoleNeverCounts() {
    TestSite site =
        classroom()
            .setRole("defaultfrontpageroleid", "front")
            .allow("front", SYSTEM, VIEW)
            .remove(SiteTable.COURSE, Map.of("id", "1", "category", "0"));
    assertThat(site.decide("ann", VIEW, FRONT_PAGE)).isEqualTo(DENIED_NOTHING_ALLOWS);
  }

  /** §5 (3): an assignment counts where it is and below, not above and not beside. */
  @Test
  void decide_assignment_countsHereAndBelow() {
    TestSite site = classroom().course("other", "cat").allow("student", SYSTEM, VIEW);
    site.assign("ann", "student", "course");
    assertThat(site.decide("ann", VIEW, "course")).isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.decide("ann", VIEW, "forum")).isEqualTo(ALLOWED_BY_ROLE);
    for (String context : new String[] {SYSTEM, "cat", "other", FRONT_PAGE}) {
      assertThat(site.decide("ann", VIEW, context)).isEqualTo(DENIED_NOTHING_ALLOWS);
    }
    assertThat(site.decide("bob", VIEW, "forum")).isEqualTo(DENIED_NOTHING_ALLOWS);
  }

  /** §5 (3): component and item are irrelevant, and duplicates collapse. */
  @Test
  void decide_assignmentOfComponents_countsLikeAnyOther() {
    TestSite site = classroom().allow("student", SYSTEM, VIEW);
    site.assign("ann", "student", "course", "enrol_cohort", 7);
    assertThat(site.decide("ann", VIEW, "forum")).isEqualTo(ALLOWED_BY_ROLE);
    site.assign("ann", "student", "course", "enrol_cohort", 8).assign("ann", "student", "course");
    assertThat(site.decide("ann", VIEW, "forum")).isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §5 (3): an assignment in a context without a row gives nothing anywhere. */
  @Test
  void decide_assignmentInMissingContext_givesNothing() {
    TestSite site = classroom().allow("student", SYSTEM, VIEW);
    site.assignAt(site.userId("ann"), "student", 99_999, "", 0);
    assertThat(site.decide("ann", VIEW, "forum")).isEqualTo(DENIED_NOTHING_ALLOWS);
  }

  /** §5 (3): so does one in an ancestor that the path names but whose row is gone. */
  @Test
  void decide_assignmentInAncestorWithoutRow_givesNothing() {
    TestSite site = classroom().allow("student", SYSTEM, VIEW).assign("ann", "student", "course");
    assertThat(site.withoutRow("course").decide("ann", VIEW, "forum"))
        .isEqualTo(DENIED_NOTHING_ALLOWS);
  }

  /** §4, §5: the role need not have a row. */
  @Test
  void decide_assignedRoleWithoutRow_counts() {
    TestSite site = classroom().allow("gone", SYSTEM, VIEW).assign("ann", "gone", "course");
    assertThat(site.decide("ann", VIEW, "forum")).isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §5 [!]: whether a user is suspended is not looked at, nor is a deleted other's flag. */
  @ParameterizedTest
  @ValueSource(strings = {"suspended", "deleted"})
  void decide_suspendedOrDeletedOther_keepsHisRoles(String column) {
    TestSite site = classroom().allow("student", SYSTEM, VIEW).assign("ann", "student", "course");
    assertThat(site.changeUser("ann", column, "1").decide("ann", VIEW, "forum"))
        .isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §5 [!]: role_context_levels, course visibility and enrolments are not looked at. */
  @Test
  void decide_hiddenCourseAndSuspendedEnrolment_keepTheRoles() {
    TestSite site = classroom().allow("student", SYSTEM, VIEW).assign("ann", "student", "course");
    site.put(SiteTable.ENROL, Map.of("id", "1", "courseid", "105", "status", "1"));
    site.put(
        SiteTable.USER_ENROLMENTS,
        Map.of(
            "id",
            "1",
            "enrolid",
            "1",
            "userid",
            Long.toString(site.userId("ann")),
            "status",
            "1",
            "timeend",
            "1"));
    assertThat(site.decide("ann", VIEW, "forum")).isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §5: a temporary role counts for the current user, where it is held and below. */
  @Test
  void decide_temporaryRole_countsForTheCurrentUserThere() {
    TestSite site = classroom().allow("guests", SYSTEM, VIEW);
    assertThat(
            site.ask("ann", VIEW, "forum").asCurrentUser().temporarily("guests", "course").decide())
        .isEqualTo(ALLOWED_BY_ROLE);
    assertThat(
            site.ask("ann", VIEW, "cat").asCurrentUser().temporarily("guests", "course").decide())
        .isEqualTo(DENIED_NOTHING_ALLOWS);
    assertThat(site.ask("ann", VIEW, "forum").temporarily("guests", "course").decide())
        .isEqualTo(DENIED_NOTHING_ALLOWS);
  }

  /** §5: visitors and the guest account may hold temporary roles, beside their one role. */
  @Test
  void decide_temporaryRoleOfVisitorAndGuest_counts() {
    TestSite site = classroom().allow("guests", SYSTEM, VIEW);
    assertThat(site.ask(0, VIEW, "forum").asCurrentUser().temporarily("guests", "course").decide())
        .isEqualTo(ALLOWED_BY_ROLE);
    assertThat(
            site.ask(GUEST, VIEW, "forum").asCurrentUser().temporarily("guests", "course").decide())
        .isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §5: a temporary role's prohibit counts as any other. */
  @Test
  void decide_temporaryRoleProhibits_denies() {
    TestSite site = classroom().allow("student", SYSTEM, VIEW).assign("ann", "student", SYSTEM);
    site.prohibit("guests", SYSTEM, VIEW);
    assertThat(
            site.ask("ann", VIEW, "forum").asCurrentUser().temporarily("guests", "course").decide())
        .isEqualTo(DENIED_BY_PROHIBIT);
  }

  /** §5, §6.11: an administrator's own roles are looked at only without doanything. */
  @Test
  void decide_administratorsRoles_countWithoutDoAnything() {
    TestSite site = classroom().allow("student", SYSTEM, VIEW).assign(ADMIN, "student", "course");
    assertThat(site.ask(ADMIN, VIEW, "forum").withoutDoAnything().decide())
        .isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.ask(ADMIN, VIEW, "cat").withoutDoAnything().decide())
        .isEqualTo(DENIED_NOTHING_ALLOWS);
  }
}
