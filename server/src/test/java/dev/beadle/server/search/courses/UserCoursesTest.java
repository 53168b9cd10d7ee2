package dev.beadle.server.search.courses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.model.SiteTable;
import dev.beadle.server.testing.TestSite;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** §13: the courses of a user. */
final class UserCoursesTest {
  private static final long NOW = 1_000;

  private final CourseSite course = CourseSite.make();

  /** §13: whatever the state, each once. */
  @Test
  void enrolledIn_anyState_isListedOnce() {
    long way = course.way("manual", 1, "");
    course.enrol("ann", way, 1, 0, 0).enrol("ann", course.way("self", 0, ""), 1, 0, 0);
    assertThat(of("ann").enrolledIn(course.user("ann"))).containsExactly(course.courseId());
    assertThat(of("ann").activeIn(course.user("ann"), NOW)).isEmpty();
  }

  /** §13 [!]: lists have an enrolment active only after its first second. */
  @Test
  void activeIn_firstSecond_isNotYet() {
    course.enrol("ann", course.way("manual", 0, ""), 0, NOW, NOW + 2);
    assertThat(of("ann").activeIn(course.user("ann"), NOW)).isEmpty();
    assertThat(of("ann").activeIn(course.user("ann"), NOW + 1)).containsExactly(course.courseId());
    assertThat(of("ann").activeIn(course.user("ann"), NOW + 2)).isEmpty();
  }

  /**
   * §13: visitors and the guest account have none; neither have courses that are gone, nor home.
   */
  @Test
  void enrolledIn_nobodyAndNothing_isEmpty() {
    course.enrol(TestSite.GUEST, course.way("manual", 0, ""));
    course.site().put(SiteTable.ENROL, Map.of("id", "8", "courseid", "987654"));
    course.site().put(SiteTable.ENROL, Map.of("id", "9", "courseid", "1"));
    course.enrol("ann", 8).enrol("ann", 9);
    assertThat(of("").enrolledIn(course.user(TestSite.GUEST))).isEmpty();
    assertThat(of("").enrolledIn(0)).isEmpty();
    assertThat(of("").enrolledIn(course.user("ann"))).isEmpty();
  }

  /** §13: hidden courses only with moodle/course:viewhiddencourses. */
  @Test
  void seenBy_hiddenCourse_needsViewHidden() {
    course.enrol("ann", course.way("manual", 0, "")).course("visible", 0);
    assertThat(of("").seenBy(course.user("ann"), NOW)).isEmpty();
    course.let("ann", CourseSite.VIEW_HIDDEN_COURSES, "course");
    assertThat(of("").seenBy(course.user("ann"), NOW)).containsExactly(course.courseId());
  }

  private UserCourses of(String viewer) {
    return new UserCourses(course.as(viewer));
  }
}
