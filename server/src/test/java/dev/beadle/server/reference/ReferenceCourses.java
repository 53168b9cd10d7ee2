package dev.beadle.server.reference;

import static dev.beadle.server.reference.ReferenceRows.number;
import static dev.beadle.server.reference.ReferenceRows.text;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Enrolment and access to courses, written a second time from moodle-rules.md §13, as plainly as
 * {@link ReferenceEngine} and for the same purpose. Every method throws NoSuchElementException
 * where Moodle would fail for want of a row. Thread-safe, if the caller leaves the tables alone.
 */
public final class ReferenceCourses {
  /** Which enrolments a list is about. */
  public enum Listed {
    ALL,
    ACTIVE,
    SUSPENDED
  }

  private final ReferenceRows rows;
  private final ReferenceGroups groups;

  /** Reads a site: see {@link ReferenceEngine}. */
  public ReferenceCourses(Map<String, List<Map<String, String>>> tables) {
    this.rows = new ReferenceRows(tables);
    this.groups = new ReferenceGroups(tables);
  }

  /** §13: is_enrolled. */
  public boolean isEnrolled(long viewer, long user, long context, boolean onlyActive, long now) {
    long course = number(rows.row("context", rows.courseContextOf(context)), "instanceid");
    if (user == 0 || rows.isGuest(user)) {
      return false;
    }
    if (course == rows.frontPage()) {
      return true;
    }
    return onlyActive
        ? enrolmentEnd(course, user, now) >= 0
        : rows.exists("user_enrolments", one -> isIn(one, course) && isOf(one, user));
  }

  /** §13: enrol_get_enrolment_end; -1 for its false. */
  public long enrolmentEnd(long course, long user, long now) {
    var changes = new TreeMap<Long, Integer>();
    for (Map<String, String> one : rows.of("user_enrolments")) {
      long start = number(one, "timestart");
      long end = number(one, "timeend");
      if (isIn(one, course) && isOf(one, user) && isEnabled(one) && (end == 0 || end >= start)) {
        changes.merge(start, 1, Integer::sum);
        if (end != 0) {
          changes.merge(end, -1, Integer::sum);
        }
      }
    }
    int covering = 0;
    boolean isCovered = false;
    for (var change : changes.entrySet()) {
      if (change.getKey() > now && covering < 1 && !isCovered) {
        return -1;
      }
      isCovered |= change.getKey() > now;
      covering += change.getValue();
      if (isCovered && covering < 1) {
        return change.getKey();
      }
    }
    return covering > 0 ? 0 : -1;
  }

  /** §13: is_viewing. */
  public boolean isViewing(long viewer, long user, long context) {
    long course = rows.courseContextOf(context);
    return !rows.isGuest(user) && rows.has(viewer, user, course, "moodle/course:view");
  }

  /** §13: is_guest. */
  public boolean isGuest(long viewer, long user, long context, long now) {
    long course = rows.courseContextOf(context);
    return rows.isGuest(user)
        || (!rows.has(viewer, user, course, "moodle/course:view")
            && !isEnrolled(viewer, user, course, true, now));
  }

  /** §13: can_access_course. */
  public boolean canAccess(long viewer, long user, long course, boolean onlyActive, long now) {
    Map<String, String> row = rows.row("course", course);
    long context = rows.contextOf(50, course);
    if (number(row, "visible") == 0
        && !rows.has(viewer, user, context, "moodle/course:viewhiddencourses")) {
      return false;
    }
    if (isViewing(viewer, user, context) || isEnrolled(viewer, user, context, onlyActive, now)) {
      return true;
    }
    if (user != viewer) {
      return false;
    }
    boolean knows =
        course == rows.frontPage()
            || rows.has(
                viewer,
                user,
                rows.contextOf(40, number(row, "category")),
                "moodle/category:viewcourselist");
    return knows
        && Arrays.asList(rows.setting("enrol_plugins_enabled").split(",", -1)).contains("guest")
        && rows.exists(
            "enrol",
            way ->
                number(way, "courseid") == course
                    && number(way, "status") == 0
                    && text(way, "enrol").equals("guest")
                    && text(way, "password").isEmpty());
  }

  /** §13: get_enrolled_sql, of members of groups if any are named. */
  public Set<Long> enrolledUsers(
      long viewer, long context, Listed listed, List<Long> groupIds, long now) {
    long course = number(rows.row("context", rows.courseContextOf(context)), "instanceid");
    long rounded = Math.round(now / 100.0) * 100;
    Set<Long> found = new TreeSet<>();
    for (Map<String, String> user : rows.of("user")) {
      long id = number(user, "id");
      boolean isEnrolled =
          course == rows.frontPage()
              || switch (listed) {
                case ALL ->
                    rows.exists("user_enrolments", one -> isIn(one, course) && isOf(one, id));
                case ACTIVE -> isActive(course, id, rounded);
                case SUSPENDED ->
                    rows.exists("user_enrolments", one -> isIn(one, course) && isOf(one, id))
                        && !isActive(course, id, rounded);
              };
      if (number(user, "deleted") == 0
          && isEnrolled
          && (groupIds.isEmpty() || groups.joins(viewer, id, course, groupIds))) {
        found.add(id);
      }
    }
    return found;
  }

  private boolean isActive(long course, long user, long now) {
    return rows.exists(
        "user_enrolments",
        one ->
            isIn(one, course)
                && isOf(one, user)
                && isEnabled(one)
                && number(one, "timestart") < now
                && (number(one, "timeend") == 0 || number(one, "timeend") > now));
  }

  private boolean isIn(Map<String, String> enrolment, long course) {
    return rows.exists(
        "enrol",
        way ->
            number(way, "id") == number(enrolment, "enrolid") && number(way, "courseid") == course);
  }

  private boolean isEnabled(Map<String, String> enrolment) {
    return number(enrolment, "status") == 0
        && number(rows.row("enrol", number(enrolment, "enrolid")), "status") == 0;
  }

  private boolean isOf(Map<String, String> enrolment, long user) {
    return number(enrolment, "userid") == user
        && rows.exists("user", row -> number(row, "id") == user && number(row, "deleted") == 0);
  }
}
