package dev.beadle.server.decision;

import static dev.beadle.server.decision.Decision.ALLOWED_BY_ROLE;
import static dev.beadle.server.decision.Decision.ALLOWED_BY_SITE_ADMIN;
import static dev.beadle.server.decision.Decision.ALLOWED_BY_SITE_ADMIN_IN_BROKEN_CONTEXT;
import static dev.beadle.server.decision.Decision.DENIED_BY_BROKEN_CONTEXT;
import static dev.beadle.server.decision.Decision.DENIED_BY_LOCK;
import static dev.beadle.server.decision.Decision.DENIED_NOTHING_ALLOWS;
import static dev.beadle.server.decision.Decision.DENIED_NO_SUCH_USER;
import static dev.beadle.server.decision.Decision.DENIED_OUTSIDE_LOGIN_AS;
import static dev.beadle.server.decision.Decision.DENIED_USER_DELETED;
import static dev.beadle.server.testing.TestSite.ADMIN;
import static dev.beadle.server.testing.TestSite.FRONT_PAGE;
import static dev.beadle.server.testing.TestSite.GUEST;
import static dev.beadle.server.testing.TestSite.REPLY;
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

/** The guards about the user and the session, each by itself (§6.8 to §6.11). */
final class DecisionPointUserTest {
  /** §6.8: somebody without a row and without a context does not exist. */
  @ParameterizedTest
  @ValueSource(longs = {99_999, -1, Long.MAX_VALUE, Long.MIN_VALUE})
  void decide_unknownUser_denies(long userId) {
    TestSite site = everybodyMayView();
    assertThat(site.ask(userId, VIEW, "forum").decide()).isEqualTo(DENIED_NO_SUCH_USER);
    assertThat(site.ask(userId, VIEW, "forum").asCurrentUser().decide())
        .isEqualTo(DENIED_NO_SUCH_USER);
  }

  /** §6.8: a role assignment does not make a user exist. */
  @Test
  void decide_userOnlyInAssignments_denies() {
    TestSite site = everybodyMayView();
    site.assignAt(99_999, "user", site.contextId(SYSTEM), "", 0);
    assertThat(site.ask(99_999, VIEW, "forum").decide()).isEqualTo(DENIED_NO_SUCH_USER);
  }

