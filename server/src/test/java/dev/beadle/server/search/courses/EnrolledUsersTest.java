package dev.beadle.server.search.courses;

import static dev.beadle.server.search.courses.Courses.setOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.InvalidQueryException;
import dev.beadle.server.decision.Names;
import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.search.Checkpoint;
import dev.beadle.server.search.people.WhoCan;
import dev.beadle.server.search.people.WhoCanQuery;
import dev.beadle.server.testing.RandomSite;
import dev.beadle.server.testing.Seeds;
import dev.beadle.server.testing.TestSite;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** §13: get_enrolled_sql. */
final class EnrolledUsersTest {
  private static final long NOW = 1_000;

  private final CourseSite course = CourseSite.make();
  private final long way = course.way("manual", 0, "");

  /** §13: several enrolments, one user; suspended only if none is active. */
  @Test
  void find_states_divideTheEnrolled() {
    long off = course.way("self", 1, "");
    course.enrol("ann", way).enrol("ann", off);
    course.enrol("bob", way, 1, 0, 0).enrol("cyd", off);
    course.enrol("dan", way, 0, 0, 500);
    assertThat(find(EnrolmentState.ANY)).isEqualTo(users("ann", "bob", "cyd", "dan"));
    assertThat(find(EnrolmentState.ACTIVE)).isEqualTo(users("ann"));
    assertThat(find(EnrolmentState.SUSPENDED)).isEqualTo(users("bob", "cyd", "dan"));
  }

  /** §13 [!]: now is rounded to 100 s; timestart < now strictly, timeend > now. */
  @Test
  void find_boundaries_areStrictAtTheRoundedTime() {
    course.enrol("ann", way, 0, 1_000, 0).enrol("bob", way, 0, 0, 1_000);
    assertThat(activeAt(949)).isEqualTo(users("bob"));
    assertThat(activeAt(950)).isEmpty();
    assertThat(activeAt(1_049)).isEmpty();
    assertThat(activeAt(1_050)).isEqualTo(users("ann"));
  }

  /** PHP rounds halves away from zero. */
  @Test
  void roundedSecond_halves_goAwayFromZero() {
    for (long[] pair : new long[][] {{49, 0}, {50, 100}, {-49, 0}, {-50, -100}, {149, 100}}) {
      var query = new EnrolledUsersQuery(0, List.of(), List.of(), EnrolmentState.ANY, 0, pair[0]);
      assertThat(query.roundedSecond()).isEqualTo(pair[1]);
    }
  }

  /** §13: user.deleted = 0 always; the guest account is not excluded. */
  @Test
  void find_deletedAndGuest_areListedByTheirRow() {
    course.enrol("ann", way).enrol(TestSite.GUEST, way).enrol("bob", way);
    course.site().changeUser("ann", "deleted", "1").withoutUserRow("bob");
    assertThat(find(EnrolmentState.ANY)).isEqualTo(users(TestSite.GUEST));
  }

  /** §13: only through one instance. */
  @Test
  void find_instance_restricts() {
    long other = course.way("self", 0, "");
    course.enrol("ann", way).enrol("bob", other).enrol("ann", other, 1, 0, 0);
    assertThat(findBy(other, EnrolmentState.ANY)).isEqualTo(users("ann", "bob"));
    assertThat(findBy(other, EnrolmentState.SUSPENDED)).isEqualTo(users("ann"));
    assertThat(findBy(987_654, EnrolmentState.ANY)).isEmpty();
  }

  /** §13: front page: no join at all, all users; onlysuspended unsupported. */
  @Test
  void find_frontPage_listsEverybody() {
    course.enrol("ann", way);
    int frontPage = course.context(TestSite.FRONT_PAGE);
    var query =
        new EnrolledUsersQuery(frontPage, List.of(), List.of(), EnrolmentState.ACTIVE, 0, NOW);
    assertThat(find("", query)).isEqualTo(users("ann", TestSite.GUEST, TestSite.ADMIN));
    var suspended =
        new EnrolledUsersQuery(frontPage, List.of(), List.of(), EnrolmentState.SUSPENDED, 0, NOW);
    assertThatThrownBy(() -> find("", suspended))
        .isInstanceOf(InvalidQueryException.class)
        .hasMessageContaining("state");
  }

  /** §9, §13: the enrolment join AND who can; administrators only through roles. */
  @Test
  void find_withCapability_keepsThoseWhoCan() {
    course.enrol("ann", way).enrol("bob", way).enrol(TestSite.ADMIN, way);
    course.let("ann", TestSite.REPLY, "forum").let("cyd", TestSite.REPLY, "forum");
    assertThat(findWith("forum", TestSite.REPLY)).isEqualTo(users("ann"));
    assertThat(findWith("course", TestSite.REPLY)).isEmpty();
    assertThat(findWith("forum", TestSite.UNKNOWN)).isEmpty();
  }

