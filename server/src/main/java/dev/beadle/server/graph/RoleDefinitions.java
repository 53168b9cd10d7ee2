package dev.beadle.server.graph;

import dev.beadle.server.graph.column.ObjectSize;
import dev.beadle.server.graph.column.RefColumn;
import dev.beadle.server.graph.column.SortedLongs;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Every stored permission of every role: the definitions at the system context and the overrides
 * below it, which are evaluated alike (rules §4). Immutable and so thread-safe.
 */
public final class RoleDefinitions {
  private final RefColumn<OverrideScope> scopes;
  private final RefColumn<OverrideScope> pathless;
  private final SortedLongs scopesBelow;
  private final Map<Integer, List<StoredPermission>> shared;
  private final int scopeCount;
  private final long permissionCount;

  RoleDefinitions(Parts parts) {
    this.scopes = parts.scopes();
    this.pathless = parts.pathless();
    this.scopesBelow = parts.scopesBelow();
    this.shared = parts.shared();
    this.scopeCount = parts.scopeCount();
    this.permissionCount = parts.permissionCount();
  }

  /**
   * What the definitions are made of.
   *
   * @param scopes by their nodes
   * @param pathless what is stored for contexts that no path contains, by context
   * @param scopesBelow for each scope the nodes of those right below it: see {@link #belowKey}
   * @param shared the rows of nodes at which, by damage, those of several contexts lie
   */
  record Parts(
      RefColumn<OverrideScope> scopes,
      RefColumn<OverrideScope> pathless,
      SortedLongs scopesBelow,
      Map<Integer, List<StoredPermission>> shared,
      int scopeCount,
      long permissionCount) {
    Parts {
      shared = Map.copyOf(shared);
    }
  }

  /** One row of {@code role_capabilities}, by ordinals. */
  public record StoredPermission(
      long rowId, int context, int role, int capability, long permission) {}

  /** The scope at a node of the context tree, or null when no permission is stored there. */
  public @Nullable OverrideScope findScope(int node) {
    return node < scopes.length() ? scopes.findAt(node) : null;
  }

  /**
   * What is stored for a context that no path contains, or null: no check ever meets it, but it is
   * there to be reported.
   */
  public @Nullable OverrideScope findPathless(int context) {
    return context < pathless.length() ? pathless.findAt(context) : null;
  }

  /**
   * The nodes of all scopes, those of one scope above them together. Cost: that of what there is.
   */
  public void forEachScope(IntConsumer action) {
    scopesBelow.forEach(key -> action.accept((int) key));
  }

  /** The contexts for which {@link #findPathless} has something. Cost: that of what there is. */
  public void forEachPathless(IntConsumer action) {
    pathless.forEachPresent(action);
  }

  /**
   * The nodes of the scopes right below that of {@code node}, ascending; those without one above
   * them for {@link ContextTree#NO_PARENT}. Cost: that of what there is.
   */
  public void forEachScopeBelow(int node, IntConsumer action) {
    scopesBelow.forEach(belowKey(node, 0), belowKey(node + 1, 0), key -> action.accept((int) key));
  }

  /**
   * What is stored for a context itself, whatever its path; null when nothing is. Its parent means
   * nothing. Cost: a look, but for the damaged.
   *
   * @param context an ordinal, of a row or not
   * @param node {@link ContextTree#nodeOf} the context
   */
  public @Nullable OverrideScope findOwn(int context, int node) {
    if (node == ContextTree.NO_PARENT) {
      return findPathless(context);
    }
    if (!shared.containsKey(node)) {
      return node == context ? findScope(node) : null;
    }
    var own = new ScopeDraft(null);
    storedIn(context, node).forEach(own::putLatest);
    return own.isEmpty() ? null : own.scope(node, null);
  }

  /** The roles of which anything is stored anywhere, as ordinals. Cost: that of all scopes. */
  public BitSet rolesWithPermissions() {
    var roles = new BitSet();
    forEachContent(scope -> {
      for (int i = 0; i < scope.roleCount(); i++) {
        roles.set(scope.roleAt(i));
      }
    });
    return roles;
  }

