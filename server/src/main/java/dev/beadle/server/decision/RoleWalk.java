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
 */
final class RoleWalk {
  private RoleWalk() {}

  /**
   * Walks. Cost: a link and a look into the user's assignments for each node; no allocation.
   *
   * @param userId user.id; 0 for a visitor
   * @param context an ordinal of {@code snapshot}
   * @param roles takes every role that counts
   * @return the nearest scope, or null when there is none on the way
   */
  static @Nullable OverrideScope walk(
      PolicySnapshot snapshot,
      long userId,
      int context,
      Environment environment,
      RoleCollector roles) {
    ContextTree contexts = snapshot.contexts();
    int switched = findSwitch(contexts, context, environment);
    if (switched != Environment.NO_SWITCH) {
      addSwitched(snapshot, environment, switched, roles);
      return nearestScope(snapshot, context);
    }
    SpecialRoles special = snapshot.specialRoles();
    boolean isOrdinary = userId != 0 && userId != snapshot.settings().guestUserId();
    int user = isOrdinary ? snapshot.users().find(userId) : UserDirectory.ABSENT;
    int[] block = user == UserDirectory.ABSENT ? null : snapshot.assignments().blockOf(user);
    OverrideScope scope = null;
    int node = contexts.nodeOf(context);
    while (node != ContextTree.NO_PARENT) {
      int link = contexts.linkOf(node);
      if (scope == null && ContextTree.isScoped(link)) {
        scope = snapshot.definitions().findScope(node);
      }
      if (block != null) {
        addAssigned(node, block, user, roles);
      }
      if (node == special.frontPageContext() && isOrdinary) {
        roles.add(special.frontPage(), RoleOrigin.FRONT_PAGE, node, NO_ENTRY);
      }
      if (node == contexts.system()) {
        addSystemWide(special, userId, isOrdinary, node, roles);
      }
      addTemporary(node, environment, roles);
      node = ContextTree.parentIn(link);
    }
    return scope;
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

  private static @Nullable OverrideScope nearestScope(PolicySnapshot snapshot, int context) {
    ContextTree contexts = snapshot.contexts();
    int node = contexts.nodeOf(context);
    while (node != ContextTree.NO_PARENT && !ContextTree.isScoped(contexts.linkOf(node))) {
      node = contexts.parentOf(node);
    }
    return node == ContextTree.NO_PARENT ? null : snapshot.definitions().findScope(node);
  }

  /** The switched role and every user's role, and nothing else (§7.2). */
  private static void addSwitched(
      PolicySnapshot snapshot, Environment environment, int switched, RoleCollector roles) {
    roles.add(
        environment.switchedRole(switched),
        RoleOrigin.SWITCHED,
        environment.switchedNode(switched),
        NO_ENTRY);
    roles.add(
        snapshot.specialRoles().defaultUser(),
        RoleOrigin.DEFAULT_USER,
        snapshot.contexts().system(),
        NO_ENTRY);
  }

  private static void addSystemWide(
      SpecialRoles special, long userId, boolean isOrdinary, int node, RoleCollector roles) {
    if (isOrdinary) {
      roles.add(special.defaultUser(), RoleOrigin.DEFAULT_USER, node, NO_ENTRY);
    } else if (userId == 0) {
      roles.add(special.notLoggedIn(), RoleOrigin.NOT_LOGGED_IN, node, NO_ENTRY);
    } else {
      roles.add(special.guest(), RoleOrigin.GUEST, node, NO_ENTRY);
    }
  }

  private static void addAssigned(int node, int[] block, int user, RoleCollector roles) {
    int to = RoleAssignments.to(block, user);
    int at = RoleAssignments.firstIn(node, block, RoleAssignments.from(block, user), to);
    while (at < to && block[at] == node) {
      roles.add(block[at + 1], RoleOrigin.ASSIGNMENT, node, at);
      at += RoleAssignments.ENTRY_LENGTH;
    }
  }

  private static void addTemporary(int node, Environment environment, RoleCollector roles) {
    for (int i = 0; i < environment.temporaryCount(); i++) {
      if (environment.temporaryNode(i) == node) {
        roles.add(environment.temporaryRole(i), RoleOrigin.TEMPORARY, node, NO_ENTRY);
      }
    }
  }
}