  /** §14: members of any of the groups, so far as the viewer sees their membership. */
  @Test
  void find_groups_keepMembersThatTheViewerSees() {
    course.enrol("ann", way).enrol("bob", way).enrol("cyd", way);
    long open = course.group("open", GroupVisibility.ALL, "ann", "out");
    long own = course.group("own", GroupVisibility.OWN, "bob");
    assertThat(findIn("", open)).isEqualTo(users("ann"));
    assertThat(findIn("", open, own)).isEqualTo(users("ann"));
    assertThat(findIn("bob", open, own)).isEqualTo(users("ann", "bob"));
    course.let("cyd", CourseSite.VIEW_HIDDEN_GROUPS, "course");
    assertThat(findIn("cyd", own)).isEqualTo(users("bob"));
  }

  /** §14: -1 keeps those without a group, or only in groups that the viewer does not see. */
  @Test
  void find_withoutGroup_keepsThoseInNoneThatIsSeen() {
    course.enrol("ann", way).enrol("bob", way).enrol("cyd", way);
    long open = course.group("open", GroupVisibility.ALL, "ann");
    assertThat(findIn("", EnrolledUsersQuery.WITHOUT_GROUP)).isEqualTo(users("bob", "cyd"));
    assertThat(findIn("", EnrolledUsersQuery.WITHOUT_GROUP, open))
        .isEqualTo(users("ann", "bob", "cyd"));
    course.group("none", GroupVisibility.NONE, "bob");
    assertThat(findIn("", EnrolledUsersQuery.WITHOUT_GROUP)).isEqualTo(users("bob", "cyd"));
    // Moodle then asks of everybody that his group be seen, and those without one have none.
    assertThat(findIn("", EnrolledUsersQuery.WITHOUT_GROUP, open)).isEqualTo(users("ann"));
  }

  /** The work ends where whoever started it ends it. */
  @Test
  void find_cancelled_ends() {
    for (int i = 0; i < 1_100; i++) {
      course.enrol("user" + i % 3, way);
    }
    Checkpoint cancelled =
        () -> {
          throw new IllegalStateException("cancelled");
        };
    EnrolledUsersQuery query = EnrolledUsersQuery.of(course.context("course"));
    assertThatThrownBy(() -> new EnrolledUsers(course.as("")).find(query, cancelled))
        .hasMessage("cancelled");
  }

  /** §9, §13: on any site, the enrolled with a capability are the enrolled who can. */
  @Test
  void find_withCapabilityOnRandomSites_isBothListsAtOnce() {
    Seeds.check(
        150,
        seed -> {
          RandomSite site = Courses.siteOf(seed);
          var snapshot = site.snapshot();
          var random = new Random(seed);
          DecisionPoint decisionPoint = Courses.DECISION_POINT;
          for (int context = 0; context < snapshot.contexts().contextCount(); context++) {
            int level = snapshot.contexts().levelOf(context);
            if (level == 50 && snapshot.contexts().hasRow(context)) {
              List<Integer> capabilities =
                  List.of(
                      random.nextInt(snapshot.capabilities().size()),
                      CapabilityCatalog.ABSENT,
                      random.nextInt(snapshot.capabilities().size()));
              ViewedSite viewed = Courses.viewed(snapshot, 0);
              Set<Long> both =
                  setOf(
                      new EnrolledUsers(viewed)
                          .find(EnrolledUsersQuery.of(context), Checkpoint.NONE));
              both.retainAll(
                  setOf(
                      new WhoCan(decisionPoint)
                          .find(
                              snapshot,
                              WhoCanQuery.asMoodle(context, capabilities),
                              Checkpoint.NONE)
                          .userIds()
                          .toArray()));
              var query =
                  new EnrolledUsersQuery(
                      context, capabilities, List.of(), EnrolmentState.ANY, 0, NOW);
              assertThat(setOf(new EnrolledUsers(viewed).find(query, Checkpoint.NONE)))
                  .isEqualTo(both);
            }
          }
        });
  }

  private Set<Long> find(EnrolmentState state) {
    return findBy(0, state);
  }

  private Set<Long> findBy(long instanceId, EnrolmentState state) {
    int context = course.context("course");
    return find("", new EnrolledUsersQuery(context, List.of(), List.of(), state, instanceId, NOW));
  }

  private Set<Long> activeAt(long second) {
    int context = course.context("course");
    return find(
        "",
        new EnrolledUsersQuery(context, List.of(), List.of(), EnrolmentState.ACTIVE, 0, second));
  }

  private Set<Long> findWith(String context, String name) {
    int capability = Names.capability(course.snapshot(), name, "capability");
    return find(
        "",
        new EnrolledUsersQuery(
            course.context(context), List.of(capability), List.of(), EnrolmentState.ANY, 0, NOW));
  }

  private Set<Long> findIn(String viewer, Long... groupIds) {
    int context = course.context("course");
    return find(
        viewer,
        new EnrolledUsersQuery(context, List.of(), List.of(groupIds), EnrolmentState.ANY, 0, NOW));
  }

  private Set<Long> find(String viewer, EnrolledUsersQuery query) {
    return setOf(new EnrolledUsers(course.as(viewer)).find(query, Checkpoint.NONE));
  }

  private Set<Long> users(String... names) {
    long[] ids = new long[names.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = course.user(names[i]);
    }
    return setOf(ids);
  }
}
