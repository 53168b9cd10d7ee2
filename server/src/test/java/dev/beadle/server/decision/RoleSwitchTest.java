package dev.beadle.server.decision;

import static dev.beadle.server.decision.Decision.ALLOWED_BY_ROLE;
import static dev.beadle.server.decision.Decision.ALLOWED_BY_SITE_ADMIN;
import static dev.beadle.server.decision.Decision.DENIED_BY_GUEST_GUARD;
import static dev.beadle.server.decision.Decision.DENIED_BY_LOCK;
import static dev.beadle.server.decision.Decision.DENIED_BY_PREVENT;
import static dev.beadle.server.decision.Decision.DENIED_BY_PROHIBIT;
import static dev.beadle.server.decision.Decision.DENIED_NOTHING_ALLOWS;
import static dev.beadle.server.testing.TestSite.ADMIN;
import static dev.beadle.server.testing.TestSite.FRONT_PAGE;
import static dev.beadle.server.testing.TestSite.GUEST;
import static dev.beadle.server.testing.TestSite.REPLY;
import static dev.beadle.server.testing.TestSite.SYSTEM;
import static dev.beadle.server.testing.TestSite.VIEW;
import static dev.beadle.server.testing.TestSite.classroom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.testing.TestQuestion;
import dev.beadle.server.testing.TestSite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Roles switched to in the session (§7.2 and §8). */
final class RoleSwitchTest {
  /** §7.2: at the switch and below only the switched role counts. */
  @ParameterizedTest
  @ValueSource(strings = {"course", "forum"})
  void decide_switched_asksTheSwitchedRoleOnly(String context) {
    TestSite site = teacherMayReply();
    assertThat(site.decide("ann", REPLY, context)).isEqualTo(ALLOWED_BY_ROLE);
    assertThat(ann(site, context).switchedTo("student", "course").decide())
        .isEqualTo(DENIED_NOTHING_ALLOWS);
    site.prevent("student", SYSTEM, REPLY);
    assertThat(ann(site, context).switchedTo("student", "course").decide())
        .isEqualTo(DENIED_BY_PREVENT);
    site.allow("student", "course", REPLY);
    assertThat(ann(site, context).switchedTo("student", "course").decide())
        .isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §7.2: above and beside the switch nothing has changed. */
  @Test
  void decide_switchedElsewhere_isAsUsual() {
    TestSite site = teacherMayReply().course("other", "cat");
    assertThat(ann(site, "cat").switchedTo("student", "course").decide())
        .isEqualTo(ALLOWED_BY_ROLE);
    assertThat(ann(site, "other").switchedTo("student", "course").decide())
        .isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §7.2: the default role of all users goes with the switched one, its prohibits too. */
  @Test
  void decide_switched_keepsTheDefaultUserRole() {
    TestSite site = teacherMayReply().setRole("defaultuserroleid", "user");
    site.allow("user", SYSTEM, REPLY);
    assertThat(ann(site, "forum").switchedTo("student", "course").decide())
        .isEqualTo(ALLOWED_BY_ROLE);
    site.prohibit("user", "forum", REPLY).allow("student", "forum", REPLY);
    assertThat(ann(site, "forum").switchedTo("student", "course").decide())
        .isEqualTo(DENIED_BY_PROHIBIT);
  }

  /** §7.2: real assignments are ignored, even those below the switch. */
  @Test
  void decide_assignmentBelowTheSwitch_isIgnored() {
    TestSite site = teacherMayReply().assign("ann", "teacher", "forum");
    assertThat(ann(site, "forum").switchedTo("student", "course").decide())
        .isEqualTo(DENIED_NOTHING_ALLOWS);
  }

  /** §7.2: so is a prohibit of a real role. */
  @Test
  void decide_prohibitOfARealRole_isIgnoredWhenSwitched() {
    TestSite site = teacherMayReply().prohibit("teacher", "course", REPLY);
    assertThat(ann(site, "forum").decide()).isEqualTo(DENIED_BY_PROHIBIT);
    site.allow("student", SYSTEM, REPLY);
    assertThat(ann(site, "forum").switchedTo("student", "course").decide())
        .isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §7.2: so is the front page role. */
  @Test
  void decide_switchedOnTheFrontPage_ignoresTheFrontPageRole() {
    TestSite site = classroom().setRole("defaultfrontpageroleid", "front");
    site.allow("front", SYSTEM, REPLY).role("student");
    assertThat(ann(site, FRONT_PAGE).decide()).isEqualTo(ALLOWED_BY_ROLE);
    assertThat(ann(site, FRONT_PAGE).switchedTo("student", FRONT_PAGE).decide())
        .isEqualTo(DENIED_NOTHING_ALLOWS);
  }

  /** §7.2: so is a temporary role. */
  @Test
  void decide_switched_ignoresTemporaryRoles() {
    TestSite site = classroom().allow("guests", SYSTEM, REPLY).role("student");
    TestQuestion question = ann(site, "forum").temporarily("guests", "forum");
    assertThat(question.decide()).isEqualTo(ALLOWED_BY_ROLE);
    assertThat(question.switchedTo("student", "course").decide()).isEqualTo(DENIED_NOTHING_ALLOWS);
  }

  /** §7.2: of several switches the nearest counts, in whichever order they were made. */
  @Test
  void decide_severalSwitches_nearestCounts() {
    TestSite site = classroom().role("student").allow("teacher", SYSTEM, REPLY);
    assertThat(
            ann(site, "forum")
                .switchedTo("teacher", "cat")
                .switchedTo("student", "course")
                .decide())
        .isEqualTo(DENIED_NOTHING_ALLOWS);
    assertThat(
            ann(site, "forum")
                .switchedTo("student", "course")
                .switchedTo("teacher", "cat")
                .decide())
        .isEqualTo(DENIED_NOTHING_ALLOWS);
    assertThat(
            ann(site, "forum")
                .switchedTo("student", "cat")
                .switchedTo("teacher", "course")
                .decide())
        .isEqualTo(ALLOWED_BY_ROLE);
    assertThat(
            ann(site, "cat").switchedTo("student", "course").switchedTo("teacher", "cat").decide())
        .isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §8: checks about other users ignore the session's switches. */
  @Test
  void decide_switchedButAskingAboutAnother_ignoresTheSwitch() {
    TestSite site = teacherMayReply();
    assertThat(site.ask("ann", REPLY, "forum").switchedTo("student", "course").decide())
        .isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.ask(ADMIN, REPLY, "forum").switchedTo("student", "course").decide())
        .isEqualTo(ALLOWED_BY_SITE_ADMIN);
  }

  /** §8, §6.11: an administrator who switched has no doanything there or below. */
  @Test
  void decide_administratorSwitched_isEvaluatedThereAndBelow() {
    TestSite site = classroom().allow("student", SYSTEM, VIEW);
    for (String context : new String[] {"course", "forum"}) {
      assertThat(admin(site, VIEW, context).switchedTo("student", "course").decide())
          .isEqualTo(ALLOWED_BY_ROLE);
      assertThat(admin(site, REPLY, context).switchedTo("student", "course").decide())
          .isEqualTo(DENIED_NOTHING_ALLOWS);
    }
  }

  /** §8: but keeps it elsewhere. */
  @ParameterizedTest
  @ValueSource(strings = {"cat", SYSTEM, "other", FRONT_PAGE})
  void decide_administratorSwitchedElsewhere_mayDoAnything(String context) {
    TestSite site = classroom().course("other", "cat").role("student");
    assertThat(admin(site, REPLY, context).switchedTo("student", "course").decide())
        .isEqualTo(ALLOWED_BY_SITE_ADMIN);
  }

  /** §8: a switch at the system context reaches everything. */
  @Test
  void decide_switchedAtSystem_reachesEverything() {
    TestSite site = teacherMayReply();
    assertThat(ann(site, "forum").switchedTo("student", SYSTEM).decide())
        .isEqualTo(DENIED_NOTHING_ALLOWS);
    assertThat(admin(site, REPLY, FRONT_PAGE).switchedTo("student", SYSTEM).decide())
        .isEqualTo(DENIED_NOTHING_ALLOWS);
  }

  /** §8: a switch to a role that no permission mentions still counts as a switch. */
  @Test
  void decide_switchedToUnknownRole_hasTheDefaultRoleOnly() {
    TestSite site = teacherMayReply();
    assertThat(ann(site, "forum").switchedTo("never heard of", "course").decide())
        .isEqualTo(DENIED_NOTHING_ALLOWS);
    assertThat(admin(site, REPLY, "forum").switchedTo("never heard of", "course").decide())
        .isEqualTo(DENIED_NOTHING_ALLOWS);
  }

  /** §8: lock and guest guards come first and are unchanged. */
  @Test
  void decide_switched_guardsComeFirst() {
    TestSite site = classroom().allow("student", SYSTEM, REPLY);
    assertThat(
            site.ask(GUEST, REPLY, "forum")
                .asCurrentUser()
                .switchedTo("student", "course")
                .decide())
        .isEqualTo(DENIED_BY_GUEST_GUARD);
    site.lock("cat");
    assertThat(ann(site, "forum").switchedTo("student", "course").decide())
        .isEqualTo(DENIED_BY_LOCK);
  }

  /** §7.2: a visitor and the guest account may switch as well; the default user role joins in. */
  @Test
  void decide_guestAndVisitorSwitched_haveSwitchedAndDefaultRole() {
    TestSite site = classroom().setRole("defaultuserroleid", "user").role("student");
    site.allow("user", SYSTEM, VIEW);
    assertThat(site.ask(GUEST, VIEW, "forum").decide()).isEqualTo(DENIED_NOTHING_ALLOWS);
    assertThat(
            site.ask(GUEST, VIEW, "forum").asCurrentUser().switchedTo("student", "course").decide())
        .isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.ask(0, VIEW, "forum").asCurrentUser().switchedTo("student", "course").decide())
        .isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §8: a context holds one switch; a second in one question is a mistake of who asks. */
  @Test
  void build_secondSwitchInOneContext_isRefused() {
    TestSite site = teacherMayReply();
    TestQuestion question =
        ann(site, "forum").switchedTo("student", "course").switchedTo("teacher", "course");
    assertThatThrownBy(question::decide)
        .isInstanceOf(InvalidQueryException.class)
        .hasMessageContaining("second switch in context " + site.contextId("course"));
  }

  /** §8, §6.9: switches in damaged contexts are on no path, and so do nothing, however many. */
  @Test
  void decide_switchesInContextsWithoutPath_doNothing() {
    TestSite site = teacherMayReply().category("a", SYSTEM).category("b", SYSTEM);
    site.change("a", "path", "").change("b", "path", "");
    assertThat(ann(site, "forum").switchedTo("student", "a").switchedTo("student", "b").decide())
        .isEqualTo(ALLOWED_BY_ROLE);
  }

  private static TestQuestion ann(TestSite site, String context) {
    return site.ask("ann", REPLY, context).asCurrentUser();
  }

  private static TestQuestion admin(TestSite site, String capability, String context) {
    return site.ask(ADMIN, capability, context).asCurrentUser();
  }

  /** A classroom where ann is a teacher of everything, and there are students. */
  private static TestSite teacherMayReply() {
    return classroom()
        .role("student")
        .allow("teacher", SYSTEM, REPLY)
        .assign("ann", "teacher", SYSTEM);
  }

  /** §8: switches are kept by path; of two damaged contexts with one path the later counts. */
  @Test
  void decide_switchesInTwoContextsOfOnePath_laterCounts() {
    TestSite site = teacherMayReply().module("twin", "course");
    site.change("twin", "path", site.path("forum"));
    assertThat(
            ann(site, "forum")
                .switchedTo("student", "forum")
                .switchedTo("teacher", "twin")
                .decide())
        .isEqualTo(ALLOWED_BY_ROLE);
    assertThat(
            ann(site, "forum")
                .switchedTo("teacher", "forum")
                .switchedTo("student", "twin")
                .decide())
        .isEqualTo(DENIED_NOTHING_ALLOWS);
  }
}
