package dev.beadle.server.search.courses;

import static dev.beadle.server.testing.TestSite.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** §14: groups_get_my_groups. */
final class OwnGroupsTest {
  private final CourseSite course = CourseSite.make();

  /** §14: a member sees his groups, but for those that nobody sees. */
  @Test
  void all_visibilities_noneIsHidden() {
    long open = course.group("red", GroupVisibility.ALL, "ann");
    long members = course.group("blue", GroupVisibility.MEMBERS, "ann", "bob");
    long own = course.group("green", GroupVisibility.OWN, "ann");
    long secret = course.group("secret", GroupVisibility.NONE, "ann");
    assertThat(of("ann")).containsExactly(open, members, own);
    assertThat(of("bob")).containsExactly(members);
    assertThat(of("")).isEmpty();
    course.let("ann", CourseSite.VIEW_HIDDEN_GROUPS, "course");
    assertThat(of("ann")).as("in the course only").doesNotContain(secret);
    course.let("ann", CourseSite.VIEW_HIDDEN_GROUPS, SYSTEM);
    assertThat(of("ann")).containsExactly(open, members, own, secret);
  }

  private long[] of(String viewer) {
    return new OwnGroups(course.as(viewer)).all().stream().mapToLong(Group::id).toArray();
  }
}
