package dev.beadle.server.search.courses;

import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.UserDirectory;
import dev.beadle.server.search.IdList;
import java.util.ArrayList;
import java.util.List;

/**
 * The members of groups that a viewer sees (§14). Stateless but for the site, and so thread-safe.
 * Cost: that of the members.
 */
public final class GroupMembers {
  private final ViewedSite site;

  /** Of groups of a site. */
  public GroupMembers(ViewedSite site) {
    this.site = site;
  }

  /**
   * groups_get_members: the members of a group; nobody of one that does not exist.
   *
   * @return user.id, ascending; deleted accounts too, so long as there is a row
   * @throws dev.beadle.server.decision.UnknownContextException if the group's course has no context
   */
  public long[] of(long groupId) {
    Group group = GroupRows.find(site.snapshot(), groupId);
    return group == null
        ? new long[0]
        : of(List.of(group), Memberships.seesAll(site, group.courseId()));
  }

  /**
   * groups_get_groups_members: the members of any of several groups. Whether hidden ones are seen
   * is asked in their course, or, when they are of several courses, in the system context.
   *
   * @return user.id, ascending; deleted accounts too, so long as there is a row
   * @throws dev.beadle.server.decision.UnknownContextException if the groups' course has no context
   */
  public long[] of(List<Long> groupIds) {
    List<Group> groups = new ArrayList<>();
    for (long groupId : groupIds) {
      Group group = GroupRows.find(site.snapshot(), groupId);
      if (group != null) {
        groups.add(group);
      }
    }
    return groups.isEmpty() ? new long[0] : of(groups, seesHiddenOf(groups));
  }

  /**
   * groups_get_activity_shared_group_members: with whom a user shares a group that he may work in.
   *
   * @param userId user.id; 0: the viewer
   * @return user.id, ascending, himself included
   * @throws dev.beadle.server.decision.InvalidQueryException if the place is a course
   * @throws dev.beadle.server.decision.UnknownContextException if the place has no context
   */
  public long[] sharing(GroupSetting setting, long userId) {
    List<Group> allowed = new GroupLists(site).allowed(setting, userId);
    return of(allowed.stream().map(Group::id).toList());
  }

  private boolean seesHiddenOf(List<Group> groups) {
    long courseId = groups.getFirst().courseId();
    if (groups.stream().allMatch(group -> group.courseId() == courseId)) {
      return Memberships.seesHidden(site, courseId);
    }
    int system = site.snapshot().contexts().system();
    return site.has(site.viewer().userId(), system, Memberships.VIEW_HIDDEN_GROUPS);
  }

  private long[] of(List<Group> groups, boolean seesHidden) {
    PolicySnapshot snapshot = site.snapshot();
    UserDirectory users = snapshot.users();
    var memberships = new Memberships(site);
    var members = new IdList();
    for (Group group : groups) {
      GroupRows.forEachMember(
          snapshot,
          group.id(),
          userId -> {
            int user = users.find(userId);
            if (user != UserDirectory.ABSENT
                && users.hasRow(user)
                && (seesHidden || memberships.sees(group, userId))) {
              members.add(userId);
            }
          });
    }
    return members.toAscending();
  }
}
