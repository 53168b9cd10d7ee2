package dev.beadle.server.search.courses;

import static dev.beadle.server.search.courses.Courses.idsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.decision.InvalidQueryException;
import dev.beadle.server.decision.UnknownContextException;
import dev.beadle.server.model.SiteTable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** §14: groups_get_all_groups, groups_get_activity_allowed_groups, groups_get_user_groups. */
final class GroupListsTest {
  private final CourseSite course = CourseSite.make();
  private final long open = course.group("open", GroupVisibility.ALL, "ann");
  private final long members = course.group("members", GroupVisibility.MEMBERS, "ann", "bob");
  private final long own = course.group("own", GroupVisibility.OWN, false, "ann");
  private final long none = course.group("none", GroupVisibility.NONE, false, "ann");

  /** §14: visibility 0; 1 or 2 only with a membership of the viewer; 3 never. */
  @Test
  void all_ofAnybody_showsWhatTheViewerIsIn() {
    assertThat(all("ann")).containsExactlyInAnyOrder(open, members, own);
    assertThat(all("bob")).containsExactlyInAnyOrder(open, members);
    assertThat(all("cyd")).containsExactlyInAnyOrder(open);
    assertThat(all("")).containsExactlyInAnyOrder(open);
  }

  /** §14 [!]: with userid the membership that counts is his: so his hidden groups are seen. */
  @Test
  void all_ofUser_showsHisHiddenGroupsToEverybody() {
    assertThat(all("cyd", "ann")).containsExactlyInAnyOrder(open, members, own);
  }

  /** §14: unless the current user has viewhiddengroups in the course. */
  @Test
  void all_viewerOfHiddenGroups_seesAll() {
    course.let("cyd", CourseSite.VIEW_HIDDEN_GROUPS, "course");
    assertThat(all("cyd")).containsExactlyInAnyOrder(open, members, own, none);
    assertThat(all("cyd", "ann")).containsExactlyInAnyOrder(open, members, own, none);
    assertThat(all("cyd", "bob")).containsExactlyInAnyOrder(members);
  }

  /** §14: restricted to the grouping, and to participation = 1. */
  @Test
  void all_groupingAndParticipation_restrict() {
    long grouping = course.grouping(open, own);
    var query = new GroupListQuery(course.courseId(), List.of(), grouping, false);
    assertThat(idsOf(new GroupLists(course.as("ann")).all(query)))
        .containsExactlyInAnyOrder(open, own);
    var participating = new GroupListQuery(course.courseId(), List.of(), grouping, true);
    assertThat(idsOf(new GroupLists(course.as("ann")).all(participating)))
        .containsExactlyInAnyOrder(open);
  }

  /** §14: groups of a course that is gone are nobody's. */
  @Test
  void all_courseWithoutContext_isRefused() {
    course.site().put(SiteTable.GROUPS, Map.of("id", "9", "courseid", "987654"));
    assertThatThrownBy(() -> new GroupLists(course.as("ann")).all(GroupListQuery.of(987_654)))
        .isInstanceOf(UnknownContextException.class)
        .hasMessageContaining("987654");
  }

  /** §14: separate mode, and also mode none: the user's groups; participation = 1 only. */
  @Test
  void allowed_separateOrNone_areTheUsersOwn() {
    assertThat(allowed("cyd", "ann")).containsExactlyInAnyOrder(open, members);
    course.activity("groupmode", 0);
    assertThat(allowed("cyd", "bob")).containsExactlyInAnyOrder(members);
  }

  /** §14: mode visible, or moodle/site:accessallgroups of the user: all that the viewer sees. */
  @Test
  void allowed_visibleOrAccessToAll_areAll() {
    course.let("dan", CourseSite.ACCESS_ALL_GROUPS, "forum");
    assertThat(allowed("cyd", "dan")).containsExactlyInAnyOrder(open);
    assertThat(allowed("bob", "dan")).containsExactlyInAnyOrder(open, members);
    course.activity("groupmode", 2);
    assertThat(allowed("bob", "cyd")).containsExactlyInAnyOrder(open, members);
  }

  /** §14: always within cm.groupingid. */
  @Test
  void allowed_grouping_restricts() {
    course.activity("groupingid", course.grouping(members));
    assertThat(allowed("cyd", "ann")).containsExactlyInAnyOrder(members);
  }

  /** §14: whoever is not logged in has no user id to ask for, and so gets everybody's groups. */
  @Test
  void allowed_visitor_areThoseOfEverybody() {
    assertThat(allowed("", "")).containsExactlyInAnyOrder(open);
  }

  /** §14: allowed groups are those of an activity. */
  @Test
  void allowed_course_isRefused() {
    GroupSetting setting = course.ofCourse();
    assertThatThrownBy(() -> new GroupLists(course.as("ann")).allowed(setting, 0))
        .isInstanceOf(InvalidQueryException.class);
  }

  /** §14: 0 stands for all; own memberships show unless hidden from everybody. */
  @Test
  void ofUser_himself_seesAllButNone() {
    long grouping = course.grouping(open, own);
    assertThat(ofUser("ann", "ann", false))
        .isEqualTo(Map.of(0L, List.of(open, members, own), grouping, List.of(open, own)));
  }

  /** §14: somebody else's: open ones, and members' ones that the viewer is in too. */
  @Test
  void ofUser_somebodyElse_seesSharedGroups() {
    assertThat(ofUser("bob", "ann", false)).isEqualTo(Map.of(0L, List.of(open, members)));
    assertThat(ofUser("cyd", "ann", false)).isEqualTo(Map.of(0L, List.of(open)));
    assertThat(ofUser("cyd", "ann", true)).isEqualTo(Map.of(0L, List.of(open, members, own, none)));
    assertThat(ofUser("cyd", "dan", true)).isEqualTo(Map.of(0L, List.of()));
  }

  private Set<Long> all(String viewer) {
    return idsOf(new GroupLists(course.as(viewer)).all(GroupListQuery.of(course.courseId())));
  }

  private Set<Long> all(String viewer, String user) {
    GroupListQuery query = GroupListQuery.of(course.courseId()).ofUser(course.user(user));
    return idsOf(new GroupLists(course.as(viewer)).all(query));
  }

  private Set<Long> allowed(String viewer, String user) {
    long userId = course.user(user);
    return idsOf(new GroupLists(course.as(viewer)).allowed(course.ofActivity(), userId));
  }

  private Map<Long, List<Long>> ofUser(String viewer, String user, boolean includesHidden) {
    long userId = course.user(user);
    return new GroupLists(course.as(viewer)).ofUser(course.courseId(), userId, includesHidden);
  }
}
