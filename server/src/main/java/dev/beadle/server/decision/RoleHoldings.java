package dev.beadle.server.decision;

import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleAssignments;
import dev.beadle.server.graph.SpecialRoles;
import dev.beadle.server.graph.UserDirectory;

/**
 * Every role that a user holds anywhere and the node of the context tree from which down it counts
 * (rules §5): what {@link RoleWalk} meets on the way up, seen from above. Stateless.
 */
public final class RoleHoldings {
  /** Takes one role, as an ordinal; the same may come several times. */
  @FunctionalInterface
  public interface Consumer {
    /**
     * Takes one.
     *
     * @param node the topmost node at which it counts
     */
    void accept(int role, int node);
  }

  private RoleHoldings() {}

  /** The roles that everybody of a standing has without an assignment. */
  public static void forEachOfStanding(
      PolicySnapshot snapshot, UserStanding standing, Consumer consumer) {
    SpecialRoles special = snapshot.specialRoles();
    int system = snapshot.contexts().system();
    switch (standing.kind()) {
      case KEPT_OUT -> {}
      case VISITOR -> hold(special.notLoggedIn(), system, consumer);
      case GUEST -> hold(special.guest(), system, consumer);
      case ORDINARY -> {
        hold(special.defaultUser(), system, consumer);
        hold(special.frontPage(), special.frontPageContext(), consumer);
      }
    }
  }

  /** The roles that are assigned to a user; none that count to visitors and the guest account. */
  public static void forEachAssigned(
      PolicySnapshot snapshot, long userId, UserStanding standing, Consumer consumer) {
    int user = snapshot.users().find(userId);
    if (standing.kind() != UserStanding.Kind.ORDINARY || user == UserDirectory.ABSENT) {
      return;
    }
    int[] block = snapshot.assignments().blockOf(user);
    int to = RoleAssignments.to(block, user);
    for (int at = RoleAssignments.from(block, user); at < to; at += RoleAssignments.ENTRY_LENGTH) {
      hold(block[at + 1], block[at], consumer);
    }
  }

  private static void hold(int role, int node, Consumer consumer) {
    // A negative ordinal stands for none: a role that says nothing, a context without a path.
    if (role >= 0 && node > ContextTree.NO_PARENT) {
      consumer.accept(role, node);
    }
  }
}
