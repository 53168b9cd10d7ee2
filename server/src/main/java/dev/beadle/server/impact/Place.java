package dev.beadle.server.impact;

import dev.beadle.server.decision.RoleHoldings;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;

/**
 * All of a context that an answer depends on, on one side of an edit, but for which roles are held
 * there (see {@link RoleHoldings}).
 *
 * @param exists whether it has a row
 * @param isRooted whether it has a path and a depth
 * @param isLocked whether it or one above it is locked and locks are looked at
 * @param scopeNode the node of the nearest scope, or {@link TreeOrder#NO_SCOPE}
 */
record Place(boolean exists, boolean isRooted, boolean isLocked, int scopeNode) {
  private static final Place NOWHERE = new Place(false, false, false, TreeOrder.NO_SCOPE);

  static Place of(PolicySnapshot snapshot, TreeOrder order, int context) {
    if (context == JointContexts.ABSENT) {
      return NOWHERE;
    }
    ContextTree contexts = snapshot.contexts();
    boolean isLocked = snapshot.settings().contextLocking() && contexts.isLocked(context);
    return contexts.isRooted(context)
        ? new Place(true, true, isLocked, order.scopeNodeOf(context))
        : new Place(true, false, isLocked, TreeOrder.NO_SCOPE);
  }
}
