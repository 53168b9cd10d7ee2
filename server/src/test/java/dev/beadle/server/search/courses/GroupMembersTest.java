package dev.beadle.server.search.courses;

import static dev.beadle.server.search.courses.Courses.setOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.model.SiteTable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** §14: groups_get_members, groups_get_groups_members and shared members of activities. */
final class GroupMembersTest {
  private final CourseSite course = CourseSite.make();
  private final long open = course.group("open", GroupVisibility.ALL, "ann", "cyd");
  private final long members = course.group("members", GroupVisibility.MEMBERS, "ann", "bob");
  private final long own = course.group("own", GroupVisibility.OWN, "ann", "bob");
  private final long none = course.group("none", GroupVisibility.NONE, "ann", "bob");

  /** §14: members see each other, of an own membership only oneself, of none nobody. */
  @Test
  void of_hiddenGroups_showsWhatTheViewerMaySee() {
    assertThat(new GroupMembers(course.as("bob")).of(members)).containsExactly(ids("ann", "bob"));
    assertThat(new GroupMembers(course.as("bob")).of(own)).containsExactly(ids("bob"));
    assertThat(new GroupMembers(course.as("bob")).of(none)).isEmpty();
    assertThat(new GroupMembers(course.as("cyd")).of(members)).isEmpty();
    assertThat(new GroupMembers(course.as("cyd")).of(987_654)).isEmpty();
  }

  /** §14: with viewhiddengroups everybody; whoever has no row is nobody. */
  @Test
  void of_viewerOfHiddenGroups_showsAllWithARow() {
    course.let("cyd", CourseSite.VIEW_HIDDEN_GROUPS, "course");
    long[] everybody = ids("ann", "bob");
    assertThat(new GroupMembers(course.as("cyd")).of(none)).containsExactly(everybody);
    course.site().withoutUserRow("bob");
    assertThat(new GroupMembers(course.as("cyd")).of(none)).containsExactly(everybody[0]);
  }

  /** §14: groups of several courses are asked about in the system context. */
  @Test
  void of_groupsOfSeveralCourses_areAskedAboutInTheSystem() {
    course.let("cyd", CourseSite.VIEW_HIDDEN_GROUPS, "course");
    course.site().put(SiteTable.GROUPS, Map.of("id", "9", "courseid", "1"));
    assertThat(new GroupMembers(course.as("cyd")).of(List.of(none, 987_654L)))
        .containsExactly(ids("ann", "bob"));
    assertThat(new GroupMembers(course.as("cyd")).of(List.of(none, 9L))).isEmpty();
    assertThat(new GroupMembers(course.as("cyd")).of(List.of())).isEmpty();
  }

  /** §14: who shares a group that the user may work in. */
  @Test
  void sharing_activity_isEverybodyOfTheAllowedGroups() {
    assertThat(setOf(new GroupMembers(course.as("ann")).sharing(course.ofActivity(), 0)))
        .isEqualTo(setOf(ids("ann", "bob", "cyd")));
    assertThat(setOf(new GroupMembers(course.as("cyd")).sharing(course.ofActivity(), 0)))
        .isEqualTo(setOf(ids("ann", "cyd")));
    assertThat(open).isPositive();
  }

  private long[] ids(String... names) {
    long[] ids = new long[names.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = course.user(names[i]);
    }
    return ids;
  }
}
