package dev.beadle.server.search.courses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.decision.Environment;
import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.testing.TestSite;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** §13: can_access_course, rule by rule. */
final class CourseAccessPointTest {
  private static final long NOW = 1_000;

  private final CourseSite course = CourseSite.make();

  /** A course without a row, or without a context, is none. */
  @Test
  void decide_noSuchCourse_isDenied() {
    assertThat(decide(TestSite.ADMIN, query(TestSite.ADMIN, 987_654, Demanded.NOTHING)))
        .isEqualTo(CourseAccess.DENIED_NO_SUCH_COURSE);
    long id = course.courseId();
    CourseAccessQuery query = query(TestSite.ADMIN, id, Demanded.NOTHING);
    course.site().withoutRow("course");
    assertThat(decide(TestSite.ADMIN, query)).isEqualTo(CourseAccess.DENIED_NO_SUCH_COURSE);
  }

  /** §13 (1): the capability in the course context comes first. */
  @Test
  void decide_demandedCapability_comesFirst() {
    course.enrol("ann", course.way("manual", 0, ""));
    assertThat(decide("ann", query("ann", course.courseId(), CapabilityCatalog.ABSENT)))
        .isEqualTo(CourseAccess.DENIED_WITHOUT_CAPABILITY);
  }

  /** §13 (2): a role switch exactly at the course opens it, before it is asked whether hidden. */
  @Test
  void decide_switchedExactlyHere_isAllowed() {
    course.course("visible", 0);
    assertThat(decideSwitched("course")).isEqualTo(CourseAccess.ALLOWED_BY_ROLE_SWITCH);
    assertThat(decideSwitched("cat")).isEqualTo(CourseAccess.DENIED_HIDDEN);
    assertThat(decideSwitched("forum")).isEqualTo(CourseAccess.DENIED_HIDDEN);
  }

  /** §13 (3): a hidden course is closed to the enrolled. */
  @Test
  void decide_hiddenCourse_needsViewHidden() {
    course.enrol("ann", course.way("manual", 0, "")).course("visible", 0);
    assertThat(decide("ann")).isEqualTo(CourseAccess.DENIED_HIDDEN);
    course.let("ann", CourseSite.VIEW_HIDDEN_COURSES, "course");
    assertThat(decide("ann")).isEqualTo(CourseAccess.ALLOWED_BY_ENROLMENT);
  }

  /** §13 (4): whoever may view needs no enrolment. */
  @Test
  void decide_viewer_isAllowed() {
    course.let("ann", CourseSite.VIEW_COURSE, "course");
    assertThat(decide("ann")).isEqualTo(CourseAccess.ALLOWED_BY_VIEWING);
    assertThat(decideAsOther("ann")).isEqualTo(CourseAccess.ALLOWED_BY_VIEWING);
  }

  /** §13 (5): only active enrolments count if so asked. */
  @Test
  void decide_suspendedEnrolment_countsUnlessOnlyActive() {
    course.enrol("ann", course.way("manual", 0, ""), 1, 0, 0);
    assertThat(decideAsOther("ann")).isEqualTo(CourseAccess.DENIED_NOT_ENROLLED);
    long annId = course.user("ann");
    var query =
        new CourseAccessQuery(annId, course.courseId(), Demanded.NOTHING, false, Set.of(), NOW);
    assertThat(new CourseAccessPoint(course.as("")).decide(query))
        .isEqualTo(CourseAccess.ALLOWED_BY_ENROLMENT);
  }

  /** §13 (6): guests come in themselves; somebody else's guest access is not looked at. */
  @Test
  void decide_guestAccess_isForOneself() {
    course.way("guest", 0, "");
    course.let("ann", CourseSite.VIEW_COURSE_LIST, "cat");
    assertThat(decide("ann")).isEqualTo(CourseAccess.ALLOWED_TO_GUESTS);
    assertThat(decideAsOther("ann")).isEqualTo(CourseAccess.DENIED_NOT_ENROLLED);
  }

