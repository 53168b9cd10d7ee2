package dev.beadle.server.search.courses;

import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.Relation;
import dev.beadle.server.model.SiteTable;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** The tables of groups, groupings and their members. Stateless. */
final class GroupRows {
  private static final SiteTable GROUPS = SiteTable.GROUPS;
  private static final int ID = GROUPS.positionOf("id");
  private static final int COURSE_ID = GROUPS.positionOf("courseid");
  private static final int NAME = GROUPS.positionOf("name");
  private static final int VISIBILITY = GROUPS.positionOf("visibility");
  private static final int PARTICIPATION = GROUPS.positionOf("participation");
  private static final int MEMBER_GROUP = SiteTable.GROUPS_MEMBERS.positionOf("groupid");
  private static final int MEMBER_USER = SiteTable.GROUPS_MEMBERS.positionOf("userid");
  private static final int GROUPING_COURSE = SiteTable.GROUPINGS.positionOf("courseid");
  private static final int LINKED_GROUPING = SiteTable.GROUPINGS_GROUPS.positionOf("groupingid");

  private GroupRows() {}

  /** The group with an id, or null. */
  static @Nullable Group find(PolicySnapshot snapshot, long groupId) {
    Relation groups = snapshot.relation(GROUPS);
    int row = groups.find(groupId);
    return row == Relation.ABSENT ? null : groupAt(groups, row);
  }

  /** The groups of a course, in no order. */
  static void forEachOfCourse(PolicySnapshot snapshot, long courseId, Consumer<Group> action) {
    Relation groups = snapshot.relation(GROUPS);
    groups.forEachWith("courseid", courseId, row -> action.accept(groupAt(groups, row)));
  }

  /** The ids of the groups that a user is in, of all courses; the groups need not exist. */
  static Set<Long> idsOf(PolicySnapshot snapshot, long userId) {
    Relation members = snapshot.relation(SiteTable.GROUPS_MEMBERS);
    Set<Long> groupIds = new HashSet<>();
    members.forEachWith("userid", userId, row -> groupIds.add(members.numberAt(row, MEMBER_GROUP)));
    return groupIds;
  }

  /** The members of a group (user.id), in no order, whatever has become of them. */
  static void forEachMember(PolicySnapshot snapshot, long groupId, LongConsumer action) {
    Relation members = snapshot.relation(SiteTable.GROUPS_MEMBERS);
    members.forEachWith(
        "groupid", groupId, row -> action.accept(members.numberAt(row, MEMBER_USER)));
  }

  /** The groupings that a group is in (groupings.id), in no order; they need not exist. */
  static void forEachGroupingOf(PolicySnapshot snapshot, long groupId, LongConsumer action) {
    Relation links = snapshot.relation(SiteTable.GROUPINGS_GROUPS);
    links.forEachWith(
        "groupid", groupId, row -> action.accept(links.numberAt(row, LINKED_GROUPING)));
  }

  /** Whether a group is in a grouping. */
  static boolean isIn(PolicySnapshot snapshot, long groupId, long groupingId) {
    boolean[] isIn = {false};
    forEachGroupingOf(snapshot, groupId, id -> isIn[0] |= id == groupingId);
    return isIn[0];
  }

  /** Whether a grouping is one of a course. */
  static boolean isGroupingOf(PolicySnapshot snapshot, long groupingId, long courseId) {
    Relation groupings = snapshot.relation(SiteTable.GROUPINGS);
    int row = groupings.find(groupingId);
    return row != Relation.ABSENT && groupings.numberAt(row, GROUPING_COURSE) == courseId;
  }

  private static Group groupAt(Relation groups, int row) {
    return new Group(
        groups.numberAt(row, ID),
        groups.numberAt(row, COURSE_ID),
        groups.textAt(row, NAME),
        GroupVisibility.of(groups.numberAt(row, VISIBILITY)),
        groups.numberAt(row, PARTICIPATION));
  }
}
