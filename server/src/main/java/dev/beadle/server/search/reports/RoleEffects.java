package dev.beadle.server.search.reports;

import dev.beadle.server.graph.OverrideScope;
import dev.beadle.server.graph.RolePermissions;
import dev.beadle.server.model.Permission;
import org.jspecify.annotations.Nullable;

/** What one role says about one capability, by itself (rules §7.3). Stateless. */
final class RoleEffects {
  private RoleEffects() {}

  /**
   * What it says within a scope: the nearest stored permission, unless any on the way to the root
   * prohibits; null when there is none. Cost: a search in each scope on the way.
   *
   * @param nearest the scope to begin with, or null for none
   */
  static @Nullable Permission find(@Nullable OverrideScope nearest, int role, int capability) {
    Permission found = null;
    for (OverrideScope scope = nearest; scope != null; scope = scope.findParent()) {
      RolePermissions permissions = scope.find(role);
      int at = permissions == null ? -1 : permissions.indexOf(capability);
      if (permissions != null && at >= 0) {
        Permission stored = Permission.ofStored(permissions.permissionAt(at));
        if (stored == Permission.PROHIBIT) {
          return stored;
        }
        found = found == null ? stored : found;
      }
    }
    return found;
  }
}
