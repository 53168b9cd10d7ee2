package dev.beadle.server.graph;

import static dev.beadle.server.graph.ContextTree.NO_PARENT;

import dev.beadle.server.graph.column.RefColumn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Gathers the rows of {@code role_capabilities} and links their scopes. Not thread-safe. */
final class RoleDefinitionsBuilder {
  private record Row(int capability, long permission, long rowId) {}

  private record Key(int context, int role, int capability) {}

  private final Map<Integer, SortedMap<Integer, List<Row>>> rows = new HashMap<>();
  private final Set<Key> keys = new HashSet<>();
  private final Set<Long> rowIds = new HashSet<>();

  /** Adds one row, by ordinals. */
  void add(int context, int role, int capability, long permission, long rowId) {
    if (!rowIds.add(rowId)) {
      throw new InvalidFactException("id", "duplicate role_capabilities id " + rowId);
    }
    if (!keys.add(new Key(context, role, capability))) {
      throw new InvalidFactException(
          "capability", "second permission of the same role, context and capability: id " + rowId);
    }
    rows.computeIfAbsent(context, _ -> new TreeMap<>())
        .computeIfAbsent(role, _ -> new ArrayList<>())
        .add(new Row(capability, permission, rowId));
  }

  /** Links the scopes along the tree, and marks their nodes there. */
  RoleDefinitions build(ContextTreeBuilder tree) {
    // Permissions are met by the text of a path: those of several contexts that share one by
    // damage lie at one node.
    Map<Integer, SortedMap<Integer, List<Row>>> atNodes = new HashMap<>();
    var pathless = new RefColumn.Builder<OverrideScope>();
    rows.forEach((context, ofRoles) -> {
      int node = tree.nodeOf(context);
      if (node == NO_PARENT) {
        pathless.set(context, scopeOf(context, null, ofRoles));
      } else {
        atNodes.merge(node, ofRoles, RoleDefinitionsBuilder::merged);
      }
    });
    atNodes.keySet().forEach(tree::markScoped);
    var scopes = new RefColumn.Builder<OverrideScope>();
    for (Integer node : atNodes.keySet()) {
      scopeAt(node, atNodes, scopes, tree);
    }
    return new RoleDefinitions(scopes.build(), pathless.build(), atNodes.size(), rowIds.size());
  }

  private static @Nullable OverrideScope scopeAt(
      int node,
      Map<Integer, SortedMap<Integer, List<Row>>> atNodes,
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
    SortedMap<Integer, List<Row>> ofRoles = atNodes.get(scoped);
    if (known != null || ofRoles == null) {
      return known;
    }
    // The recursion is as deep as the tree: ContextTreeBuilder.MAX_PATH_IDS at the most.
    OverrideScope parent = scopeAt(tree.parentOf(scoped), atNodes, scopes, tree);
    OverrideScope scope = scopeOf(scoped, parent, ofRoles);
    scopes.set(scoped, scope);
    return scope;
  }

  private static OverrideScope scopeOf(
      int node, @Nullable OverrideScope parent, SortedMap<Integer, List<Row>> ofRoles) {
    int[] roles = new int[ofRoles.size()];
    RolePermissions[] permissions = new RolePermissions[roles.length];
    int at = 0;
    for (Map.Entry<Integer, List<Row>> entry : ofRoles.entrySet()) {
      roles[at] = entry.getKey();
      permissions[at++] = permissionsOf(entry.getValue());
    }
    return new OverrideScope(node, parent, roles, permissions);
  }

  private static RolePermissions permissionsOf(List<Row> rows) {
    rows.sort(Comparator.comparingInt(Row::capability).thenComparingLong(Row::rowId));
    int[] capabilities = new int[rows.size()];
    long[] permissions = new long[rows.size()];
    long[] rowIds = new long[rows.size()];
    for (int i = 0; i < rows.size(); i++) {
      capabilities[i] = rows.get(i).capability();
      permissions[i] = rows.get(i).permission();
      rowIds[i] = rows.get(i).rowId();
    }
    return new RolePermissions(capabilities, permissions, rowIds);
  }

  /** Two contexts with one path: of the same role and capability, the later row wins (§4). */
  private static SortedMap<Integer, List<Row>> merged(
      SortedMap<Integer, List<Row>> one, SortedMap<Integer, List<Row>> other) {
    SortedMap<Integer, List<Row>> merged = new TreeMap<Integer, List<Row>>();
    one.forEach((role, list) -> merged.put(role, new ArrayList<>(list)));
    other.forEach((role, list) -> {
      List<Row> all = merged.computeIfAbsent(role, _ -> new ArrayList<>());
      for (Row row : list) {
        Row same =
            all.stream()
                .filter(known -> known.capability() == row.capability())
                .findFirst()
                .orElse(null);
        if (same == null || same.rowId() < row.rowId()) {
          all.remove(same);
          all.add(row);
        }
      }
    });
    return merged;
  }
}