  /**
   * Every stored row of one capability, in whatever order. Cost: a search for each scope's role.
   */
  public void forEachOf(int capability, Consumer<StoredPermission> action) {
    forEachContent(scope -> {
      if (liesElsewhere(scope)) {
        return;
      }
      for (int i = 0; i < scope.roleCount(); i++) {
        RolePermissions permissions = scope.permissionsAt(i);
        int at = permissions.indexOf(capability);
        if (at >= 0) {
          action.accept(rowAt(scope, i, at));
        }
      }
    });
    for (List<StoredPermission> rows : shared.values()) {
      for (StoredPermission row : rows) {
        if (row.capability() == capability) {
          action.accept(row);
        }
      }
    }
  }

  /** Whether, by damage, the rows of a scope are those of several contexts: see {@code shared}. */
  private boolean liesElsewhere(OverrideScope scope) {
    return isShared(scope.node()) && findPathless(scope.node()) != scope;
  }

  private void forEachContent(Consumer<OverrideScope> action) {
    forEachScope(node -> {
      OverrideScope scope = findScope(node);
      if (scope != null) {
        action.accept(scope);
      }
    });
    forEachPathless(context -> {
      OverrideScope unmet = findPathless(context);
      if (unmet != null) {
        action.accept(unmet);
      }
    });
  }

  /** The nodes at which permissions are stored. */
  public int scopeCount() {
    return scopeCount;
  }

  /** Rows of {@code role_capabilities}, ignored ones included. */
  public long permissionCount() {
    return permissionCount;
  }

  /** Every stored row. */
  List<StoredPermission> storedPermissions() {
    List<StoredPermission> rows = new ArrayList<>();
    forEachStored(rows::add);
    return rows;
  }

  /**
   * Every stored row, whether it counts or not, in whatever order. Cost: an object for each row. It
   * ends early when {@code action} throws.
   */
  public void forEachStored(Consumer<StoredPermission> action) {
    forEachContent(scope -> {
      if (!liesElsewhere(scope)) {
        forEachRow(scope, action);
      }
    });
    shared.values().forEach(rows -> rows.forEach(action));
  }

  /**
   * The rows stored for one context. Cost: that of what is stored there.
   *
   * @param node where they count, or {@link ContextTree#NO_PARENT}
   */
  public List<StoredPermission> storedIn(int context, int node) {
    List<StoredPermission> rows = new ArrayList<>();
    OverrideScope unmet = findPathless(context);
    if (unmet != null) {
      forEachRow(unmet, rows::add);
    }
    OverrideScope scope = node == ContextTree.NO_PARENT ? null : findScope(node);
    if (scope != null) {
      List<StoredPermission> ofSeveral = shared.get(node);
      if (ofSeveral == null) {
        forEachRow(scope, rows::add);
      } else {
        rows.addAll(ofSeveral);
      }
    }
    rows.removeIf(row -> row.context() != context);
    return rows;
  }

  /** Whether, by damage, rows of other contexts lie at a node: its scope does not tell whose. */
  public boolean isShared(int node) {
    return shared.containsKey(node);
  }

  Parts parts() {
    return new Parts(scopes, pathless, scopesBelow, shared, scopeCount, permissionCount);
  }

  /** The bytes it takes. */
  public long sizeInBytes() {
    long bytes = scopes.sizeInBytes(OverrideScope::sizeInBytes) + scopesBelow.sizeInBytes();
    for (List<StoredPermission> rows : shared.values()) {
      bytes += rows.size() * ObjectSize.ofObject(28);
    }
    return bytes + pathless.sizeInBytes(OverrideScope::sizeInBytes);
  }

  /** What the index of scopes holds for a scope right below another. */
  static long belowKey(int above, int node) {
    return (above + 1L) << Integer.SIZE | node;
  }

  private static void forEachRow(OverrideScope scope, Consumer<StoredPermission> action) {
    for (int role = 0; role < scope.roleCount(); role++) {
      RolePermissions permissions = scope.permissionsAt(role);
      for (int i = 0; i < permissions.size(); i++) {
        action.accept(rowAt(scope, role, i));
      }
    }
  }

  private static StoredPermission rowAt(OverrideScope scope, int role, int index) {
    RolePermissions permissions = scope.permissionsAt(role);
    return new StoredPermission(
        permissions.rowIdAt(index),
        scope.node(),
        scope.roleAt(role),
        permissions.capabilityAt(index),
        permissions.permissionAt(index));
  }
}
