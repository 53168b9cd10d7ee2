package dev.beadle.server.search.courses;

import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.testing.TestSite;
import java.util.HashMap;
import java.util.Map;

/**
 * A course made by hand: the course {@code course} in the category {@code cat}, in it the activity
 * {@code forum}, a forum. Groups are separate. Not thread-safe.
 */
final class CourseSite {
  static final String VIEW_COURSE = "moodle/course:view";
  static final String VIEW_HIDDEN_COURSES = "moodle/course:viewhiddencourses";
  static final String VIEW_HIDDEN_GROUPS = "moodle/course:viewhiddengroups";
  static final String ACCESS_ALL_GROUPS = "moodle/site:accessallgroups";
  static final String VIEW_COURSE_LIST = "moodle/category:viewcourselist";

  private final TestSite site = TestSite.classroom();
  private final Map<String, String> course = new HashMap<>();
  private final Map<String, String> activity = new HashMap<>();
  private long lastId = 10_000;

  private CourseSite() {}

  static CourseSite make() {
    var made = new CourseSite();
    for (String name :
        new String[] {
          VIEW_COURSE, VIEW_HIDDEN_COURSES, VIEW_HIDDEN_GROUPS, ACCESS_ALL_GROUPS, VIEW_COURSE_LIST
        }) {
      made.site.capability(name, "read", 0);
    }
    made.site.set("enrol_plugins_enabled", "manual,guest");
    made.site.put(SiteTable.MODULES, Map.of("id", "1", "name", "forum", "visible", "1"));
    made.activity.put("module", "1");
    return made.course("category", made.instanceOf(ContextLevel.COURSE_CATEGORY, "cat"))
        .course("visible", 1)
        .course("groupmode", 1)
        .activity("course", made.courseId())
        .activity("groupmode", 1);
  }

  /** The site, for roles, users and settings. */
  TestSite site() {
    return site;
  }

  PolicySnapshot snapshot() {
    return site.snapshot();
  }

  /** The site as a user in a plain session sees it; the empty name is a visitor. */
  ViewedSite as(String viewer) {
    return Courses.viewed(snapshot(), user(viewer));
  }

  /** user.id; 0 of the empty name. */
  long user(String name) {
    return name.isEmpty() ? 0 : site.userId(name);
  }

  /** A context's ordinal. */
  int context(String name) {
    return snapshot().contexts().find(site.contextId(name));
  }

  long courseId() {
    return instanceOf(ContextLevel.COURSE, "course");
  }

  long activityId() {
    return instanceOf(ContextLevel.MODULE, "forum");
  }

  GroupSetting ofCourse() {
    return Courses.settingOf(snapshot(), courseId(), 0);
  }

  GroupSetting ofActivity() {
    return Courses.settingOf(snapshot(), 0, activityId());
  }

  CourseSite course(String column, long value) {
    course.put("id", Long.toString(courseId()));
    course.put(column, Long.toString(value));
    site.put(SiteTable.COURSE, Map.copyOf(course));
    return this;
  }

  CourseSite activity(String column, long value) {
    activity.put("id", Long.toString(activityId()));
    activity.put(column, Long.toString(value));
    site.put(SiteTable.COURSE_MODULES, Map.copyOf(activity));
    return this;
  }

  /** Gives a user a role of his own that allows one thing in a context. */
  CourseSite let(String user, String capability, String context) {
    String role = user + " may " + capability;
    site.assign(user, role, context).allow(role, context, capability);
    return this;
  }

  /** A way to become enrolled; the answer is its id. */
  long way(String plugin, long status, String password) {
    return put(
        SiteTable.ENROL,
        Map.of(
            "enrol",
            plugin,
            "status",
            Long.toString(status),
            "courseid",
            Long.toString(courseId()),
            "password",
            password));
  }

  CourseSite enrol(String user, long way) {
    return enrol(user, way, 0, 0, 0);
  }

  CourseSite enrol(String user, long way, long status, long start, long end) {
    put(
        SiteTable.USER_ENROLMENTS,
        Map.of(
            "enrolid",
            Long.toString(way),
            "userid",
            Long.toString(user(user)),
            "status",
            Long.toString(status),
            "timestart",
            Long.toString(start),
            "timeend",
            Long.toString(end)));
    return this;
  }

  /** A group that takes part in activities; the answer is its id. */
  long group(String name, GroupVisibility visibility, String... members) {
    return group(name, visibility, true, members);
  }

  long group(String name, GroupVisibility visibility, boolean takesPart, String... members) {
    long id =
        put(
            SiteTable.GROUPS,
            Map.of(
                "courseid",
                Long.toString(courseId()),
                "name",
                name,
                "visibility",
                Long.toString(visibility.ordinal()),
                "participation",
                takesPart ? "1" : "0"));
    for (String member : members) {
      put(
          SiteTable.GROUPS_MEMBERS,
          Map.of("groupid", Long.toString(id), "userid", Long.toString(user(member))));
    }
    return id;
  }

  /** A grouping of groups; the answer is its id. */
  long grouping(long... groupIds) {
    long id = put(SiteTable.GROUPINGS, Map.of("courseid", Long.toString(courseId())));
    for (long groupId : groupIds) {
      put(
          SiteTable.GROUPINGS_GROUPS,
          Map.of("groupingid", Long.toString(id), "groupid", Long.toString(groupId)));
    }
    return id;
  }

  private long put(SiteTable table, Map<String, String> values) {
    Map<String, String> row = new HashMap<>(values);
    row.put("id", Long.toString(++lastId));
    site.put(table, row);
    return lastId;
  }

  private long instanceOf(int level, String name) {
    PolicySnapshot snapshot = snapshot();
    int context = snapshot.contexts().find(site.contextId(name));
    if (snapshot.contexts().levelOf(context) != level) {
      throw new IllegalArgumentException(name + " is of another level than " + level);
    }
    return snapshot.contexts().instanceIdOf(context);
  }
}
