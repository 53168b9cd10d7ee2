package dev.beadle.server.search.courses;

import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.search.IdList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Keeps the users who are in one of some groups, so far as the viewer may see it, or in none (§14,
 * groups_get_members_join). Immutable once made, and so thread-safe. Cost of making one: that of
 * the members of the groups.
 */
final class GroupFilter {
  private final ViewedSite site;
  private final long courseId;
  private final boolean seesAll;
  private final Memberships memberships;
  private final boolean keepsGroupless;
  private final long[] memberIds;

  /**
   * A filter for a course.
   *
   * @param groupIds groups.id, of any course, and {@link EnrolledUsersQuery#WITHOUT_GROUP}; at
   *     least one
   * @throws dev.beadle.server.decision.UnknownContextException if the course has no context
   */
  GroupFilter(ViewedSite site, long courseId, List<Long> groupIds) {
    this.site = site;
    this.courseId = courseId;
    this.seesAll = Memberships.seesAll(site, courseId);
    this.memberships = new Memberships(site);
    List<Long> wanted = new ArrayList<>(groupIds);
    boolean wantsGroupless = wanted.remove(EnrolledUsersQuery.WITHOUT_GROUP);
    // Where something is hidden, Moodle asks of whoever is found that his group be seen: so nobody
    // without a group is found beside those with one.
    this.keepsGroupless = wantsGroupless && (seesAll || wanted.isEmpty());
    this.memberIds = membersOf(wanted);
  }

  boolean keeps(long userId) {
    return Arrays.binarySearch(memberIds, userId) >= 0 || (keepsGroupless && !isInAnyGroup(userId));
  }

  private long[] membersOf(List<Long> groupIds) {
    var members = new IdList();
    for (long groupId : groupIds) {
      Group group = GroupRows.find(site.snapshot(), groupId);
      GroupRows.forEachMember(
          site.snapshot(),
          groupId,
          userId -> {
            if (seesAll || (group != null && memberships.sees(group, userId))) {
              members.add(userId);
            }
          });
    }
    return members.toAscending();
  }

  /** Whether he is in a group of the course that the viewer sees him in. */
  private boolean isInAnyGroup(long userId) {
    PolicySnapshot snapshot = site.snapshot();
    for (long groupId : GroupRows.idsOf(snapshot, userId)) {
      Group group = GroupRows.find(snapshot, groupId);
      if (group != null
          && group.courseId() == courseId
          && (seesAll || memberships.sees(group, userId))) {
        return true;
      }
    }
    return false;
  }
}
