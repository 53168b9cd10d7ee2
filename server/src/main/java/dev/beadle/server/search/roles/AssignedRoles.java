package dev.beadle.server.search.roles;

import dev.beadle.server.decision.RoleOrigin;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleAssignments;
import dev.beadle.server.graph.RoleAssignments.RoleAssignment;
import dev.beadle.server.graph.SpecialRoles;
import dev.beadle.server.graph.UserDirectory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * The roles that rows of role_assignments give, as Moodle's lists have them (rules §10): by the ids
 * in a path, and whoever the user is; a check looks further ({@code RoleOrigins}). Stateless.
 */
public final class AssignedRoles {
  /** Where the rows are looked for. */
  public enum Reach {
    /** The context itself. */
    HERE,
    /** The context and those above it. */
    HERE_AND_ABOVE
  }

  /**
   * A role that a user has in a context.
   *
   * @param role an ordinal
   * @param context an ordinal
   * @param origin why
   */
  public record UserRole(int role, int context, RoleOrigin origin) {}

  private AssignedRoles() {}

  /**
   * A user's rows, of roles and contexts that are there ({@code get_user_roles}): by context level,
   * the highest first, then in the site's order of roles; Moodle leaves the rest open, here the
   * older row comes first. Cost: all assignments of the user.
   *
   * @param userId user.id; none for 0
   * @param context an ordinal
   */
  public static List<RoleAssignment> ofUser(
      PolicySnapshot snapshot, long userId, int context, Reach reach) {
    int user = userId == 0 ? UserDirectory.ABSENT : snapshot.users().find(userId);
    if (user == UserDirectory.ABSENT) {
      return List.of();
    }
    List<RoleAssignment> rows = new ArrayList<>();
    addRows(snapshot, user, contextIds(snapshot.contexts(), context, reach), rows);
    rows.sort(order(snapshot));
    return List.copyOf(rows);
  }

  /**
   * Everybody's rows ({@code get_users_roles} of nobody in particular): ordered as those of one
   * user. Cost: all assignments of those who have one there.
   *
   * @param context an ordinal
   */
  public static List<RoleAssignment> ofEverybody(
      PolicySnapshot snapshot, int context, Reach reach) {
    ContextTree contexts = snapshot.contexts();
    long[] ids = contextIds(contexts, context, reach);
    var users = new BitSet();
    for (long id : ids) {
      int named = contexts.find(id);
      if (named != ContextTree.ABSENT) {
        int node = contexts.nodeOf(named);
        snapshot
            .assignments()
            .forEachUserIn(node == ContextTree.NO_PARENT ? named : node, users::set);
      }
    }
    List<RoleAssignment> rows = new ArrayList<>();
    users.stream().forEach(user -> addRows(snapshot, user, ids, rows));
    rows.sort(order(snapshot));
    return List.copyOf(rows);
  }

  /**
   * A user's rows, followed by what he has without one ({@code get_user_roles_with_special}): the
   * front page role on and below the front page, and unless he is the guest account the default
   * role of all users.
   *
   * @param userId user.id; none for 0
   */
  public static List<UserRole> withSpecial(PolicySnapshot snapshot, long userId, int context) {
    List<UserRole> roles = new ArrayList<>();
    for (RoleAssignment row : ofUser(snapshot, userId, context, Reach.HERE_AND_ABOVE)) {
      roles.add(new UserRole(row.role(), row.contextOfRow(), RoleOrigin.ASSIGNMENT));
    }
    SpecialRoles special = snapshot.specialRoles();
    int frontPage = special.frontPageContext();
    if (userId != 0
        && special.frontPage() >= 0
        && frontPage >= 0
        && snapshot.contexts().nodeOf(context) != ContextTree.NO_PARENT
        && snapshot.contexts().isWithin(context, frontPage)) {
      roles.add(new UserRole(special.frontPage(), frontPage, RoleOrigin.FRONT_PAGE));
    }
    if (userId != 0 && special.defaultUser() >= 0 && userId != snapshot.settings().guestUserId()) {
      int system = snapshot.contexts().system();
      roles.add(new UserRole(special.defaultUser(), system, RoleOrigin.DEFAULT_USER));
    }
    return List.copyOf(roles);
  }

  /**
   * The roles that a user really has in a context and above it, as ordinals: what the matrices of
   * who may deal with which role go by. Neither the roles nor the contexts need have a row.
   */
  static BitSet really(PolicySnapshot snapshot, long userId, int context) {
    var roles = new BitSet();
    int user = snapshot.users().find(userId);
    if (user == UserDirectory.ABSENT) {
      return roles;
    }
    long[] ids = sorted(snapshot.contexts().pathIdsOf(context));
    RoleAssignments assignments = snapshot.assignments();
    for (int i = 0; i < assignments.countOf(user); i++) {
      RoleAssignment row = assignments.get(user, i);
      if (isIn(ids, snapshot.contexts().idOf(row.contextOfRow()))) {
        roles.set(row.role());
      }
    }
    return roles;
  }

  private static void addRows(
      PolicySnapshot snapshot, int user, long[] ids, List<RoleAssignment> rows) {
    RoleAssignments assignments = snapshot.assignments();
    for (int i = 0; i < assignments.countOf(user); i++) {
      RoleAssignment row = assignments.get(user, i);
      if (isIn(ids, snapshot.contexts().idOf(row.contextOfRow()))
          && snapshot.contexts().hasRow(row.contextOfRow())
          && snapshot.roles().findRow(row.role()) != null) {
        rows.add(row);
      }
    }
  }

  /** The context itself, whatever its path, and what the path names. */
  private static long[] contextIds(ContextTree contexts, int context, Reach reach) {
    long[] own = {contexts.idOf(context)};
    if (reach == Reach.HERE) {
      return own;
    }
    long[] path = contexts.pathIdsOf(context);
    if (path.length == 0) {
      return own;
    }
    // As Moodle does, the end of the path is taken for the context itself unseen.
    path[0] = own[0];
    return sorted(path);
  }

  private static Comparator<RoleAssignment> order(PolicySnapshot snapshot) {
    Comparator<Integer> roles = RoleOrder.ofSite(snapshot.roles());
    ContextTree contexts = snapshot.contexts();
    return Comparator.comparingInt((RoleAssignment row) -> contexts.levelOf(row.contextOfRow()))
        .reversed()
        .thenComparing(RoleAssignment::role, roles)
        .thenComparingLong(RoleAssignment::rowId);
  }

  private static long[] sorted(long[] ids) {
    Arrays.sort(ids);
    return ids;
  }

  private static boolean isIn(long[] sorted, long id) {
    return Arrays.binarySearch(sorted, id) >= 0;
  }
}