  /** §6.8: a live row is enough; Moodle makes the context on demand. */
  @Test
  void decide_userWithoutContext_exists() {
    TestSite site = everybodyMayView().withoutUserContext("ann");
    assertThat(site.decide("ann", VIEW, "forum")).isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.ask("ann", VIEW, "forum").asCurrentUser().decide()).isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §6.8: a context is enough, even when the row is gone. */
  @Test
  void decide_userWithoutRow_exists() {
    TestSite site = everybodyMayView().withoutUserRow("ann");
    assertThat(site.decide("ann", VIEW, "forum")).isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.ask("ann", VIEW, "forum").asCurrentUser().decide()).isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §6.8 [!]: asked about another, deleted user, his context suffices and the defaults apply. */
  @Test
  void decide_deletedOtherUser_stillHasTheDefaultRole() {
    TestSite site = everybodyMayView().changeUser("ann", "deleted", "1");
    assertThat(site.decide("ann", VIEW, "forum")).isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §6.8 [!]: only the current user himself is refused for being deleted. */
  @Test
  void decide_deletedCurrentUser_denies() {
    TestSite site = everybodyMayView().changeUser("ann", "deleted", "1");
    assertThat(site.ask("ann", VIEW, "forum").asCurrentUser().decide())
        .isEqualTo(DENIED_USER_DELETED);
  }

  /** §6.8: deleted and without a context: there is no such user, whoever asks. */
  @Test
  void decide_deletedUserWithoutContext_denies() {
    TestSite site = everybodyMayView().changeUser("ann", "deleted", "1").withoutUserContext("ann");
    assertThat(site.decide("ann", VIEW, "forum")).isEqualTo(DENIED_NO_SUCH_USER);
    assertThat(site.ask("ann", VIEW, "forum").asCurrentUser().decide())
        .isEqualTo(DENIED_USER_DELETED);
  }

  /** §6.8 [!]: a deleted administrator who is still listed may still do anything. */
  @Test
  void decide_deletedAdministrator_isAllowedUnlessCurrent() {
    TestSite site = classroom().changeUser(ADMIN, "deleted", "1");
    assertThat(site.decide(ADMIN, REPLY, "forum")).isEqualTo(ALLOWED_BY_SITE_ADMIN);
    assertThat(site.ask(ADMIN, REPLY, "forum").asCurrentUser().decide())
        .isEqualTo(DENIED_USER_DELETED);
    site.withoutUserContext(ADMIN);
    assertThat(site.decide(ADMIN, REPLY, "forum")).isEqualTo(DENIED_NO_SUCH_USER);
  }

  /** §6.8: the test is of others only; a visitor need not exist. */
  @Test
  void decide_visitor_needsNoRecord() {
    assertThat(everybodyMayView().ask(0, VIEW, "forum").decide()).isEqualTo(DENIED_NOTHING_ALLOWS);
  }

  /** §6.9: without a path only administrators may, and no role is looked at. */
  @Test
  void decide_contextWithoutPath_isForAdministratorsOnly() {
    TestSite site = everybodyMayView().change("forum", "path", "");
    assertThat(site.decide("ann", VIEW, "forum")).isEqualTo(DENIED_BY_BROKEN_CONTEXT);
    assertThat(site.decide(GUEST, VIEW, "forum")).isEqualTo(DENIED_BY_BROKEN_CONTEXT);
    assertThat(site.ask(0, VIEW, "forum").decide()).isEqualTo(DENIED_BY_BROKEN_CONTEXT);
    assertThat(site.decide(ADMIN, REPLY, "forum"))
        .isEqualTo(ALLOWED_BY_SITE_ADMIN_IN_BROKEN_CONTEXT);
  }

  /** §6.9: so it is in a context of depth 0, whatever its path. */
  @Test
  void decide_contextOfDepthZero_isForAdministratorsOnly() {
    TestSite site = everybodyMayView().change("forum", "depth", "0");
    assertThat(site.decide("ann", VIEW, "forum")).isEqualTo(DENIED_BY_BROKEN_CONTEXT);
    assertThat(site.decide(ADMIN, REPLY, "forum"))
        .isEqualTo(ALLOWED_BY_SITE_ADMIN_IN_BROKEN_CONTEXT);
  }

  /** §6.9 [!]: there doanything does not matter, nor does a switched role. */
  @Test
  void decide_brokenContext_ignoresDoAnythingAndSwitches() {
    TestSite site = everybodyMayView().change("forum", "depth", "0");
    assertThat(site.ask(ADMIN, REPLY, "forum").withoutDoAnything().decide())
        .isEqualTo(ALLOWED_BY_SITE_ADMIN_IN_BROKEN_CONTEXT);
    assertThat(
            site.ask(ADMIN, REPLY, "forum").asCurrentUser().switchedTo("user", "course").decide())
        .isEqualTo(ALLOWED_BY_SITE_ADMIN_IN_BROKEN_CONTEXT);
  }

  /** §6.9: a context with another depth than its path's length is not broken. */
  @Test
  void decide_contextOfWrongDepth_isEvaluated() {
    TestSite site = everybodyMayView().change("forum", "depth", "2");
    assertThat(site.decide("ann", VIEW, "forum")).isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §6.10: within the context and below it all is as usual, elsewhere everything is denied. */
  @Test
  void decide_loggedInAs_deniesOutsideTheContext() {
    TestSite site = everybodyMayView().course("other", "cat");
    assertThat(site.ask("ann", VIEW, "course").loggedInAs("course").decide())
        .isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.ask("ann", VIEW, "forum").loggedInAs("course").decide())
        .isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.ask("ann", REPLY, "forum").loggedInAs("course").decide())
        .isEqualTo(DENIED_NOTHING_ALLOWS);
    for (String outside : new String[] {"cat", SYSTEM, "other", FRONT_PAGE}) {
      assertThat(site.ask("ann", VIEW, outside).loggedInAs("course").decide())
          .isEqualTo(DENIED_OUTSIDE_LOGIN_AS);
    }
  }

  /** §6.10: it comes before the administrators' shortcut, but does not take it away inside. */
  @Test
  void decide_administratorLoggedInAs_isDeniedOutsideOnly() {
    TestSite site = classroom();
    assertThat(site.ask(ADMIN, VIEW, SYSTEM).asCurrentUser().loggedInAs("course").decide())
        .isEqualTo(DENIED_OUTSIDE_LOGIN_AS);
    assertThat(site.ask(ADMIN, VIEW, "forum").asCurrentUser().loggedInAs("course").decide())
        .isEqualTo(ALLOWED_BY_SITE_ADMIN);
  }

