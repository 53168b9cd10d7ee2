package dev.beadle.server.decision;

import static dev.beadle.server.decision.Decision.ALLOWED_BY_ROLE;
import static dev.beadle.server.decision.Decision.ALLOWED_BY_SITE_ADMIN;
import static dev.beadle.server.decision.Decision.DENIED_BY_BROKEN_CONTEXT;
import static dev.beadle.server.decision.Decision.DENIED_BY_LOCK;
import static dev.beadle.server.decision.Decision.DENIED_BY_PROHIBIT;
import static dev.beadle.server.decision.Decision.DENIED_NOTHING_ALLOWS;
import static dev.beadle.server.decision.Decision.DENIED_OUTSIDE_LOGIN_AS;
import static dev.beadle.server.testing.TestSite.ADMIN;
import static dev.beadle.server.testing.TestSite.FRONT_PAGE;
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

/** Contexts whose rows are damaged: only the text of the path counts (§2, §5, §6.9, §7.1). */
final class DamagedContextTest {
  /** §2: an ancestor without a row still leads on to those above it. */
  @Test
  void decide_ancestorWithoutRow_isWalkedPast() {
    TestSite site = classroom().assign("ann", "student", "cat").allow("student", SYSTEM, REPLY);
    site.withoutRow("course");
    assertThat(site.decide("ann", REPLY, "forum")).isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.lock("cat").decide("ann", REPLY, "forum")).isEqualTo(DENIED_BY_LOCK);
  }

  /** §2: an ancestor without a row cannot be locked. */
  @Test
  void decide_lockedAncestorWithoutRow_locksNothing() {
    TestSite site = student().lock("course").withoutRow("course");
    assertThat(site.decide("ann", REPLY, "forum")).isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §2, §7.1: an ancestor whose own path is lost is on no path: its rows are not met. */
  @Test
  void decide_ancestorWithoutPath_itsRowsAreNotMet() {
    TestSite site = student().prohibit("student", "course", REPLY).change("course", "path", "");
    assertThat(site.decide("ann", REPLY, "forum")).isEqualTo(ALLOWED_BY_ROLE);
    site.allow("teacher", SYSTEM, VIEW).assign("bob", "teacher", "course");
    assertThat(site.decide("bob", VIEW, "forum")).isEqualTo(DENIED_NOTHING_ALLOWS);
  }

  /** §2: its lock is found by its id, and the search ends there: it has no ancestors. */
  @Test
  void decide_ancestorWithoutPath_itsOwnLockCountsButNoneAbove() {
    TestSite site = student().change("course", "path", "").lock("cat");
    assertThat(site.decide("ann", REPLY, "forum")).isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.lock("course").decide("ann", REPLY, "forum")).isEqualTo(DENIED_BY_LOCK);
  }

  /** §6.7 before §6.9: a locked context without a path stops writing by its lock. */
  @Test
  void decide_lockedContextWithoutPath_isLocked() {
    TestSite site = student().change("forum", "path", "").lock("forum");
    assertThat(site.decide("ann", REPLY, "forum")).isEqualTo(DENIED_BY_LOCK);
    assertThat(site.decide("ann", VIEW, "forum")).isEqualTo(DENIED_BY_BROKEN_CONTEXT);
  }

  /** §2: of depth 0, a context still has its path, and so the locks above it. */
  @Test
  void decide_contextOfDepthZeroBelowALock_isLocked() {
    TestSite site = student().change("forum", "depth", "0").lock("cat");
    assertThat(site.decide("ann", REPLY, "forum")).isEqualTo(DENIED_BY_LOCK);
  }

  /** §7.1: below a context of depth 0 all is as usual, its own rows included. */
  @Test
  void decide_belowContextOfDepthZero_isEvaluated() {
    TestSite site = student().change("course", "depth", "0");
    assertThat(site.decide("ann", REPLY, "course")).isEqualTo(DENIED_BY_BROKEN_CONTEXT);
    assertThat(site.decide("ann", REPLY, "forum")).isEqualTo(ALLOWED_BY_ROLE);
    site.prohibit("student", "course", REPLY);
    assertThat(site.decide("ann", REPLY, "forum")).isEqualTo(DENIED_BY_PROHIBIT);
  }

  /** §6.10: a session bound to a context without a path is bound to nothing. */
  @Test
  void decide_loggedInAsAtContextWithoutPath_isBoundToNothing() {
    TestSite site = student().change("course", "path", "");
    assertThat(site.ask("ann", REPLY, SYSTEM).loggedInAs("course").decide())
        .isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §6.9 before §6.10: in a context without a path the session's bounds are not asked. */
  @Test
  void decide_contextWithoutPathInLoggedInAsSession_isBroken() {
    TestSite site = student().change("forum", "path", "");
    assertThat(site.ask("ann", REPLY, "forum").loggedInAs(FRONT_PAGE).decide())
        .isEqualTo(DENIED_BY_BROKEN_CONTEXT);
  }

  /** §2: the system context is built from its id alone, whatever its row says. */
  @Test
  void decide_systemContextDamaged_isWholeAllTheSame() {
    TestSite site = student().change(SYSTEM, "path", "").change(SYSTEM, "depth", "0");
    assertThat(site.decide("ann", REPLY, SYSTEM)).isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.decide("ann", REPLY, "forum")).isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.decide(ADMIN, REPLY, SYSTEM)).isEqualTo(ALLOWED_BY_SITE_ADMIN);
  }

  /** §2: the id of the system context need not be 1. */
  @Test
  void decide_systemContextWithAnotherId_isTheRoot() {
    TestSite site =
        TestSite.site()
            .category("cat", SYSTEM)
            .allow("student", SYSTEM, REPLY)
            .assign("ann", "student", SYSTEM);
    site.change(SYSTEM, "id", "77").change(SYSTEM, "path", "/77");
    site.change("cat", "path", "/77/" + site.contextId("cat"));
    site.remove(SiteTable.CONTEXT, Map.of("id", "1", "contextlevel", "10", "instanceid", "0"));
    site.allow("student", SYSTEM, VIEW).assign("ann", "student", SYSTEM);
    assertThat(site.decide("ann", VIEW, "cat")).isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §7.1: a path that ends in another's id takes that context's place, rows and all. */
  @Test
  void decide_pathOfAnotherContext_isEvaluatedThere() {
    TestSite site = student().module("twin", "course").prohibit("student", "forum", VIEW);
    site.allow("student", SYSTEM, VIEW).change("twin", "path", site.path("forum"));
    assertThat(site.decide("ann", VIEW, "twin")).isEqualTo(DENIED_BY_PROHIBIT);
    assertThat(site.decide("ann", REPLY, "twin")).isEqualTo(ALLOWED_BY_ROLE);
    site.prohibit("student", "twin", REPLY);
    assertThat(site.decide("ann", REPLY, "forum")).isEqualTo(DENIED_BY_PROHIBIT);
  }

  /**
   * §4: two contexts of one path share its rows; of one role and capability the later row counts.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void decide_permissionsOfTwoContextsOfOnePath_laterRowCounts(boolean laterRowFirst) {
    TestSite site = classroom().assign("ann", "student", SYSTEM).module("twin", "course");
    site.change("twin", "path", site.path("forum"));
    for (boolean isLater : new boolean[] {laterRowFirst, !laterRowFirst}) {
      site.put(
          SiteTable.ROLE_CAPABILITIES,
          Map.of(
              "id",
              isLater ? "5002" : "5001",
              "contextid",
              Long.toString(site.contextId(isLater ? "twin" : "forum")),
              "roleid",
              Long.toString(site.roleId("student")),
              "capability",
              REPLY,
              "permission",
              isLater ? "1" : "-1"));
    }
    assertThat(site.decide("ann", REPLY, "forum")).isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.decide("ann", REPLY, "twin")).isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §8: a switch is made at the path of its context. */
  @Test
  void decide_switchInContextWithAnothersPath_countsAtThatPath() {
    TestSite site = student().role("mute").module("twin", "course");
    site.change("twin", "path", site.path("forum"));
    assertThat(site.ask("ann", REPLY, "forum").asCurrentUser().switchedTo("mute", "twin").decide())
        .isEqualTo(DENIED_NOTHING_ALLOWS);
  }

  /** §2: is a lock asked of a context with another's path, its own row's lock counts as well. */
  @Test
  void decide_lockOfContextWithAnothersPath_isItsOwnRows() {
    TestSite site = student().module("twin", "course");
    site.change("twin", "path", site.path("forum"));
    assertThat(site.decide("ann", REPLY, "twin")).isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.lock("twin").decide("ann", REPLY, "twin")).isEqualTo(DENIED_BY_LOCK);
    assertThat(site.decide("ann", REPLY, "forum")).isEqualTo(ALLOWED_BY_ROLE);
  }

  /** §6.10: a context with a path elsewhere lies where its path says. */
  @Test
  void decide_contextMovedByItsPathOnly_liesWhereThePathSays() {
    TestSite site = student().course("other", "cat");
    site.change("forum", "path", site.path("other") + "/" + site.contextId("forum"));
    assertThat(site.ask("ann", REPLY, "forum").loggedInAs("other").decide())
        .isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.ask("ann", REPLY, "forum").loggedInAs("course").decide())
        .isEqualTo(DENIED_OUTSIDE_LOGIN_AS);
  }

  /** A classroom where ann's role allows replying. */
  private static TestSite student() {
    return classroom().allow("student", SYSTEM, REPLY).assign("ann", "student", SYSTEM);
  }

  /** §5, §7.2: a role is held at the path of its context: both contexts of a path share it. */
  @Test
  void decide_assignmentInContextWithAnothersPath_countsAtThatPath() {
    TestSite site = classroom().allow("student", SYSTEM, REPLY).module("twin", "course");
    site.change("twin", "path", site.path("forum")).assign("ann", "student", "twin");
    assertThat(site.decide("ann", REPLY, "twin")).isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.decide("ann", REPLY, "forum")).isEqualTo(ALLOWED_BY_ROLE);
    assertThat(site.decide("ann", REPLY, "course")).isEqualTo(DENIED_NOTHING_ALLOWS);
  }
}
