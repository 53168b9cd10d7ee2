package dev.beadle.server.search.roles;

import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RolePermissions;
import java.util.BitSet;
import java.util.List;

/**
 * The roles that have a permission stored for a capability, whatever comes of it ({@code
 * get_roles_with_capability}, rules §10). Stateless.
 */
public final class RolesWithPermission {
  /** Asks for whatever is stored. */
  public static final long ANY_PERMISSION = 0;

  private RolesWithPermission() {}

  /**
   * The roles, which have a row, by role.id.
   *
   * @param capability an ordinal, or {@link CapabilityCatalog#ABSENT}
   * @param permission the stored number, or {@link #ANY_PERMISSION}
   * @param context an ordinal: only rows there and above it, none for one without a path; {@link
   *     ContextTree#ABSENT}: anywhere, which costs a search in every scope of the site
   */
  public static List<Integer> find(
      PolicySnapshot snapshot, int capability, long permission, int context) {
    var roles = new BitSet();
    if (capability == CapabilityCatalog.ABSENT || !snapshot.capabilities().hasRow(capability)) {
      return List.of();
    }
    if (context == ContextTree.ABSENT) {
      snapshot
          .definitions()
          .forEachOf(
              capability,
              row -> {
                if (isMeant(row.permission(), permission)) {
                  roles.set(row.role());
                }
              });
    } else {
      for (PathRows own : PathRows.nearestFirst(snapshot, context)) {
        addMeant(own, capability, permission, roles);
      }
    }
    roles.and(RoleOrder.withRow(snapshot.roles()));
    return RoleOrder.byId(snapshot, roles);
  }

  private static void addMeant(PathRows own, int capability, long permission, BitSet roles) {
    for (int i = 0; i < own.rows().roleCount(); i++) {
      RolePermissions permissions = own.rows().permissionsAt(i);
      int at = permissions.indexOf(capability);
      if (at >= 0 && isMeant(permissions.permissionAt(at), permission)) {
        roles.set(own.rows().roleAt(i));
      }
    }
  }

  private static boolean isMeant(long stored, long permission) {
    return permission == ANY_PERMISSION || stored == permission;
  }
}
