package dev.beadle.server.search.roles;

import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RolePermissions;
import dev.beadle.server.model.Permission;

/** Whether a context is where a role's prohibit can be taken back (rules §10). Stateless. */
public final class ProhibitRemoval {
  private ProhibitRemoval() {}

  /**
   * Moodle's {@code prohibit_is_removable}: there is no prohibit on the way to the root, or just
   * one, and that in this very context.
   *
   * @param role an ordinal
   * @param context an ordinal
   * @param capability an ordinal, or {@link CapabilityCatalog#ABSENT}
   */
  public static boolean isPossible(PolicySnapshot snapshot, int role, int context, int capability) {
    if (capability == CapabilityCatalog.ABSENT || !snapshot.capabilities().hasRow(capability)) {
      return true;
    }
    int prohibits = 0;
    boolean isHere = false;
    for (PathRows own : PathRows.ofContextsWithRow(snapshot, context)) {
      RolePermissions permissions = own.rows().find(role);
      int at = permissions == null ? -1 : permissions.indexOf(capability);
      if (permissions != null
          && at >= 0
          && permissions.permissionAt(at) == Permission.STORED_PROHIBIT) {
        prohibits++;
        isHere |= own.context() == context;
      }
    }
    return prohibits == 0 || (prohibits == 1 && isHere);
  }
}
