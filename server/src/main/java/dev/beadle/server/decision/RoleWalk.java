package dev.beadle.server.decision;

import static dev.beadle.server.decision.RoleCollector.NO_ENTRY;

import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.OverrideScope;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleAssignments;
import dev.beadle.server.graph.SpecialRoles;
import dev.beadle.server.graph.UserDirectory;
import org.jspecify.annotations.Nullable;

/**
 * The one walk from a context up to the root: which roles count (rules §5, §7.1, §7.2, §8), and
 * which is the nearest scope in which roles say something.
 *
 * <p>Both come out in one long, which costs nothing and is all that a check of most sites needs: a
 * bit for each role below {@link #ROLES_WITH_BITS}, {@link #MORE} when others count too, and above
 * these the node of the scope. If asked for, roles also come out one by one, with their reasons.
 */
final class RoleWalk {
  /** The roles that have a bit of their own: those with ordinals below it. */
  static final int ROLES_WITH_BITS = 35;

  /** Set when a role counts that has no bit of its own. */
  static final long MORE = 1L << ROLES_WITH_BITS;

  /** Where the node of the scope begins, one more than its ordinal, 0 for none: 28 bits. */
  private static final int SCOPE_SHIFT = ROLES_WITH_BITS + 1;

  private static final long ROLE_BITS = (1L << ROLES_WITH_BITS) - 1;

  private RoleWalk() {}

  /** The roles of a walk, a bit each. */
  static long rolesIn(long walked) {
    return walked & ROLE_BITS;
  }

  /** Whether roles of a walk have no bit of their own. */
  static boolean hasMore(long walked) {
    return (walked & MORE) != 0;
  }

  /** The nearest scope of a walk, or null. */
  static @Nullable OverrideScope findScopeIn(long walked, PolicySnapshot snapshot) {
    int node = (int) (walked >>> SCOPE_SHIFT) - 1;
    return node < 0 ? null : snapshot.definitions().findScope(node);
  }

  /**
   * Walks. Cost: a link and a look into the user's assignments for each node on the way; no
   * allocation.
   *
   * @param userId user.id; 0 for a visitor
   * @param context an ordinal of {@code snapshot}
   * @param collector takes every role with its reason, or null
   * @return see {@link #rolesIn}, {@link #MORE} and {@link #findScopeIn}
   */
  static long walk(
      PolicySnapshot snapshot,
      long userId,
      int context,
      Environment environment,
      @Nullable RoleCollector collector) {
    ContextTree contexts = snapshot.contexts();
    int switched = findSwitch(contexts, context, environment);
    if (switched != Environment.NO_SWITCH) {
      return switchedRoles(snapshot, environment, switched, collector)
          | nearestScope(contexts, context);
    }
    SpecialRoles special = snapshot.specialRoles();
    boolean isOrdinary = userId != 0 && userId != snapshot.settings().guestUserId();
    int user = isOrdinary ? snapshot.users().find(userId) : UserDirectory.ABSENT;
    int[] block = user == UserDirectory.ABSENT ? null : snapshot.assignments().blockOf(user);
    long roles = 0;
    long scope = 0;
    int node = contexts.nodeOf(context);
    while (node != ContextTree.NO_PARENT) {
      int link = contexts.linkOf(node);
      if (scope == 0 && ContextTree.isScoped(link)) {
        scope = scopeAt(node);
      }
      if (block != null && RoleAssignments.mayHold(node, block, user)) {
        roles |= assignedRoles(node, block, user, collector);
      }
      if (node == special.frontPageContext() && isOrdinary) {
        roles |= noted(special.frontPage(), RoleOrigin.FRONT_PAGE, node, NO_ENTRY, collector);
      }
      if (node == contexts.system()) {
        roles |= siteWideRole(special, userId, isOrdinary, node, collector);
      }
      roles |= temporaryRoles(node, environment, collector);
      node = ContextTree.parentIn(link);
    }
    return roles | scope;
  }

