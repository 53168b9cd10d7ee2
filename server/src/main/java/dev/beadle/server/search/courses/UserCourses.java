package dev.beadle.server.search.courses;

import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.search.IdList;
import java.util.Arrays;

/**
 * The courses in which a user is enrolled (§13). The front page is none of them. Stateless but for
 * the site, and so thread-safe. Cost: that of the user's enrolments.
 */
public final class UserCourses {
  private final ViewedSite site;

  /** Of courses of a site. */
  public UserCourses(ViewedSite site) {
    this.site = site;
  }

  /**
   * enrol_get_all_users_courses: whatever the state of the enrolments and whether or not he may
   * enter; whether the account is deleted is not looked at.
   *
   * @return course.id, ascending
   */
  public long[] enrolledIn(long userId) {
    var courseIds = new IdList();
    if (hasCourses(userId)) {
      EnrolmentRows.forEachOf(
          site.snapshot(), userId, enrolment -> courseIds.add(enrolment.courseId()));
    }
    return existing(courseIds);
  }

  /**
   * enrol_get_all_users_courses, of active enrolments only. They are not yet active in their first
   * second.
   *
   * @param atSecond in seconds since 1970
   * @return course.id, ascending
   */
  public long[] activeIn(long userId, long atSecond) {
    var courseIds = new IdList();
    if (hasCourses(userId)) {
      EnrolmentRows.forEachOf(
          site.snapshot(),
          userId,
          enrolment -> {
            if (enrolment.isListedAsActive(atSecond)) {
              courseIds.add(enrolment.courseId());
            }
          });
    }
    return existing(courseIds);
  }

  /**
   * enrol_get_users_courses, of active enrolments only: those that are not hidden from him.
   *
   * @param atSecond in seconds since 1970
   * @return course.id, ascending
   */
  public long[] seenBy(long userId, long atSecond) {
    return Arrays.stream(activeIn(userId, atSecond))
        .filter(courseId -> isSeen(userId, courseId))
        .toArray();
  }

  private boolean isSeen(long userId, long courseId) {
    PolicySnapshot snapshot = site.snapshot();
    CourseRow course = CourseRow.find(snapshot, courseId);
    int context = snapshot.contexts().find(ContextLevel.COURSE, courseId);
    return course != null
        && (course.isVisible()
            || (context != ContextTree.ABSENT
                && site.has(userId, context, CourseAccessPoint.VIEW_HIDDEN_COURSES)));
  }

  private boolean hasCourses(long userId) {
    return userId != 0 && !site.isGuestAccount(userId);
  }

  private long[] existing(IdList courseIds) {
    PolicySnapshot snapshot = site.snapshot();
    long frontPageId = CourseContexts.frontPageId(snapshot);
    return Arrays.stream(courseIds.toAscending())
        .filter(courseId -> courseId != frontPageId && CourseRow.find(snapshot, courseId) != null)
        .toArray();
  }
}
