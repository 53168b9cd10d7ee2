package dev.beadle.server.search.courses;

import dev.beadle.server.decision.Environment;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.ContextLevel;
import java.util.Arrays;

/**
 * Decides who may enter a course (§13, can_access_course). Stateless but for the site, and so
 * thread-safe. Cost: that of the user's enrolments, and of the ways into the course.
 */
public final class CourseAccessPoint {
  static final String VIEW_HIDDEN_COURSES = "moodle/course:viewhiddencourses";
  private static final String VIEW_COURSE_LIST = "moodle/category:viewcourselist";
  private static final String ENABLED_PLUGINS = "enrol_plugins_enabled";

  /** The one way to become enrolled that lets guests in. */
  private static final String GUEST_PLUGIN = "guest";

  private final ViewedSite site;
  private final Participation participation;

  /** Of courses of a site. */
  public CourseAccessPoint(ViewedSite site) {
    this.site = site;
    this.participation = new Participation(site);
  }

  /** Decides; a course without a row or a context is none. */
  public CourseAccess decide(CourseAccessQuery query) {
    PolicySnapshot snapshot = site.snapshot();
    CourseRow course = CourseRow.find(snapshot, query.courseId());
    int context = snapshot.contexts().find(ContextLevel.COURSE, query.courseId());
    if (course == null || context == ContextTree.ABSENT) {
      return CourseAccess.DENIED_NO_SUCH_COURSE;
    }
    long userId = query.userId();
    if (!site.hasDemanded(userId, context, query.capability())) {
      return CourseAccess.DENIED_WITHOUT_CAPABILITY;
    }
    if (site.viewer().is(userId) && hasSwitchedAt(context)) {
      return CourseAccess.ALLOWED_BY_ROLE_SWITCH;
    }
    if (!course.isVisible() && !site.has(userId, context, VIEW_HIDDEN_COURSES)) {
      return CourseAccess.DENIED_HIDDEN;
    }
    if (participation.isViewing(userId, context, Demanded.NOTHING)) {
      return CourseAccess.ALLOWED_BY_VIEWING;
    }
    if (participation.isEnrolled(
        new EnrolmentQuery(
            userId, context, Demanded.NOTHING, query.onlyActive(), query.atSecond()))) {
      return CourseAccess.ALLOWED_BY_ENROLMENT;
    }
    return site.viewer().is(userId) && isOpenToGuests(query, course)
        ? CourseAccess.ALLOWED_TO_GUESTS
        : CourseAccess.DENIED_NOT_ENROLLED;
  }

  private boolean hasSwitchedAt(int courseContext) {
    Environment own = site.viewer().own();
    return own.findSwitchAt(site.snapshot().contexts().nodeOf(courseContext))
        != Environment.NO_SWITCH;
  }

  private boolean isOpenToGuests(CourseAccessQuery query, CourseRow course) {
    if (!mayKnowOf(course) || !isGuestPluginEnabled()) {
      return false;
    }
    boolean[] isOpen = {false};
    EnrolmentRows.forEachInstance(
        site.snapshot(),
        course.id(),
        way ->
            isOpen[0] |=
                way.isEnabled()
                    && way.plugin().equals(GUEST_PLUGIN)
                    && (!way.hasPassword() || query.enteredInstanceIds().contains(way.id())));
    return isOpen[0];
  }

  /** can_view_course_info, of a course that has been found not to be hidden from the viewer. */
  private boolean mayKnowOf(CourseRow course) {
    PolicySnapshot snapshot = site.snapshot();
    if (course.id() == CourseContexts.frontPageId(snapshot)) {
      return true;
    }
    int category = snapshot.contexts().find(ContextLevel.COURSE_CATEGORY, course.categoryId());
    return category != ContextTree.ABSENT
        && site.has(site.viewer().userId(), category, VIEW_COURSE_LIST);
  }

  private boolean isGuestPluginEnabled() {
    String enabled = site.snapshot().settings().valueOf(ENABLED_PLUGINS);
    return Arrays.asList(enabled.split(",", -1)).contains(GUEST_PLUGIN);
  }
}
