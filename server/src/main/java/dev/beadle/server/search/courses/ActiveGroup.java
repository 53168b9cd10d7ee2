package dev.beadle.server.search.courses;

import java.util.List;

/**
 * The group in which the viewer finds himself when he first comes to a place (§14,
 * groups_get_activity_group, groups_get_course_group).
 *
 * @param usesGroups whether the place has groups at all
 * @param groupId groups.id; 0: all who take part, who in separate groups must not be shown
 */
public record ActiveGroup(boolean usesGroups, long groupId) {
  private static final ActiveGroup NONE = new ActiveGroup(false, 0);
  private static final ActiveGroup EVERYBODY = new ActiveGroup(true, 0);

  /**
   * The group that is active where no other has been chosen.
   *
   * @throws dev.beadle.server.decision.UnknownContextException if the place has groups and no
   *     context
   */
  public static ActiveGroup of(ViewedSite site, GroupSetting setting) {
    if (setting.mode() == GroupMode.NONE) {
      return NONE;
    }
    long viewerId = site.viewer().userId();
    int context = setting.contextIn(site.snapshot());
    if (site.has(viewerId, context, GroupLists.ACCESS_ALL_GROUPS)) {
      return EVERYBODY;
    }
    var lists = new GroupLists(site);
    boolean isActivity = setting.place() instanceof GroupPlace.OfActivity;
    var any = new GroupListQuery(setting.courseId(), List.of(), setting.groupingId(), isActivity);
    if (setting.mode() == GroupMode.SEPARATE) {
      return firstOf(lists.all(any.ofUser(viewerId)));
    }
    List<Group> allowed = lists.all(any);
    var own =
        new GroupListQuery(setting.courseId(), List.of(), setting.groupingId(), true)
            .ofUser(viewerId);
    List<Group> preferred = allowed.isEmpty() ? allowed : lists.all(own);
    return firstOf(preferred.isEmpty() ? allowed : preferred);
  }

  private static ActiveGroup firstOf(List<Group> groups) {
    return groups.stream()
        .min(Group.BY_NAME)
        .map(first -> new ActiveGroup(true, first.id()))
        .orElse(EVERYBODY);
  }
}
