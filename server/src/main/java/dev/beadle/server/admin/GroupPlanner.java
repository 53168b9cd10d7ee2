package dev.beadle.server.admin;

import dev.beadle.server.admin.GroupCommand.AddGroupMember;
import dev.beadle.server.admin.GroupCommand.AddToGrouping;
import dev.beadle.server.admin.GroupCommand.CreateGroup;
import dev.beadle.server.admin.GroupCommand.CreateGrouping;
import dev.beadle.server.admin.GroupCommand.DeleteGroup;
import dev.beadle.server.admin.GroupCommand.DeleteGrouping;
import dev.beadle.server.admin.GroupCommand.EditGroup;
import dev.beadle.server.admin.GroupCommand.RemoveFromGrouping;
import dev.beadle.server.admin.GroupCommand.RemoveGroupMember;
import dev.beadle.server.admin.SiteRows.Match;
import dev.beadle.server.change.Change.RowSaved;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.TableRow;
import dev.beadle.server.model.SiteTable;
import org.jspecify.annotations.Nullable;

/** What changes by a command about groups (§14). Stateless. */
final class GroupPlanner {
  /** Groups that not even all members see take no part in activities (§14). */
  private static final int LAST_PARTICIPATING_VISIBILITY = 1;

  private GroupPlanner() {}

  static void plan(PlanState state, GroupCommand command) {
    switch (command) {
      case CreateGroup(long courseId, String name, int visibility, boolean participation) -> {
        SiteRows.rowOf(state.snapshot(), SiteTable.COURSE, "course_id", courseId);
        long id = state.nextId(SiteTable.GROUPS);
        state.add(new RowSaved(group(id, courseId, name, visibility, participation)));
      }
      case EditGroup(long groupId, String name, int visibility, boolean participation) -> {
        TableRow before = SiteRows.rowOf(state.snapshot(), SiteTable.GROUPS, "group_id", groupId);
        long courseId = SiteRows.number(before, "courseid");
        TableRow after = group(groupId, courseId, name, visibility, participation);
        if (!after.equals(before)) {
          state.add(new RowSaved(after));
        }
      }
      case DeleteGroup(long groupId) -> {
        PolicySnapshot site = state.snapshot();
        TableRow group = SiteRows.rowOf(site, SiteTable.GROUPS, "group_id", groupId);
        SiteRows.rowsWith(site, SiteTable.GROUPINGS_GROUPS, "groupid", groupId)
            .forEach(state::remove);
        SiteRows.rowsWith(site, SiteTable.GROUPS_MEMBERS, "groupid", groupId)
            .forEach(state::remove);
        state.remove(group);
      }
      case CreateGrouping(long courseId, String name) -> {
        SiteRows.rowOf(state.snapshot(), SiteTable.COURSE, "course_id", courseId);
        state.save(SiteTable.GROUPINGS, state.nextId(SiteTable.GROUPINGS), courseId, name);
      }
      case DeleteGrouping(long groupingId) -> deleteGrouping(state, groupingId);
      case AddGroupMember(long groupId, long userId) -> addMember(state, groupId, userId);
      case RemoveGroupMember(long groupId, long userId) ->
          removeIfThere(state, findMember(state.snapshot(), groupId, userId));
      case AddToGrouping(long groupingId, long groupId) ->
          addToGrouping(state, groupingId, groupId);
      case RemoveFromGrouping(long groupingId, long groupId) ->
          removeIfThere(state, findInGrouping(state.snapshot(), groupingId, groupId));
    }
  }

  private static TableRow group(
      long id, long courseId, String name, int visibility, boolean participation) {
    boolean participates = participation && visibility <= LAST_PARTICIPATING_VISIBILITY;
    return TableRow.of(SiteTable.GROUPS, id, courseId, name, visibility, participates ? 1 : 0);
  }

  private static void deleteGrouping(PlanState state, long groupingId) {
    PolicySnapshot site = state.snapshot();
    TableRow grouping = SiteRows.rowOf(site, SiteTable.GROUPINGS, "grouping_id", groupingId);
    SiteRows.rowsWith(site, SiteTable.GROUPINGS_GROUPS, "groupingid", groupingId)
        .forEach(state::remove);
    for (TableRow course :
        SiteRows.rowsWith(site, SiteTable.COURSE, "defaultgroupingid", groupingId)) {
      state.add(new RowSaved(course.with("defaultgroupingid", 0)));
    }
    for (TableRow module :
        SiteRows.rowsWith(site, SiteTable.COURSE_MODULES, "groupingid", groupingId)) {
      state.add(new RowSaved(module.with("groupingid", 0)));
    }
    state.remove(grouping);
  }

  private static void addMember(PlanState state, long groupId, long userId) {
    PolicySnapshot site = state.snapshot();
    TableRow group = SiteRows.rowOf(site, SiteTable.GROUPS, "group_id", groupId);
    SiteRows.requireLiveUser(site, userId);
    long courseId = SiteRows.number(group, "courseid");
    TableRow course = SiteRows.rowOf(site, SiteTable.COURSE, "course_id", courseId);
    // On the front page everybody but the guest account counts as enrolled (§13).
    boolean isEnrolled =
        SiteRows.number(course, "category") == 0
            ? userId != site.settings().guestUserId()
            : EnrolmentPlanner.isEnrolled(site, courseId, userId);
    if (!isEnrolled) {
      throw Refusals.precondition(
          "user_id", userId, "the user is not enrolled in course " + courseId);
    }
    if (findMember(site, groupId, userId) == null) {
      state.save(SiteTable.GROUPS_MEMBERS, state.nextId(SiteTable.GROUPS_MEMBERS), groupId, userId);
    }
  }

  private static void addToGrouping(PlanState state, long groupingId, long groupId) {
    PolicySnapshot site = state.snapshot();
    TableRow grouping = SiteRows.rowOf(site, SiteTable.GROUPINGS, "grouping_id", groupingId);
    TableRow group = SiteRows.rowOf(site, SiteTable.GROUPS, "group_id", groupId);
    if (SiteRows.number(grouping, "courseid") != SiteRows.number(group, "courseid")) {
      throw Refusals.precondition("group_id", groupId, "group and grouping are of two courses");
    }
    if (findInGrouping(site, groupingId, groupId) == null) {
      state.save(
          SiteTable.GROUPINGS_GROUPS,
          state.nextId(SiteTable.GROUPINGS_GROUPS),
          groupingId,
          groupId);
    }
  }

  private static @Nullable TableRow findMember(PolicySnapshot site, long groupId, long userId) {
    return SiteRows.findRow(
        site, SiteTable.GROUPS_MEMBERS, new Match("userid", userId), new Match("groupid", groupId));
  }

  private static @Nullable TableRow findInGrouping(
      PolicySnapshot site, long groupingId, long groupId) {
    return SiteRows.findRow(
        site,
        SiteTable.GROUPINGS_GROUPS,
        new Match("groupingid", groupingId),
        new Match("groupid", groupId));
  }

  private static void removeIfThere(PlanState state, @Nullable TableRow row) {
    if (row != null) {
      state.remove(row);
    }
  }
}
