package dev.beadle.server.search.reports;

import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleDefinitions.StoredPermission;
import dev.beadle.server.model.Permission;
import dev.beadle.server.search.Checkpoint;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * For each role the contexts where some of its stored permissions allow, and what lies on one path
 * with them: either above the other, as Moodle's security overview looks at it (rules §15).
 * Immutable after {@link #of}.
 */
final class AllowedNearby {
  private final ContextTree contexts;
  private final Map<Integer, Places> placesOfRole = new HashMap<>();

  /** Where a role allows, and what lies above these places, themselves included. */
  private static final class Places {
    private final BitSet allowed = new BitSet();
    private final BitSet above = new BitSet();
  }

  private AllowedNearby(ContextTree contexts) {
    this.contexts = contexts;
  }

  /**
   * Finds them.
   *
   * @param isMeant which stored permissions are meant, of those that allow
   */
  static AllowedNearby of(
      PolicySnapshot snapshot, Predicate<StoredPermission> isMeant, Checkpoint checkpoint) {
    var nearby = new AllowedNearby(snapshot.contexts());
    var counted = new CountedSteps(checkpoint);
    snapshot
        .definitions()
        .forEachStored(row -> {
          counted.step();
          if (row.permission() == Permission.STORED_ALLOW && isMeant.test(row)) {
            nearby.add(row);
          }
        });
    return nearby;
  }

  private void add(StoredPermission row) {
    int node = contexts.nodeOf(row.context());
    if (node == ContextTree.NO_PARENT) {
      return;
    }
    Places places = placesOfRole.computeIfAbsent(row.role(), _ -> new Places());
    places.allowed.set(node);
    for (int at = node; at != ContextTree.NO_PARENT && !places.above.get(at); ) {
      places.above.set(at);
      at = contexts.parentOf(at);
    }
  }

  /** Whether a role allows anywhere. */
  boolean concerns(int role) {
    return placesOfRole.containsKey(role);
  }

  /** Whether a role allows at a node, above or below it. Cost: the way to the root. */
  boolean isOnOnePath(int role, int node) {
    Places places = placesOfRole.get(role);
    if (places == null || node == ContextTree.NO_PARENT) {
      return false;
    }
    if (places.above.get(node)) {
      return true;
    }
    int at = node;
    while (at != ContextTree.NO_PARENT && !places.allowed.get(at)) {
      at = contexts.parentOf(at);
    }
    return at != ContextTree.NO_PARENT;
  }
}
