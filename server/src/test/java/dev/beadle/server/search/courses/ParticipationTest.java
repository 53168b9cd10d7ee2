package dev.beadle.server.search.courses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.decision.InvalidQueryException;
import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.testing.TestSite;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** §13: is_enrolled, is_viewing and is_guest. */
final class ParticipationTest {
  private static final long NOW = 1_000;

  private final CourseSite course = CourseSite.make();

  /** §13: any row will do, whatever the status and the dates of it and of the instance. */
  @Test
  void isEnrolled_suspendedEverywhere_isEnrolledButNotActive() {
    course.enrol("ann", course.way("manual", 1, ""), 1, 5_000, 4_000);
    assertThat(isEnrolled("ann", "forum", false)).isTrue();
    assertThat(isEnrolled("ann", "forum", true)).isFalse();
  }

  /** §13: the plugin being enabled site-wide is not tested. */
  @Test
  void isEnrolled_pluginThatIsOff_isActive() {
    course.enrol("ann", course.way("database", 0, ""));
    assertThat(isEnrolled("ann", "course", true)).isTrue();
  }

  /** §13: user.deleted = 0, and there must be a row. */
  @Test
  void isEnrolled_deletedUser_isNot() {
    course.enrol("ann", course.way("manual", 0, ""));
    course.site().changeUser("ann", "deleted", "1");
    assertThat(isEnrolled("ann", "course", false)).isFalse();
    course.site().withoutUserRow("ann");
    assertThat(isEnrolled("ann", "course", false)).isFalse();
  }

  /** §13: userid 0 or guest is enrolled nowhere, not even on the front page. */
  @Test
  void isEnrolled_visitorAndGuest_areNowhere() {
    course.enrol(TestSite.GUEST, course.way("manual", 0, ""));
    assertThat(isEnrolled(TestSite.GUEST, "course", false)).isFalse();
    assertThat(isEnrolled(TestSite.GUEST, TestSite.FRONT_PAGE, false)).isFalse();
    assertThat(isEnrolled("", TestSite.FRONT_PAGE, false)).isFalse();
  }

  /** §13: on the front page everybody else is enrolled; existence is not checked. */
  @Test
  void isEnrolled_frontPage_everybodyIs() {
    var participation = new Participation(course.as(""));
    int frontPage = course.context(TestSite.FRONT_PAGE);
    assertThat(
            participation.isEnrolled(
                new EnrolmentQuery(987_654, frontPage, Demanded.NOTHING, true, NOW)))
        .isTrue();
  }

  /** §13: an enrolment by an instance that is gone, or of another course, is none. */
  @Test
  void isEnrolled_instanceOfNobody_isNot() {
    course.enrol("ann", 987_654);
    course.enrol("ann", 987_655);
    course.site().put(SiteTable.ENROL, Map.of("id", "987655", "enrol", "manual", "courseid", "77"));
    assertThat(isEnrolled("ann", "course", false)).isFalse();
  }

  /** §13: then, if given, has_capability in the context itself, with doanything. */
  @Test
  void isEnrolled_withCapability_isDemandedInTheContext() {
    course.enrol("ann", course.way("manual", 0, ""));
    assertThat(isEnrolled("ann", "forum", TestSite.REPLY)).isFalse();
    course.let("ann", TestSite.REPLY, "forum");
    assertThat(isEnrolled("ann", "forum", TestSite.REPLY)).isTrue();
    assertThat(isEnrolled("ann", "course", TestSite.REPLY)).isFalse();
    assertThat(isEnrolled("ann", "forum", TestSite.UNKNOWN)).isFalse();
  }

  /** §13: the context must be inside a course. */
  @Test
  void isEnrolled_outsideOfCourses_isRefused() {
    for (String name : new String[] {"cat", TestSite.SYSTEM, course.site().contextNameOf("ann")}) {
      assertThatThrownBy(() -> isEnrolled("ann", name, false))
          .isInstanceOf(InvalidQueryException.class)
          .hasMessageContaining("lies in none");
    }
  }

  /** §2: a block lies in the course of what it lies in. */
  @Test
  void isEnrolled_blockInActivity_isOfTheCourse() {
    course.site().block("outer", "forum").block("inner", "outer").block("astray", "cat");
    course.enrol("ann", course.way("manual", 0, ""));
    assertThat(isEnrolled("ann", "inner", true)).isTrue();
    assertThatThrownBy(() -> isEnrolled("ann", "astray", true))
        .isInstanceOf(InvalidQueryException.class);
  }

  /** §13: moodle/course:view in the course context, and the capability in the given context. */
  @Test
  void isViewing_needsViewInTheCourse() {
    course.let("ann", CourseSite.VIEW_COURSE, "forum");
    assertThat(isViewing("ann", "forum", Demanded.NOTHING)).isFalse();
    course.let("bob", CourseSite.VIEW_COURSE, "course");
    assertThat(isViewing("bob", "forum", Demanded.NOTHING)).isTrue();
    assertThat(isViewing("bob", "forum", CapabilityCatalog.ABSENT)).isFalse();
  }

  /** §13: not the guest account, whatever it may; user 0 is decided by capability. */
  @Test
  void isViewing_guestAccount_never() {
    course.site().setRole("guestroleid", "guests").setRole("notloggedinroleid", "guests");
    course.site().role("guests").allow("guests", TestSite.SYSTEM, CourseSite.VIEW_COURSE);
    assertThat(isViewing(TestSite.GUEST, "course", Demanded.NOTHING)).isFalse();
    assertThat(isViewing("", "course", Demanded.NOTHING)).isTrue();
  }

  /** §13: guest account true; else not (course:view or actively enrolled). */
  @Test
  void isGuest_isWhoeverDoesNotTakePart() {
    course.let("viewer", CourseSite.VIEW_COURSE, "course");
    course.enrol("ann", course.way("manual", 0, ""));
    course.enrol("bob", course.way("manual", 0, ""), 1, 0, 0);
    assertThat(isGuest("viewer")).isFalse();
    assertThat(isGuest("ann")).isFalse();
    assertThat(isGuest("bob")).isTrue();
    assertThat(isGuest(TestSite.GUEST)).isTrue();
    assertThat(isGuest(TestSite.ADMIN)).isFalse();
    assertThat(isGuest("")).isTrue();
  }

  private boolean isEnrolled(String user, String context, boolean onlyActive) {
    return new Participation(course.as(""))
        .isEnrolled(
            new EnrolmentQuery(
                course.user(user), course.context(context), Demanded.NOTHING, onlyActive, NOW));
  }

  private boolean isEnrolled(String user, String context, String capability) {
    int demanded = Demanded.capability(course.snapshot(), capability, "with_capability");
    return new Participation(course.as(""))
        .isEnrolled(
            new EnrolmentQuery(course.user(user), course.context(context), demanded, true, NOW));
  }

  private boolean isViewing(String user, String context, int capability) {
    return new Participation(course.as(""))
        .isViewing(course.user(user), course.context(context), capability);
  }

  private boolean isGuest(String user) {
    return new Participation(course.as(""))
        .isGuest(course.user(user), course.context("forum"), NOW);
  }
}
