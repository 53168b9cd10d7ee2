package dev.beadle.server.search.roles;

import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.OverrideScope;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RolePermissions;
import dev.beadle.server.model.Permission;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that one role says in a context and above it, found once and then read capability by
 * capability. Immutable and so thread-safe. Cost of a cell: a search in each scope on the way.
 */
final class RoleSpeech {
  private final @Nullable RolePermissions here;
  private final int hereNode;
  private final List<Said> above;
  private final boolean isMet;

  /** What it says at one node. */
  private record Said(int node, RolePermissions permissions) {}

  private RoleSpeech(
      @Nullable RolePermissions here, int hereNode, List<Said> above, boolean isMet) {
    this.here = here;
    this.hereNode = hereNode;
    this.above = List.copyOf(above);
    this.isMet = isMet;
  }

  /**
   * Of a role in a context. What is stored for a context without a path is shown as stored, but
   * nothing is effective there: no check meets it.
   */
  static RoleSpeech of(PolicySnapshot snapshot, int role, int context) {
    ContextTree contexts = snapshot.contexts();
    int node = contexts.nodeOf(context);
    if (node == ContextTree.NO_PARENT) {
      OverrideScope unmet = snapshot.definitions().findPathless(context);
      return new RoleSpeech(unmet == null ? null : unmet.find(role), context, List.of(), false);
    }
    RolePermissions here = null;
    List<Said> above = new ArrayList<>();
    for (OverrideScope scope = findNearest(snapshot, node);
        scope != null;
        scope = scope.findParent()) {
      RolePermissions permissions = scope.find(role);
      if (scope.node() == node) {
        here = permissions;
      } else if (permissions != null) {
        above.add(new Said(scope.node(), permissions));
      }
    }
    return new RoleSpeech(here, node, above, true);
  }

  /**
   * What it says about a capability.
   *
   * @param capability an ordinal that has a row
   * @param standard what the role's archetype gets
   */
  MatrixCell cellOf(int capability, long standard) {
    int at = here == null ? -1 : here.indexOf(capability);
    boolean isStored = here != null && at >= 0;
    long stored = here != null && at >= 0 ? here.permissionAt(at) : 0;
    var inherited = new Outcome();
    for (Said said : above) {
      int index = said.permissions().indexOf(capability);
      if (index >= 0) {
        inherited.add(said.node(), said.permissions().permissionAt(index));
      }
    }
    var effective = new Outcome();
    if (isStored && isMet) {
      effective.add(hereNode, stored);
    }
    effective.addAll(inherited);
    return new MatrixCell(
        isStored,
        stored,
        inherited.counting(),
        effective.counting(),
        effective.decidedIn(),
        effective.prohibitedIn,
        standard);
  }

  /** What counts of what is found, nearest first; confined to one call. */
  private static final class Outcome {
    private final List<Integer> prohibitedIn = new ArrayList<>();
    private int nearest = ContextTree.NO_PARENT;
    private long nearestStored;

    void add(int node, long stored) {
      if (nearest == ContextTree.NO_PARENT) {
        nearest = node;
        nearestStored = stored;
      }
      if (stored == Permission.STORED_PROHIBIT) {
        prohibitedIn.add(node);
      }
    }

    void addAll(Outcome above) {
      if (nearest == ContextTree.NO_PARENT) {
        nearest = above.nearest;
        nearestStored = above.nearestStored;
      }
      prohibitedIn.addAll(above.prohibitedIn);
    }

    long counting() {
      return prohibitedIn.isEmpty() ? nearestStored : Permission.STORED_PROHIBIT;
    }

    int decidedIn() {
      return prohibitedIn.isEmpty() ? nearest : prohibitedIn.getFirst();
    }
  }

  private static @Nullable OverrideScope findNearest(PolicySnapshot snapshot, int node) {
    ContextTree contexts = snapshot.contexts();
    int at = node;
    while (at != ContextTree.NO_PARENT && !ContextTree.isScoped(contexts.linkOf(at))) {
      at = contexts.parentOf(at);
    }
    return at == ContextTree.NO_PARENT ? null : snapshot.definitions().findScope(at);
  }
}
