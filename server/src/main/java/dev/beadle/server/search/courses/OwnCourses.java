package dev.beadle.server.search.courses;

import dev.beadle.server.decision.Environment;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.Relation;
import dev.beadle.server.graph.RoleAssignments.RoleAssignment;
import dev.beadle.server.graph.UserDirectory;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.search.Checkpoint;
import dev.beadle.server.search.people.WhereCan;
import dev.beadle.server.search.people.WhereCanQuery;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * The courses of the viewer, and those that users share. The front page is none of the viewer's.
 * Stateless but for the site, and so thread-safe.
 */
public final class OwnCourses {
  private static final String ENABLED_PLUGINS = "enrol_plugins_enabled";
  private static final String GUEST_ROLE = "guestroleid";
  private static final String GUEST_PLUGIN = "guest";

  private static final int ENROL_ID = SiteTable.USER_ENROLMENTS.positionOf("enrolid");
  private static final int STATUS = SiteTable.USER_ENROLMENTS.positionOf("status");
  private static final int INSTANCE_STATUS = SiteTable.ENROL.positionOf("status");
  private static final int PLUGIN = SiteTable.ENROL.positionOf("enrol");
  private static final int COURSE_ID = SiteTable.ENROL.positionOf("courseid");

  private final ViewedSite site;

  /** Of courses of a site. */
  public OwnCourses(ViewedSite site) {
    this.site = site;
  }

  /**
   * {@code enrol_get_my_courses}: those in which the viewer is actively enrolled, in their first
   * second already, and that are not hidden from him. Cost: that of his enrolments.
   *
   * @param atSecond in seconds since 1970
   * @return course.id, ascending
   */
  public long[] enrolledIn(long atSecond) {
    Set<Long> courseIds = new HashSet<>();
    addEnrolled(courseIds, atSecond);
    return seen(courseIds);
  }

  /**
   * {@code enrol_get_my_courses} with {@code allaccessible}: besides, those that he may look at by
   * his roles, that are open to guests without a password, and that he is a guest in; of a site
   * administrator all. Cost: that of all courses.
   *
   * @param atSecond in seconds since 1970
   * @return course.id, ascending
   */
  public long[] accessible(long atSecond) {
    Set<Long> courseIds = new HashSet<>();
    if (site.snapshot().settings().isSiteAdmin(site.viewer().userId())) {
      forEachCourse(courseIds::add);
    } else {
      addEnrolled(courseIds, atSecond);
      forEachCourse(courseId -> addIfOpen(courseId, courseIds));
      addGuestCourses(courseIds);
      addViewed(courseIds);
    }
    return seen(courseIds);
  }

  /**
   * {@code enrol_get_shared_courses}: visible courses in which both users have an enrolment that is
   * not suspended, by a way that the site uses, at whatever time. Cost: that of both users'
   * enrolments.
   *
   * @return course.id, ascending
   */
  public long[] shared(long userId, long otherId) {
    Set<Long> courseIds = inUse(userId);
    courseIds.retainAll(inUse(otherId));
    return courseIds.stream().mapToLong(Long::longValue).filter(this::isVisible).sorted().toArray();
  }

  private void addEnrolled(Set<Long> courseIds, long atSecond) {
    long userId = site.viewer().userId();
    if (userId == 0 || site.isGuestAccount(userId)) {
      return;
    }
    EnrolmentRows.forEachOf(
        site.snapshot(),
        userId,
        enrolment -> {
          if (enrolment.isEnabled()
              && enrolment.startSecond() <= atSecond
              && (enrolment.endSecond() == 0 || enrolment.endSecond() > atSecond)) {
            courseIds.add(enrolment.courseId());
          }
        });
  }

  /** Whether the site uses guest access at all is not looked at. */
  private void addIfOpen(long courseId, Set<Long> courseIds) {
    EnrolmentRows.forEachInstance(
        site.snapshot(),
        courseId,
        way -> {
          if (way.isEnabled() && way.plugin().equals(GUEST_PLUGIN) && !way.hasPassword()) {
            courseIds.add(courseId);
          }
        });
  }

