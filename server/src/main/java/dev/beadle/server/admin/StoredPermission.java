package dev.beadle.server.admin;

import dev.beadle.server.change.Change;
import dev.beadle.server.graph.FactCursor;
import dev.beadle.server.graph.OverrideScope;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RolePermissions;
import dev.beadle.server.graph.SnapshotRows;
import dev.beadle.server.model.SiteTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A row of {@code role_capabilities}, and how such rows are found. */
record StoredPermission(long id, long contextId, long roleId, String capability, long permission) {
  /** What a role says of a capability in a context, or null. Cost: that of what is stored there. */
  static @Nullable StoredPermission find(
      PolicySnapshot site, int context, long roleId, String capability) {
    OverrideScope scope = site.definitions().findScope(context);
    boolean isMet = site.contexts().nodeOf(context) == context;
    RolePermissions said =
        isMet && scope != null && scope.node() == context
            ? scope.find(site.roles().find(roleId))
            : null;
    // On a sound site two searches say that there is none.
    if (isMet && (said == null || said.indexOf(site.capabilities().find(capability)) < 0)) {
      return null;
    }
    List<StoredPermission> rows =
        matching(
            SnapshotRows.permissionsIn(site, context),
            row -> row.roleId() == roleId && row.capability().equals(capability));
    return rows.isEmpty() ? null : rows.getFirst();
  }

  /** The rows of a context, by id. Cost: that of what is stored there. */
  static List<StoredPermission> in(PolicySnapshot site, int context) {
    return matching(SnapshotRows.permissionsIn(site, context), _ -> true);
  }

  /** The rows that match, by id. Cost: a look at every row. */
  static List<StoredPermission> all(PolicySnapshot site, Predicate<StoredPermission> matches) {
    return matching(SnapshotRows.of(site, SiteTable.ROLE_CAPABILITIES), matches);
  }

  private static List<StoredPermission> matching(
      FactCursor rows, Predicate<StoredPermission> matches) {
    List<StoredPermission> found = new ArrayList<>();
    while (rows.next()) {
      var row =
          new StoredPermission(
              rows.numberAt(0),
              rows.numberAt(1),
              rows.numberAt(2),
              rows.textAt(3),
              rows.numberAt(4));
      if (matches.test(row)) {
        found.add(row);
      }
    }
    found.sort(Comparator.comparingLong(StoredPermission::id));
    return found;
  }

  /** The change by which it goes away. */
  Change removed() {
    return new Change.PermissionRemoved(id, contextId, roleId, capability, permission);
  }

  /** The change by which it says something else. */
  Change changedTo(long other) {
    return new Change.PermissionSet(id, contextId, roleId, capability, other);
  }
}
