package dev.beadle.server.search.courses;

import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.search.courses.EnrolmentRows.Enrolment;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a user takes part in a course, looks on, or is a guest there (§13). Stateless but for the
 * site, and so thread-safe. Cost: that of the user's enrolments.
 */
public final class Participation {
  static final String VIEW_COURSE = "moodle/course:view";

  private final ViewedSite site;

  /** Of users of a site. */
  public Participation(ViewedSite site) {
    this.site = site;
  }

  /**
   * is_enrolled: on the front page everybody is but visitors and the guest account.
   *
   * @throws dev.beadle.server.decision.InvalidQueryException if the context lies in no course
   */
  public boolean isEnrolled(EnrolmentQuery query) {
    int course = CourseContexts.courseOf(site.snapshot(), query.context());
    long userId = query.userId();
    return userId != 0
        && !site.isGuestAccount(userId)
        && (CourseContexts.isFrontPage(site.snapshot(), course) || hasEnrolment(query, course))
        && site.hasDemanded(userId, query.context(), query.capability());
  }

  private boolean hasEnrolment(EnrolmentQuery query, int course) {
    long courseId = site.snapshot().contexts().instanceIdOf(course);
    return query.onlyActive()
        ? endOf(courseId, query.userId(), query.atSecond()).isActive()
        : !enrolmentsOf(site.snapshot(), courseId, query.userId()).isEmpty();
  }

  /**
   * enrol_get_enrolment_end: whether a user's enrolment in a course is active, and until when.
   * Whether the site still uses the way that he was enrolled by is not looked at.
   *
   * @param atSecond in seconds since 1970
   */
  public EnrolmentEnd endOf(long courseId, long userId, long atSecond) {
    return EnrolmentEnd.of(enrolmentsOf(site.snapshot(), courseId, userId), atSecond);
  }

  /**
   * The same of the course that a context lies in; on the front page it never ends.
   *
   * @param atSecond in seconds since 1970
   * @throws dev.beadle.server.decision.InvalidQueryException if the context lies in no course
   */
  public EnrolmentEnd endIn(int context, long userId, long atSecond) {
    int course = CourseContexts.courseOf(site.snapshot(), context);
    return CourseContexts.isFrontPage(site.snapshot(), course)
        ? new EnrolmentEnd(true, EnrolmentEnd.NEVER)
        : endOf(site.snapshot().contexts().instanceIdOf(course), userId, atSecond);
  }

  /**
   * is_viewing: whether a user may look at the course without being enrolled.
   *
   * @param capability demanded in the context: an ordinal or {@link Demanded#NOTHING}
   * @throws dev.beadle.server.decision.InvalidQueryException if the context lies in no course
   */
  public boolean isViewing(long userId, int context, int capability) {
    int course = CourseContexts.courseOf(site.snapshot(), context);
    return !site.isGuestAccount(userId)
        && site.has(userId, course, VIEW_COURSE)
        && site.hasDemanded(userId, context, capability);
  }

  /**
   * is_guest: whether a user neither may look at the course nor is actively enrolled in it.
   *
   * @param atSecond in seconds since 1970
   * @throws dev.beadle.server.decision.InvalidQueryException if the context lies in no course
   */
  public boolean isGuest(long userId, int context, long atSecond) {
    int course = CourseContexts.courseOf(site.snapshot(), context);
    return site.isGuestAccount(userId)
        || (!site.has(userId, course, VIEW_COURSE)
            && !isEnrolled(new EnrolmentQuery(userId, course, Demanded.NOTHING, true, atSecond)));
  }

  /**
   * The enrolments of a user in a course, whatever their state; those of deleted users are none.
   */
  private static List<Enrolment> enrolmentsOf(PolicySnapshot snapshot, long courseId, long userId) {
    List<Enrolment> enrolments = new ArrayList<>();
    if (snapshot.users().isLive(userId)) {
      EnrolmentRows.forEachOf(snapshot, courseId, userId, enrolments::add);
    }
    return enrolments;
  }
}