  /** The courses in which he holds the guest role, for the time of the session or for good. */
  private void addGuestCourses(Set<Long> courseIds) {
    PolicySnapshot snapshot = site.snapshot();
    String guestRoleId = snapshot.settings().valueOf(GUEST_ROLE);
    int guestRole = guestRoleId.isEmpty() ? -1 : snapshot.roles().find(Long.parseLong(guestRoleId));
    if (guestRole < 0) {
      return;
    }
    Environment own = site.viewer().own();
    for (int i = 0; i < own.temporaryCount(); i++) {
      if (own.temporaryRole(i) == guestRole) {
        addCourse(own.temporaryNode(i), courseIds);
      }
    }
    int user = snapshot.users().find(site.viewer().userId());
    for (int i = 0; user != UserDirectory.ABSENT && i < snapshot.assignments().countOf(user); i++) {
      RoleAssignment row = snapshot.assignments().get(user, i);
      if (row.role() == guestRole) {
        addCourse(row.context(), courseIds);
      }
    }
  }

  private void addCourse(int context, Set<Long> courseIds) {
    ContextTree contexts = site.snapshot().contexts();
    if (context >= 0 && contexts.levelOf(context) == ContextLevel.COURSE) {
      courseIds.add(contexts.instanceIdOf(context));
    }
  }

  private void addViewed(Set<Long> courseIds) {
    PolicySnapshot snapshot = site.snapshot();
    int capability = snapshot.capabilities().find(Participation.VIEW_COURSE);
    var query = new WhereCanQuery(site.viewer().userId(), capability, site.viewer().own());
    new WhereCan(site.decisionPoint())
        .placesOfMoodlesList(snapshot, query, Checkpoint.NONE)
        .courseIds()
        .forEach(courseIds::add);
  }

  /** The courses where a user has an enrolment that is not suspended, by a way in use. */
  private Set<Long> inUse(long userId) {
    PolicySnapshot snapshot = site.snapshot();
    List<String> plugins =
        Arrays.asList(snapshot.settings().valueOf(ENABLED_PLUGINS).split(",", -1));
    Relation instances = snapshot.relation(SiteTable.ENROL);
    Relation enrolments = snapshot.relation(SiteTable.USER_ENROLMENTS);
    Set<Long> courseIds = new HashSet<>();
    enrolments.forEachWith(
        "userid",
        userId,
        row -> {
          int instance = instances.find(enrolments.numberAt(row, ENROL_ID));
          if (instance != Relation.ABSENT
              && enrolments.numberAt(row, STATUS) == 0
              && instances.numberAt(instance, INSTANCE_STATUS) == 0
              && plugins.contains(instances.textAt(instance, PLUGIN))) {
            courseIds.add(instances.numberAt(instance, COURSE_ID));
          }
        });
    return courseIds;
  }

  private long[] seen(Set<Long> courseIds) {
    long frontPageId = CourseContexts.frontPageId(site.snapshot());
    return courseIds.stream()
        .mapToLong(Long::longValue)
        .filter(courseId -> courseId != frontPageId && isSeen(courseId))
        .sorted()
        .toArray();
  }

  private boolean isSeen(long courseId) {
    int context = site.snapshot().contexts().find(ContextLevel.COURSE, courseId);
    return isVisible(courseId)
        || (CourseRow.find(site.snapshot(), courseId) != null
            && context != ContextTree.ABSENT
            && site.has(site.viewer().userId(), context, CourseAccessPoint.VIEW_HIDDEN_COURSES));
  }

  private boolean isVisible(long courseId) {
    CourseRow course = CourseRow.find(site.snapshot(), courseId);
    return course != null && course.isVisible();
  }

  private void forEachCourse(LongConsumer action) {
    Relation courses = site.snapshot().relation(SiteTable.COURSE);
    for (int row = 0; row < courses.rowCount(); row++) {
      action.accept(courses.numberAt(row, 0));
    }
  }
}
