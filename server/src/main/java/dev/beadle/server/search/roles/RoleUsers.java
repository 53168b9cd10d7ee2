package dev.beadle.server.search.roles;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.Relation;
import dev.beadle.server.graph.RoleAssignments;
import dev.beadle.server.graph.RoleAssignments.RoleAssignment;
import dev.beadle.server.graph.UserDirectory;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.search.roles.AssignedRoles.Reach;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who holds roles by assignments, whatever the roles allow, and which roles are held (rules §10).
 * Stateless. Cost of each: all assignments of those who have one there.
 */
public final class RoleUsers {
  private static final String COURSE_CONTACT = "coursecontact";

  private RoleUsers() {}

  /**
   * Whose assignments are wanted.
   *
   * @param roleIds role.id; of any role when it is empty
   * @param context an ordinal
   * @param onlyEnrolled whether only those enrolled in the context's course, if it has one
   * @param groupId only members of this group (groups.id); 0: of any or none
   */
  public record Query(
      Set<Long> roleIds, int context, Reach reach, boolean onlyEnrolled, long groupId) {
    public Query {
      roleIds = Set.copyOf(roleIds);
      requireNonNull(reach, "reach");
    }
  }

  /**
   * {@code get_role_users}: the assignments, of roles and users that have a row; deleted accounts
   * too, so long as they have any.
   */
  public static List<RoleAssignment> find(PolicySnapshot snapshot, Query query) {
    List<RoleAssignment> found = new ArrayList<>();
    for (RoleAssignment row : ofRoles(snapshot, query)) {
      long userId = snapshot.users().idOf(row.user());
      if (snapshot.users().hasRow(row.user())
          && (query.groupId() == 0 || isMember(snapshot, userId, query.groupId()))
          && (!query.onlyEnrolled() || isEnrolled(snapshot, userId, query.context()))) {
        found.add(row);
      }
    }
    return List.copyOf(found);
  }

  /**
   * {@code count_role_users}: how many users who are not deleted have such an assignment.
   *
   * @param roleIds role.id; of any role when it is empty
   */
  public static int count(PolicySnapshot snapshot, Set<Long> roleIds, int context, Reach reach) {
    UserDirectory users = snapshot.users();
    var counted = new BitSet();
    for (RoleAssignment row : ofRoles(snapshot, new Query(roleIds, context, reach, false, 0))) {
      if (users.hasRow(row.user()) && !users.isDeleted(row.user())) {
        counted.set(row.user());
      }
    }
    return counted.cardinality();
  }

  /** {@code get_roles_used_in_context}: roles that somebody has there, in the site's order. */
  public static List<Integer> used(PolicySnapshot snapshot, int context, Reach reach) {
    var roles = new BitSet();
    AssignedRoles.ofEverybody(snapshot, context, reach).forEach(row -> roles.set(row.role()));
    return RoleOrder.bySite(snapshot, roles);
  }

  /** {@code get_roles_for_contextlevels}: roles that may be assigned in contexts of a level. */
  public static List<Integer> meantFor(PolicySnapshot snapshot, int level) {
    Relation levels = snapshot.relation(SiteTable.ROLE_CONTEXT_LEVELS);
    int levelColumn = SiteTable.ROLE_CONTEXT_LEVELS.positionOf("contextlevel");
    int roleColumn = SiteTable.ROLE_CONTEXT_LEVELS.positionOf("roleid");
    var roles = new BitSet();
    for (int row = 0; row < levels.rowCount(); row++) {
      int role = snapshot.roles().find(levels.numberAt(row, roleColumn));
      if (levels.numberAt(row, levelColumn) == level && role >= 0) {
        roles.set(role);
      }
    }
    return RoleOrder.bySite(snapshot, roles);
  }

  /** {@code get_role_contextlevels}: the levels at which a role may be assigned, ascending. */
  public static List<Integer> levelsOf(PolicySnapshot snapshot, long roleId) {
    Relation levels = snapshot.relation(SiteTable.ROLE_CONTEXT_LEVELS);
    int levelColumn = SiteTable.ROLE_CONTEXT_LEVELS.positionOf("contextlevel");
    List<Integer> found = new ArrayList<>();
    levels.forEachWith(
        "roleid", roleId, row -> found.add(Math.toIntExact(levels.numberAt(row, levelColumn))));
    found.sort(null);
    return List.copyOf(found);
  }

  /**
   * {@code has_coursecontact_role}: whether a user has a role anywhere that makes him a contact of
   * courses. Cost: his assignments.
   */
  public static boolean isCourseContact(PolicySnapshot snapshot, long userId) {
    Set<Long> contacts = idsIn(snapshot.settings().valueOf(COURSE_CONTACT));
    int user = snapshot.users().find(userId);
    RoleAssignments assignments = snapshot.assignments();
    for (int i = 0; user != UserDirectory.ABSENT && i < assignments.countOf(user); i++) {
      if (contacts.contains(snapshot.roles().idOf(assignments.get(user, i).role()))) {
        return true;
      }
    }
    return false;
  }

  /** The ids in a setting, between commas; what is none is passed over. */
  static Set<Long> idsIn(String setting) {
    Set<Long> ids = new HashSet<>();
    for (String id : setting.split(",", -1)) {
      if (!id.isBlank() && id.strip().chars().allMatch(Character::isDigit)) {
        ids.add(Long.valueOf(id.strip()));
      }
    }
    return ids;
  }

  private static List<RoleAssignment> ofRoles(PolicySnapshot snapshot, Query query) {
    return AssignedRoles.ofEverybody(snapshot, query.context(), query.reach()).stream()
        .filter(row ->
            query.roleIds().isEmpty()
                || query.roleIds().contains(snapshot.roles().idOf(row.role())))
        .toList();
  }

  private static boolean isMember(PolicySnapshot snapshot, long userId, long groupId) {
    Relation members = snapshot.relation(SiteTable.GROUPS_MEMBERS);
    int groupColumn = SiteTable.GROUPS_MEMBERS.positionOf("groupid");
    boolean[] isMember = {false};
    members.forEachWith(
        "userid", userId, row -> isMember[0] |= members.numberAt(row, groupColumn) == groupId);
    return isMember[0];
  }

  /** Whatever the state of the enrolment; everybody is outside courses. */
  private static boolean isEnrolled(PolicySnapshot snapshot, long userId, int context) {
    int course = CourseContext.find(snapshot.contexts(), context);
    if (course == ContextTree.ABSENT) {
      return true;
    }
    long courseId = snapshot.contexts().instanceIdOf(course);
    Relation enrolments = snapshot.relation(SiteTable.USER_ENROLMENTS);
    Relation instances = snapshot.relation(SiteTable.ENROL);
    int instanceColumn = SiteTable.USER_ENROLMENTS.positionOf("enrolid");
    int courseColumn = SiteTable.ENROL.positionOf("courseid");
    boolean[] isEnrolled = {false};
    enrolments.forEachWith(
        "userid",
        userId,
        row -> {
          int instance = instances.find(enrolments.numberAt(row, instanceColumn));
          isEnrolled[0] |=
              instance != Relation.ABSENT && instances.numberAt(instance, courseColumn) == courseId;
        });
    return isEnrolled[0];
  }
}
