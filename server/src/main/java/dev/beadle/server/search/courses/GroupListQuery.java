package dev.beadle.server.search.courses;

import java.util.List;

/**
 * Which groups of a course does the viewer see? (§14, groups_get_all_groups)
 *
 * @param courseId course.id
 * @param userIds only groups with one of these as a member (user.id); empty: of anybody
 * @param groupingId only groups of this grouping (groupings.id); 0: of any and of none
 * @param participationOnly whether only groups that take part in activities are wanted
 */
public record GroupListQuery(
    long courseId, List<Long> userIds, long groupingId, boolean participationOnly) {
  public GroupListQuery {
    userIds = List.copyOf(userIds);
  }

  /** All groups of a course. */
  public static GroupListQuery of(long courseId) {
    return new GroupListQuery(courseId, List.of(), 0, false);
  }

  /**
   * The same groups, of one user only.
   *
   * @param userId user.id; 0: of anybody. So a visitor, who has no groups, gets those of everybody,
   *     as he does in Moodle.
   */
  public GroupListQuery ofUser(long userId) {
    return new GroupListQuery(
        courseId, userId == 0 ? List.of() : List.of(userId), groupingId, participationOnly);
  }
}
