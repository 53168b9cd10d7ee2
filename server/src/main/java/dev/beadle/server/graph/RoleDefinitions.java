package dev.beadle.server.graph;

import dev.beadle.server.graph.column.RefColumn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every stored permission of every role: the definitions at the system context and the overrides
 * below it, which are evaluated alike (rules §4). Immutable and so thread-safe.
 */
public final class RoleDefinitions {
  private final RefColumn<OverrideScope> scopes;
  private final RefColumn<OverrideScope> pathless;
  private final int scopeCount;
  private final long permissionCount;

  RoleDefinitions(
      RefColumn<OverrideScope> scopes,
      RefColumn<OverrideScope> pathless,
      int scopeCount,
      long permissionCount) {
    this.scopes = scopes;
    this.pathless = pathless;
    this.scopeCount = scopeCount;
    this.permissionCount = permissionCount;
  }

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

  /** Every scope as it is stored: at the nodes of the tree, and of contexts without a path. */
  List<OverrideScope> storedScopes() {
    List<OverrideScope> stored = new ArrayList<>();
    for (RefColumn<OverrideScope> column : List.of(scopes, pathless)) {
      for (int i = 0; i < column.length(); i++) {
        OverrideScope scope = column.findAt(i);
        if (scope != null) {
          stored.add(scope);
        }
      }
    }
    return stored;
  }

  /** The nodes at which permissions are stored. */
  public int scopeCount() {
    return scopeCount;
  }

  /** Rows of {@code role_capabilities}, ignored ones included. */
  public long permissionCount() {
    return permissionCount;
  }

  /** The bytes it takes. */
  public long sizeInBytes() {
    return scopes.sizeInBytes(OverrideScope::sizeInBytes)
        + pathless.sizeInBytes(OverrideScope::sizeInBytes);
  }
}