  /** §6.10: it is the session's, so that it binds questions about others as well. */
  @Test
  void decide_loggedInAsAskingAboutAnother_deniesOutside() {
    assertThat(everybodyMayView().ask("ann", VIEW, "cat").loggedInAs("course").decide())
        .isEqualTo(DENIED_OUTSIDE_LOGIN_AS);
  }

  /** §2: paths are compared with their ends: /1/2 does not hold /1/20. */
  @Test
  void decide_loggedInAsInContextWithSimilarPath_denies() {
    TestSite site = everybodyMayView();
    site.put(
        SiteTable.CONTEXT,
        Map.of(
            "id", "20", "contextlevel", "50", "instanceid", "777", "path", "/1/20", "depth", "2"));
    assertThat(site.path(FRONT_PAGE)).isEqualTo("/1/2");
    var snapshot = site.snapshot();
    int twenty = Names.context(snapshot, 20, "context");
    int two = Names.context(snapshot, 2, "context");
    assertThat(snapshot.contexts().isWithin(twenty, two)).isFalse();
    assertThat(snapshot.contexts().isWithin(two, two)).isTrue();
  }

  /** §6.11: administrators may do anything, in every context, without a role. */
  @ParameterizedTest
  @ValueSource(strings = {SYSTEM, "cat", "course", "forum", FRONT_PAGE, "user ann"})
  void decide_administrator_isAllowed(String context) {
    TestSite site = classroom();
    site.userId("ann");
    assertThat(site.decide(ADMIN, REPLY, context)).isEqualTo(ALLOWED_BY_SITE_ADMIN);
    assertThat(site.ask(ADMIN, REPLY, context).asCurrentUser().decide())
        .isEqualTo(ALLOWED_BY_SITE_ADMIN);
  }

  /** §6.11: without doanything an administrator has what his roles give him. */
  @Test
  void decide_administratorWithoutDoAnything_isEvaluated() {
    TestSite site = everybodyMayView();
    assertThat(site.ask(ADMIN, VIEW, "forum").withoutDoAnything().decide())
        .isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.ask(ADMIN, REPLY, "forum").withoutDoAnything().decide())
        .isEqualTo(DENIED_NOTHING_ALLOWS);
  }

  /** §6.11: not even a prohibit stops an administrator, but a lock does (§6.7). */
  @Test
  void decide_administratorWithProhibit_isAllowedUnlessLocked() {
    TestSite site = everybodyMayView().prohibit("user", "forum", REPLY);
    assertThat(site.decide(ADMIN, REPLY, "forum")).isEqualTo(ALLOWED_BY_SITE_ADMIN);
    assertThat(site.lock("forum").decide(ADMIN, REPLY, "forum")).isEqualTo(DENIED_BY_LOCK);
  }

  /** §6.11: whether an administrator is suspended is not looked at. */
  @Test
  void decide_suspendedAdministrator_isAllowed() {
    assertThat(classroom().changeUser(ADMIN, "suspended", "1").decide(ADMIN, REPLY, "forum"))
        .isEqualTo(ALLOWED_BY_SITE_ADMIN);
  }

  /** §6: user 0 is never an administrator. */
  @Test
  void decide_visitorListedAsAdmin_isNone() {
    TestSite site = everybodyMayView().set("siteadmins", "0,2");
    assertThat(site.ask(0, VIEW, "forum").decide()).isEqualTo(DENIED_NOTHING_ALLOWS);
    site.change("forum", "path", "");
    assertThat(site.ask(0, VIEW, "forum").decide()).isEqualTo(DENIED_BY_BROKEN_CONTEXT);
  }

  /** §6: without site administrators nobody has the shortcut. */
  @Test
  void decide_noSiteAdmins_evaluatesEverybody() {
    assertThat(classroom().set("siteadmins", "").decide(ADMIN, REPLY, "forum"))
        .isEqualTo(DENIED_NOTHING_ALLOWS);
  }

  /** A classroom where the default role of all users allows viewing. */
  private static TestSite everybodyMayView() {
    return classroom().setRole("defaultuserroleid", "user").allow("user", SYSTEM, VIEW);
  }
}
