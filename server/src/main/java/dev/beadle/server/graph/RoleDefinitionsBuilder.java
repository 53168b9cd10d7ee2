package dev.beadle.server.graph;

import static dev.beadle.server.graph.ContextTree.NO_PARENT;

import dev.beadle.server.graph.RoleDefinitions.StoredPermission;
import dev.beadle.server.graph.column.RefColumn;
import dev.beadle.server.graph.column.SortedLongs;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gathers the rows of {@code role_capabilities} and links their scopes. Not thread-safe. */
final class RoleDefinitionsBuilder {
  /** Of each context, by {@link #keyOf role and capability}. */
  private final Map<Integer, Map<Long, StoredPermission>> rows = new HashMap<>();

  private final Set<Long> rowIds = new HashSet<>();

  /** Adds one row. */
  void add(StoredPermission row) {
    if (!rowIds.add(row.rowId())) {
      throw new InvalidFactException("id", "duplicate role_capabilities id " + row.rowId());
    }
    Map<Long, StoredPermission> ofContext =
        rows.computeIfAbsent(row.context(), _ -> new LinkedHashMap<>());
    if (ofContext.putIfAbsent(keyOf(row), row) != null) {
      throw new InvalidFactException(
          "capability",
          "second permission of the same role, context and capability: id " + row.rowId());
    }
  }

  private static long keyOf(StoredPermission row) {
    return (long) row.role() << Integer.SIZE | row.capability();
  }

  /** Links the scopes along the tree, and marks their nodes there. */
  RoleDefinitions build(ContextTreeBuilder tree) {
    // Permissions are met by the text of a path: those of several contexts that share one by
    // damage lie at one node.
    Map<Integer, List<StoredPermission>> atNodes = new HashMap<>();
    Set<Integer> shared = new HashSet<>();
    var pathless = new RefColumn.Builder<OverrideScope>();
    rows.forEach((context, ofContext) -> {
      int node = tree.nodeOf(context);
      if (node == NO_PARENT) {
        pathless.set(context, scopeOf(context, null, ofContext.values()));
        return;
      }
      if (node != context) {
        shared.add(node);
      }
      atNodes.computeIfAbsent(node, _ -> new ArrayList<>()).addAll(ofContext.values());
    });
    atNodes.keySet().forEach(tree::markScoped);
    var scopes = new RefColumn.Builder<OverrideScope>();
    var below = new SortedLongs.Builder(atNodes.size());
    for (Integer node : atNodes.keySet()) {
      OverrideScope scope = scopeAt(node, atNodes, scopes, tree);
      OverrideScope parent = scope == null ? null : scope.findParent();
      below.add(RoleDefinitions.belowKey(parent == null ? NO_PARENT : parent.node(), node));
    }
    Map<Integer, List<StoredPermission>> ofShared = new HashMap<>(atNodes);
    ofShared.keySet().retainAll(shared);
    return new RoleDefinitions(
        new RoleDefinitions.Parts(
            scopes.build(),
            pathless.build(),
            below.build(),
            ofShared,
            atNodes.size(),
            rowIds.size()));
  }

  private static @Nullable OverrideScope scopeAt(
      int node,
      Map<Integer, List<StoredPermission>> atNodes,
      RefColumn.Builder<OverrideScope> scopes,
      ContextTreeBuilder tree) {
    int scoped = node;
    while (scoped != NO_PARENT && !atNodes.containsKey(scoped)) {
      scoped = tree.parentOf(scoped);
    }
    if (scoped == NO_PARENT) {
      return null;
    }
    OverrideScope known = scopes.findAt(scoped);
    List<StoredPermission> here = atNodes.get(scoped);
    if (known != null || here == null) {
      return known;
    }
    // The recursion is as deep as the tree: ContextPath.MAX_IDS at the most.
    OverrideScope parent = scopeAt(tree.parentOf(scoped), atNodes, scopes, tree);
    OverrideScope scope = scopeOf(scoped, parent, here);
    scopes.set(scoped, scope);
    return scope;
  }

  private static OverrideScope scopeOf(
      int node, @Nullable OverrideScope parent, Collection<StoredPermission> rows) {
    var draft = new ScopeDraft(null);
    rows.forEach(draft::putLatest);
    return draft.scope(node, parent);
  }
}
