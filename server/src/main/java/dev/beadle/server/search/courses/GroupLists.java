package dev.beadle.server.search.courses;

import dev.beadle.server.decision.InvalidQueryException;
import dev.beadle.server.graph.PolicySnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The groups of a course or an activity that a viewer sees (§14). Stateless but for the site, and
 * so thread-safe. Cost: that of the groups of the course when they are wanted of anybody, else that
 * of the users' and the viewer's memberships.
 */
public final class GroupLists {
  static final String ACCESS_ALL_GROUPS = "moodle/site:accessallgroups";

  private final ViewedSite site;

  /** Of groups of a site. */
  public GroupLists(ViewedSite site) {
    this.site = site;
  }

  /**
   * groups_get_all_groups: without moodle/course:viewhiddengroups the viewer sees a hidden group
   * only through a membership: his own, or, when groups of certain users are wanted, theirs.
   *
   * @return by id
   * @throws dev.beadle.server.decision.UnknownContextException if the course has no context
   */
  public List<Group> all(GroupListQuery query) {
    boolean seesHidden = Memberships.seesHidden(site, query.courseId());
    List<Group> groups =
        query.userIds().isEmpty() ? ofAnybody(query, seesHidden) : ofUsers(query, seesHidden);
    groups.sort(Comparator.comparingLong(Group::id));
    return groups;
  }

  private List<Group> ofAnybody(GroupListQuery query, boolean seesHidden) {
    PolicySnapshot snapshot = site.snapshot();
    List<Group> groups = new ArrayList<>();
    GroupRows.forEachOfCourse(snapshot, query.courseId(), groups::add);
    if (seesHidden || groups.stream().allMatch(one -> one.visibility() == GroupVisibility.ALL)) {
      // Moodle answers from what it keeps of the course: a grouping of another course is unknown.
      groups.removeIf(group ->
          !isOfGroupingInCourse(query, group)
              || (query.participationOnly() && group.participation() == 0));
      return groups;
    }
    var memberships = new Memberships(site);
    groups.removeIf(group -> !isWanted(query, group) || !memberships.sees(group));
    return groups;
  }

  private List<Group> ofUsers(GroupListQuery query, boolean seesHidden) {
    PolicySnapshot snapshot = site.snapshot();
    Set<Long> groupIds = new HashSet<>();
    query.userIds().forEach(userId -> groupIds.addAll(GroupRows.idsOf(snapshot, userId)));
    List<Group> groups = new ArrayList<>();
    forEachOf(
        groupIds,
        query.courseId(),
        group -> {
          if (isWanted(query, group) && (seesHidden || group.visibility().isSeenByMembers())) {
            groups.add(group);
          }
        });
    return groups;
  }

  private boolean isWanted(GroupListQuery query, Group group) {
    return (query.groupingId() == 0
            || GroupRows.isIn(site.snapshot(), group.id(), query.groupingId()))
        && (!query.participationOnly() || group.takesPart());
  }

  private boolean isOfGroupingInCourse(GroupListQuery query, Group group) {
    long groupingId = query.groupingId();
    return groupingId == 0
        || (GroupRows.isGroupingOf(site.snapshot(), groupingId, query.courseId())
            && GroupRows.isIn(site.snapshot(), group.id(), groupingId));
  }

  /**
   * groups_get_activity_allowed_groups: the groups in which a user may work in an activity, as the
   * viewer sees them.
   *
   * @param userId user.id; 0: the viewer
   * @return by id
   * @throws InvalidQueryException if the place is a course
   * @throws dev.beadle.server.decision.UnknownContextException if the activity or its course has no
   *     context
   */
  public List<Group> allowed(GroupSetting setting, long userId) {
    if (setting.place() instanceof GroupPlace.OfCourse) {
      throw new InvalidQueryException("place: groups are allowed in activities, not in courses");
    }
    long worker = userId == 0 ? site.viewer().userId() : userId;
    int context = setting.contextIn(site.snapshot());
    boolean takesAny =
        setting.mode() == GroupMode.VISIBLE || site.has(worker, context, ACCESS_ALL_GROUPS);
    var any = new GroupListQuery(setting.courseId(), List.of(), setting.groupingId(), true);
    return all(takesAny ? any : any.ofUser(worker));
  }

  /**
   * groups_get_user_groups: a user's groups in a course that the viewer sees him in.
   *
   * @param userId user.id; 0: the viewer
   * @param includesHidden whether nothing is hidden from the viewer
   * @return by grouping (groupings.id) the groups of it (groups.id), ascending; under 0 all of them
   * @throws dev.beadle.server.decision.UnknownContextException if the course has no context
   */
  public SortedMap<Long, List<Long>> ofUser(long courseId, long userId, boolean includesHidden) {
    long memberId = userId == 0 ? site.viewer().userId() : userId;
    var byGrouping = new TreeMap<Long, List<Long>>();
    byGrouping.put(0L, new ArrayList<>());
    if (courseId == 0) {
      return byGrouping;
    }
    boolean seesHidden = Memberships.seesHidden(site, courseId) || includesHidden;
    var memberships = new Memberships(site);
    forEachOf(
        GroupRows.idsOf(site.snapshot(), memberId),
        courseId,
        group -> {
          if (seesHidden || memberships.sees(group, memberId)) {
            groupingsOf(group)
                .forEach(groupingId ->
                    byGrouping.computeIfAbsent(groupingId, _ -> new ArrayList<>()).add(group.id()));
          }
        });
    byGrouping.values().forEach(groupIds -> groupIds.sort(null));
    return byGrouping;
  }

  /** The groupings that a group is in, and 0. */
  private Set<Long> groupingsOf(Group group) {
    Set<Long> groupingIds = new HashSet<>(Set.of(0L));
    GroupRows.forEachGroupingOf(site.snapshot(), group.id(), groupingIds::add);
    return groupingIds;
  }

  private void forEachOf(Set<Long> groupIds, long courseId, Consumer<Group> action) {
    for (long groupId : groupIds) {
      Group group = GroupRows.find(site.snapshot(), groupId);
      if (group != null && group.courseId() == courseId) {
        action.accept(group);
      }
    }
  }
}
