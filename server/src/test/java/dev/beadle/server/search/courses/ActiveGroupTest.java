package dev.beadle.server.search.courses;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** §14: groups_get_activity_group and groups_get_course_group, in a new session. */
final class ActiveGroupTest {
  private final CourseSite course = CourseSite.make();
  private final long zeta = course.group("zeta", GroupVisibility.ALL, "ann");
  private final long beta = course.group("Beta", GroupVisibility.ALL, "ann");
  private final long alpha = course.group("alpha", GroupVisibility.ALL, "bob");

  /** §14: mode none: false. */
  @Test
  void of_noGroups_usesNone() {
    course.activity("groupmode", 0);
    assertThat(inActivity("ann")).isEqualTo(new ActiveGroup(false, 0));
  }

  /** §14: accessallgroups: 0, all allowed by default. */
  @Test
  void of_accessToAllGroups_isEverybody() {
    course.let("ann", CourseSite.ACCESS_ALL_GROUPS, "forum");
    assertThat(inActivity("ann")).isEqualTo(new ActiveGroup(true, 0));
  }

  /** §14: separate: the first allowed group by name, 0 only if there is none. */
  @Test
  void of_separate_isTheFirstOwn() {
    assertThat(inActivity("ann")).isEqualTo(new ActiveGroup(true, beta));
    assertThat(inActivity("cyd")).isEqualTo(new ActiveGroup(true, 0));
  }

  /** §14: visible: default own first group if any, else first allowed. */
  @Test
  void of_visible_prefersOwn() {
    course.activity("groupmode", 2);
    assertThat(inActivity("ann")).isEqualTo(new ActiveGroup(true, beta));
    assertThat(inActivity("cyd")).isEqualTo(new ActiveGroup(true, alpha));
  }

  /** §14: in a course groups need not take part, but an own one is preferred only if it does. */
  @Test
  void of_visibleCourse_prefersOwnThatTakesPart() {
    course.course("groupmode", 2);
    long aaa = course.group("aaa", GroupVisibility.ALL, false, "cyd");
    assertThat(ActiveGroup.of(course.as("ann"), course.ofCourse()).groupId()).isEqualTo(beta);
    assertThat(ActiveGroup.of(course.as("cyd"), course.ofCourse()).groupId()).isEqualTo(aaa);
  }

  /** §14: within the grouping of the place. */
  @Test
  void of_grouping_restricts() {
    course.activity("groupingid", course.grouping(zeta));
    course.course("defaultgroupingid", course.grouping(zeta));
    assertThat(inActivity("ann")).isEqualTo(new ActiveGroup(true, zeta));
    assertThat(ActiveGroup.of(course.as("ann"), course.ofCourse()).groupId()).isEqualTo(zeta);
  }

  private ActiveGroup inActivity(String viewer) {
    ViewedSite site = course.as(viewer);
    return ActiveGroup.of(site, course.ofActivity());
  }
}