  /** §13 (6): also to not-logged-in user 0 and the guest account. */
  @Test
  void decide_guestAccess_isForVisitorsAndTheGuestAccount() {
    course.way("guest", 0, "");
    course.site().setRole("guestroleid", "guests").setRole("notloggedinroleid", "guests");
    course.site().role("guests").allow("guests", TestSite.SYSTEM, CourseSite.VIEW_COURSE_LIST);
    assertThat(decide("")).isEqualTo(CourseAccess.ALLOWED_TO_GUESTS);
    assertThat(decide(TestSite.GUEST)).isEqualTo(CourseAccess.ALLOWED_TO_GUESTS);
  }

  /** §13 (6): can_view_course_info needs category:viewcourselist in the category. */
  @Test
  void decide_guestAccessToUnlistedCourse_isDenied() {
    course.way("guest", 0, "");
    course.let("ann", CourseSite.VIEW_COURSE_LIST, "course");
    assertThat(decide("ann")).isEqualTo(CourseAccess.DENIED_NOT_ENROLLED);
  }

  /** §13 (6): a category that is gone shows nothing. */
  @Test
  void decide_guestAccessInMissingCategory_isDenied() {
    course.way("guest", 0, "");
    course.course("category", 987_654).let("ann", CourseSite.VIEW_COURSE_LIST, TestSite.SYSTEM);
    assertThat(decide("ann")).isEqualTo(CourseAccess.DENIED_NOT_ENROLLED);
  }

  /** §13 (6): instance status 0, plugin enabled, and no password unless it was entered. */
  @Test
  void decide_closedWaysForGuests_areDenied() {
    course.let("ann", CourseSite.VIEW_COURSE_LIST, "cat");
    course.way("guest", 1, "");
    course.way("self", 0, "");
    long locked = course.way("guest", 0, "secret");
    assertThat(decide("ann")).isEqualTo(CourseAccess.DENIED_NOT_ENROLLED);
    var entered =
        new CourseAccessQuery(
            course.user("ann"), course.courseId(), Demanded.NOTHING, true, Set.of(locked), NOW);
    assertThat(decide("ann", entered)).isEqualTo(CourseAccess.ALLOWED_TO_GUESTS);
    course.site().set("enrol_plugins_enabled", "manual,guests, guest");
    assertThat(decide("ann", entered)).isEqualTo(CourseAccess.DENIED_NOT_ENROLLED);
  }

  /** §13: random sites reach every answer but the two that random questions cannot ask for. */
  @Test
  void decide_randomSites_reachesEveryAnswer() {
    Set<CourseAccess> reached = EnumSet.noneOf(CourseAccess.class);
    for (long seed = 1; seed <= 60; seed++) {
      PolicySnapshot site = Courses.siteOf(seed).snapshot();
      var random = new Random(seed);
      for (int i = 0; i < 40; i++) {
        long user = random.nextInt(12);
        var query =
            new CourseAccessQuery(
                user, 1 + random.nextInt(8), Demanded.NOTHING, random.nextBoolean(), Set.of(), NOW);
        reached.add(new CourseAccessPoint(Courses.viewed(site, user)).decide(query));
      }
    }
    assertThat(reached)
        .containsExactlyInAnyOrderElementsOf(
            EnumSet.complementOf(
                EnumSet.of(
                    CourseAccess.DENIED_WITHOUT_CAPABILITY, CourseAccess.ALLOWED_BY_ROLE_SWITCH)));
  }

  private CourseAccess decideSwitched(String context) {
    PolicySnapshot snapshot = course.snapshot();
    long annId = course.user("ann");
    Environment own =
        Environment.builder(snapshot)
            .currentUser()
            .switchTo(course.context(context), course.site().roleId("any"))
            .build();
    snapshot = course.snapshot();
    var site = new ViewedSite(snapshot, Viewer.of(snapshot, annId, own), Courses.DECISION_POINT);
    return new CourseAccessPoint(site).decide(query("ann", course.courseId(), Demanded.NOTHING));
  }

  private CourseAccess decide(String user) {
    return decide(user, query(user, course.courseId(), Demanded.NOTHING));
  }

  private CourseAccess decideAsOther(String user) {
    return decide("", query(user, course.courseId(), Demanded.NOTHING));
  }

  private CourseAccess decide(String viewer, CourseAccessQuery query) {
    return new CourseAccessPoint(course.as(viewer)).decide(query);
  }

  private CourseAccessQuery query(String user, long courseId, int capability) {
    return new CourseAccessQuery(course.user(user), courseId, capability, true, Set.of(), NOW);
  }
}
