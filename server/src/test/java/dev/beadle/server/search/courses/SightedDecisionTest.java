package dev.beadle.server.search.courses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.decision.AccessQuery;
import dev.beadle.server.decision.Decision;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.decision.InvalidQueryException;
import dev.beadle.server.decision.Names;
import dev.beadle.server.search.courses.Sighted.SightedGroup;
import dev.beadle.server.search.courses.Sighted.SightedUser;
import dev.beadle.server.testing.TestSite;
import org.junit.jupiter.api.Test;

/** §7, §14: may U do C here, and see group G or user V here? */
final class SightedDecisionTest {
  private final CourseSite course = CourseSite.make();
  private final long group = course.group("group", GroupVisibility.ALL, "ann", "bob");

  /** §7, §14: both parts say yes. */
  @Test
  void decide_allowedAndSeen_isAllowed() {
    course.let("ann", TestSite.REPLY, "forum");
    SightedDecision decision = decide("ann", "forum", new SightedGroup(group));
    assertThat(decision)
        .isEqualTo(new SightedDecision(Decision.ALLOWED_BY_ROLE, GroupSight.SEEN_BY_MEMBERSHIP));
    assertThat(decision.isAllowed()).isTrue();
    assertThat(decide("ann", "forum", new SightedUser(course.user("bob"))).isAllowed()).isTrue();
  }

  /** §14: what he does is allowed, but not with these. */
  @Test
  void decide_allowedButUnseen_isDenied() {
    course.let("cyd", TestSite.REPLY, "course");
    SightedDecision decision = decide("cyd", "course", new SightedGroup(group));
    assertThat(decision)
        .isEqualTo(new SightedDecision(Decision.ALLOWED_BY_ROLE, GroupSight.UNSEEN));
    assertThat(decision.isAllowed()).isFalse();
    assertThat(decide("cyd", "course", new SightedUser(course.user("bob"))).isAllowed()).isFalse();
  }

  /** §7: when he may not do it, nothing is told of the group. */
  @Test
  void decide_deniedCapability_isUnseen() {
    assertThat(decide("ann", "forum", new SightedGroup(group)))
        .isEqualTo(new SightedDecision(Decision.DENIED_NOTHING_ALLOWS, GroupSight.UNSEEN));
  }

  /** §8: what surrounds the check surrounds the second part: an administrator as a student. */
  @Test
  void decide_switchedAdministrator_seesAsTheRole() {
    course.site().allow("student", "course", TestSite.REPLY);
    var snapshot = course.snapshot();
    Environment own =
        Environment.builder(snapshot)
            .currentUser()
            .switchTo(course.context("course"), course.site().roleId("student"))
            .build();
    assertThat(decide(TestSite.ADMIN, "course", new SightedGroup(group)).isAllowed()).isTrue();
    var check =
        new AccessQuery(
            course.user(TestSite.ADMIN),
            course.context("course"),
            Names.capability(snapshot, TestSite.REPLY, "capability"),
            own);
    assertThat(
            SightedDecision.decide(
                snapshot, new SightedQuery(check, new SightedGroup(group)), Courses.DECISION_POINT))
        .isEqualTo(new SightedDecision(Decision.ALLOWED_BY_ROLE, GroupSight.UNSEEN));
  }

  /** The context is a course or an activity, and nothing else has groups. */
  @Test
  void decide_categoryAndBlock_isRefused() {
    course.site().block("block", "course");
    for (String context : new String[] {"cat", "block", TestSite.SYSTEM}) {
      assertThatThrownBy(() -> decide(TestSite.ADMIN, context, new SightedGroup(group)))
          .isInstanceOf(InvalidQueryException.class)
          .hasMessageContaining("neither a course nor an activity");
    }
  }

  private SightedDecision decide(String user, String context, Sighted sighted) {
    var check =
        new AccessQuery(
            course.user(user),
            course.context(context),
            Names.capability(course.snapshot(), TestSite.REPLY, "capability"),
            Environment.DEFAULT);
    return SightedDecision.decide(
        course.snapshot(), new SightedQuery(check, sighted), Courses.DECISION_POINT);
  }
}
