package dev.beadle.server.search.courses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.decision.Environment;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.testing.TestSite;
import org.junit.jupiter.api.Test;

/** §13: the courses of the viewer, and those that users share. */
final class OwnCoursesTest {
  private static final long NOW = 1_000;

  private final CourseSite course = CourseSite.make();

  /** enrol_get_my_courses has an enrolment active in its first second already. */
  @Test
  void enrolledIn_firstAndLastSecond_firstCounts() {
    course.enrol("ann", course.way("manual", 0, ""), 0, NOW, NOW + 2);
    assertThat(of("ann").enrolledIn(NOW - 1)).isEmpty();
    assertThat(of("ann").enrolledIn(NOW)).containsExactly(course.courseId());
    assertThat(of("ann").enrolledIn(NOW + 1)).containsExactly(course.courseId());
    assertThat(of("ann").enrolledIn(NOW + 2)).isEmpty();
  }

  /** Suspended enrolments, visitors and the guest account have none. */
  @Test
  void enrolledIn_suspendedOrNobody_isEmpty() {
    long way = course.way("manual", 0, "");
    course.enrol("ann", way, 1, 0, 0).enrol("bob", course.way("self", 1, ""));
    course.enrol(TestSite.GUEST, way);
    assertThat(of("ann").enrolledIn(NOW)).isEmpty();
    assertThat(of("bob").enrolledIn(NOW)).isEmpty();
    assertThat(of("").enrolledIn(NOW)).isEmpty();
    assertThat(of(TestSite.GUEST).enrolledIn(NOW)).isEmpty();
  }

  /** Hidden courses only with moodle/course:viewhiddencourses. */
  @Test
  void enrolledIn_hiddenCourse_needsViewHidden() {
    course.enrol("ann", course.way("manual", 0, "")).course("visible", 0);
    assertThat(of("ann").enrolledIn(NOW)).isEmpty();
    course.let("ann", CourseSite.VIEW_HIDDEN_COURSES, "course");
    assertThat(of("ann").enrolledIn(NOW)).containsExactly(course.courseId());
  }

  /** Besides those where guests need no password, those that he may look at. */
  @Test
  void accessible_openOrViewed_isListed() {
    course.way("guest", 0, "secret");
    assertThat(of("ann").accessible(NOW)).isEmpty();
    course.let("ann", CourseSite.VIEW_COURSE, "cat");
    assertThat(of("ann").accessible(NOW)).containsExactly(course.courseId());
    assertThat(of("bob").accessible(NOW)).isEmpty();
    course.way("guest", 0, "");
    assertThat(of("bob").accessible(NOW)).containsExactly(course.courseId());
    assertThat(of("").accessible(NOW)).containsExactly(course.courseId());
    assertThat(of("bob").enrolledIn(NOW)).isEmpty();
  }

  /** A way for guests that is switched off is none. */
  @Test
  void accessible_disabledWay_isNotOpen() {
    course.way("guest", 1, "");
    assertThat(of("ann").accessible(NOW)).isEmpty();
  }

  /** Where the guest role is held for the time of the session, he is a guest. */
  @Test
  void accessible_temporaryGuest_isListed() {
    course.way("guest", 0, "secret");
    course.site().role("guest").setRole("guestroleid", "guest");
    PolicySnapshot snapshot = course.snapshot();
    long annId = course.user("ann");
    Environment own =
        Environment.builder(snapshot)
            .currentUser()
            .temporaryRole(course.context("course"), course.site().roleId("guest"))
            .build();
    var viewed =
        new ViewedSite(
            snapshot, new Viewer(annId, own, Environment.DEFAULT), Courses.DECISION_POINT);
    assertThat(new OwnCourses(viewed).accessible(NOW)).containsExactly(course.courseId());
    assertThat(of("ann").accessible(NOW)).isEmpty();
  }

  /** Where the guest role is assigned for good, too. */
  @Test
  void accessible_assignedGuestRole_isListed() {
    course.site().role("guest").setRole("guestroleid", "guest").assign("ann", "guest", "course");
    assertThat(of("ann").accessible(NOW)).containsExactly(course.courseId());
    assertThat(of("bob").accessible(NOW)).isEmpty();
  }

  /** A site administrator has them all, but not the front page. */
  @Test
  void accessible_siteAdministrator_isEveryCourse() {
    assertThat(of(TestSite.ADMIN).accessible(NOW)).containsExactly(course.courseId());
  }

  /** Shared are visible courses, by enrolments that are not suspended, whatever their time. */
  @Test
  void shared_bothEnrolled_whateverTheTime() {
    long way = course.way("manual", 0, "");
    course.enrol("ann", way, 0, 9_000, 0).enrol("bob", way).enrol("eve", way, 1, 0, 0);
    assertThat(shared("ann", "bob")).containsExactly(course.courseId());
    assertThat(shared("ann", "eve")).isEmpty();
    assertThat(shared("ann", "max")).isEmpty();
    course.course("visible", 0);
    assertThat(shared("ann", "bob")).isEmpty();
  }

  /** A way that the site does not use is none. */
  @Test
  void shared_pluginNotInUse_isNone() {
    long way = course.way("manual", 0, "");
    course.enrol("ann", way).enrol("bob", way);
    course.site().set("enrol_plugins_enabled", "guest");
    assertThat(shared("ann", "bob")).isEmpty();
  }

  private long[] shared(String user, String other) {
    return of("").shared(course.user(user), course.user(other));
  }

  private OwnCourses of(String viewer) {
    return new OwnCourses(course.as(viewer));
  }
}
