package dev.beadle.server.search.courses;

import dev.beadle.server.graph.PolicySnapshot;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether a group, a user or somebody's membership may be seen in a place (§14). Stateless but for
 * the site, and so thread-safe. Cost: that of the memberships of those concerned.
 */
public final class GroupViews {
  private final ViewedSite site;
  private final GroupLists lists;

  /** Of groups of a site. */
  public GroupViews(ViewedSite site) {
    this.site = site;
    this.lists = new GroupLists(site);
  }

  /**
   * groups_group_visible: whether a user may see a group.
   *
   * @param groupId groups.id; 0 stands for all who take part
   * @param userId user.id; 0: the viewer
   * @throws dev.beadle.server.decision.UnknownContextException if the place is asked about and has
   *     no context
   */
  public GroupSight ofGroup(GroupSetting setting, long groupId, long userId) {
    long lookerId = userId == 0 ? site.viewer().userId() : userId;
    GroupSight sight = withoutGroups(setting, lookerId);
    return sight.isSeen()
        ? sight
        : GroupSight.ofMembership(groupId != 0 && idsOf(setting, lookerId).contains(groupId));
  }

  /**
   * groups_user_groups_visible: whether the viewer may see a user, because they share a group.
   *
   * @param userId user.id
   * @throws dev.beadle.server.decision.UnknownContextException if the place is asked about and has
   *     no context
   */
  public GroupSight ofUser(GroupSetting setting, long userId) {
    long viewerId = site.viewer().userId();
    GroupSight sight = withoutGroups(setting, viewerId);
    if (sight.isSeen()) {
      return sight;
    }
    Set<Long> shared = idsOf(setting, viewerId);
    shared.retainAll(idsOf(setting, userId));
    return GroupSight.ofMembership(!shared.isEmpty());
  }

  /** What is seen before any group is looked at. */
  private GroupSight withoutGroups(GroupSetting setting, long lookerId) {
    if (setting.mode() != GroupMode.SEPARATE) {
      return GroupSight.SEEN_BY_MODE;
    }
    int context = setting.contextIn(site.snapshot());
    return site.has(lookerId, context, GroupLists.ACCESS_ALL_GROUPS)
        ? GroupSight.SEEN_BY_ACCESS_TO_ALL_GROUPS
        : GroupSight.UNSEEN;
  }

  private Set<Long> idsOf(GroupSetting setting, long userId) {
    List<Group> groups =
        switch (setting.place()) {
          case GroupPlace.OfCourse(long courseId) ->
              lists.all(GroupListQuery.of(courseId).ofUser(userId));
          case GroupPlace.OfActivity(long _) -> lists.allowed(setting, userId);
        };
    Set<Long> ids = new HashSet<>();
    groups.forEach(group -> ids.add(group.id()));
    return ids;
  }

  /**
   * groups_is_member: whether the viewer sees that a user is a member of a group.
   *
   * @param userId user.id; 0: the viewer
   * @throws dev.beadle.server.decision.UnknownContextException if the group's course has no context
   */
  public boolean isMember(long groupId, long userId) {
    PolicySnapshot snapshot = site.snapshot();
    long memberId = userId == 0 ? site.viewer().userId() : userId;
    Group group = GroupRows.find(snapshot, groupId);
    return group != null
        && group.courseId() != 0
        && GroupRows.idsOf(snapshot, memberId).contains(groupId)
        && (Memberships.seesAll(site, group.courseId())
            || new Memberships(site).sees(group, memberId));
  }

  /**
   * groups_has_membership: whether a user is in any group that counts in an activity, seen or not:
   * any of its grouping, or any of its course when it has none.
   *
   * @param courseModuleId course_modules.id
   * @param userId user.id; 0: the viewer
   * @throws dev.beadle.server.decision.UnknownContextException if there is no such activity
   */
  public boolean hasMembership(long courseModuleId, long userId) {
    PolicySnapshot snapshot = site.snapshot();
    ActivityRow activity = ActivityRow.require(snapshot, courseModuleId);
    long memberId = userId == 0 ? site.viewer().userId() : userId;
    for (long groupId : GroupRows.idsOf(snapshot, memberId)) {
      Group group = GroupRows.find(snapshot, groupId);
      boolean counts =
          activity.groupingId() == 0
              ? group != null && group.courseId() == activity.courseId()
              : GroupRows.isIn(snapshot, groupId, activity.groupingId());
      if (counts) {
        return true;
      }
    }
    return false;
  }
}