  /** What is found once a node is passed that may be the nearest scope. */
  static long withScope(long walked, int link, int node) {
    // No branch: which walks have passed their scope is anybody's guess.
    long ifNone = ((walked >>> SCOPE_SHIFT) - 1) >> (Long.SIZE - 1);
    return walked | (scopeAt(node) & ifNone & ContextTree.ifScoped(link));
  }

  private static long nearestScope(ContextTree contexts, int context) {
    int node = contexts.nodeOf(context);
    while (node != ContextTree.NO_PARENT) {
      int link = contexts.linkOf(node);
      if (ContextTree.isScoped(link)) {
        return scopeAt(node);
      }
      node = ContextTree.parentIn(link);
    }
    return 0;
  }

  private static long scopeAt(int node) {
    // Fits: a tree has at most 2^27 nodes (ContextTreeBuilder).
    return (node + 1L) << SCOPE_SHIFT;
  }

  /** The nearest switch on the way to the root (§7.2), or {@link Environment#NO_SWITCH}. */
  static int findSwitch(ContextTree contexts, int context, Environment environment) {
    if (!environment.hasSwitches()) {
      return Environment.NO_SWITCH;
    }
    int found = Environment.NO_SWITCH;
    int node = contexts.nodeOf(context);
    while (node != ContextTree.NO_PARENT && found == Environment.NO_SWITCH) {
      found = environment.findSwitchAt(node);
      node = contexts.parentOf(node);
    }
    return found;
  }

  /** The switched role and every user's role, and nothing else (§7.2). */
  private static long switchedRoles(
      PolicySnapshot snapshot,
      Environment environment,
      int switched,
      @Nullable RoleCollector collector) {
    int defaultUser = snapshot.specialRoles().defaultUser();
    int system = snapshot.contexts().system();
    return noted(
            environment.switchedRole(switched),
            RoleOrigin.SWITCHED,
            environment.switchedNode(switched),
            NO_ENTRY,
            collector)
        | noted(defaultUser, RoleOrigin.DEFAULT_USER, system, NO_ENTRY, collector);
  }

  private static long siteWideRole(
      SpecialRoles special,
      long userId,
      boolean isOrdinary,
      int node,
      @Nullable RoleCollector collector) {
    if (isOrdinary) {
      return noted(special.defaultUser(), RoleOrigin.DEFAULT_USER, node, NO_ENTRY, collector);
    }
    return userId == 0
        ? noted(special.notLoggedIn(), RoleOrigin.NOT_LOGGED_IN, node, NO_ENTRY, collector)
        : noted(special.guest(), RoleOrigin.GUEST, node, NO_ENTRY, collector);
  }

  /** The roles that a user is assigned at a node, a bit each. */
  static long assignedRoles(int node, int[] block, int user, @Nullable RoleCollector collector) {
    long roles = 0;
    int to = RoleAssignments.to(block, user);
    int at = RoleAssignments.firstIn(node, block, RoleAssignments.from(block, user), to);
    while (at < to && block[at] == node) {
      roles |= noted(block[at + 1], RoleOrigin.ASSIGNMENT, node, at, collector);
      at += RoleAssignments.ENTRY_LENGTH;
    }
    return roles;
  }

  private static long temporaryRoles(
      int node, Environment environment, @Nullable RoleCollector collector) {
    long roles = 0;
    for (int i = 0; i < environment.temporaryCount(); i++) {
      if (environment.temporaryNode(i) == node) {
        int role = environment.temporaryRole(i);
        roles |= noted(role, RoleOrigin.TEMPORARY, node, NO_ENTRY, collector);
      }
    }
    return roles;
  }

  /** The bit of a role; a negative ordinal stands for none. */
  private static long noted(
      int role, RoleOrigin origin, int node, int entry, @Nullable RoleCollector collector) {
    if (role < 0) {
      return 0;
    }
    if (collector != null) {
      collector.add(role, origin, node, entry);
    }
    return bitOf(role);
  }

  /** What a role adds to a walk; nothing for a negative ordinal. */
  static long bitOf(int role) {
    if (role < 0) {
      return 0;
    }
    return role < ROLES_WITH_BITS ? 1L << role : MORE;
  }
}
