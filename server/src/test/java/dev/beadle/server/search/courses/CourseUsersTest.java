package dev.beadle.server.search.courses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.search.courses.CourseUsers.Enrolled;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** §13: enrol_get_course_users. */
final class CourseUsersTest {
  private static final long NOW = 1_000;

  private final CourseSite course = CourseSite.make();
  private final long way = course.way("manual", 0, "");

  /** Every enrolment of the course is told, a user's second one too. */
  @Test
  void find_course_everyEnrolment() {
    course.enrol("ann", way, 1, 0, 0).enrol("bob", way).enrol("bob", course.way("self", 1, ""));
    assertThat(users(query(course.courseId(), CourseUsers.AT_ANY_TIME)))
        .containsExactlyInAnyOrder(course.user("ann"), course.user("bob"), course.user("bob"));
    assertThat(users(query(987, CourseUsers.AT_ANY_TIME))).isEmpty();
  }

  /** Active ones are not yet so in their first second. */
  @Test
  void find_active_notInTheFirstSecond() {
    course.enrol("ann", way, 0, NOW, 0).enrol("bob", way, 0, 0, NOW + 1);
    course.enrol("eve", way, 1, 0, 0).enrol("max", course.way("self", 1, ""));
    assertThat(users(query(0, NOW))).containsExactly(course.user("bob"));
    assertThat(users(query(0, NOW + 1))).containsExactly(course.user("ann"));
  }

  /** Each filter keeps what it names. */
  @Test
  void find_filters_keepWhatTheyName() {
    course.enrol("ann", way).enrol("bob", way).enrol("eve", way);
    long group = course.group("red", GroupVisibility.NONE, "eve");
    List<Enrolled> all = CourseUsers.find(course.snapshot(), query(0, CourseUsers.AT_ANY_TIME));
    Enrolled ofBob =
        all.stream().filter(one -> one.userId() == course.user("bob")).findFirst().orElseThrow();
    assertThat(users(filtered(Set.of(course.user("ann")), Set.of(), Set.of())))
        .containsExactly(course.user("ann"));
    assertThat(users(filtered(Set.of(), Set.of(ofBob.enrolmentId()), Set.of())))
        .containsExactly(course.user("bob"));
    assertThat(users(filtered(Set.of(), Set.of(), Set.of(group))))
        .containsExactly(course.user("eve"));
    assertThat(users(filtered(Set.of(), Set.of(), Set.of(987L)))).isEmpty();
  }

  /** A user without a row is nobody. */
  @Test
  void find_userWithoutRow_isNobody() {
    course.enrol("ann", way);
    course.site().withoutUserRow("ann");
    assertThat(users(query(0, CourseUsers.AT_ANY_TIME))).isEmpty();
  }

  private static CourseUsers.Query query(long courseId, long second) {
    return new CourseUsers.Query(courseId, Set.of(), Set.of(), Set.of(), second);
  }

  private static CourseUsers.Query filtered(
      Set<Long> userIds, Set<Long> enrolmentIds, Set<Long> groupIds) {
    return new CourseUsers.Query(0, userIds, enrolmentIds, groupIds, CourseUsers.AT_ANY_TIME);
  }

  private List<Long> users(CourseUsers.Query query) {
    return CourseUsers.find(course.snapshot(), query).stream().map(Enrolled::userId).toList();
  }
}
