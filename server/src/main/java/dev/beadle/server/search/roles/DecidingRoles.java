package dev.beadle.server.search.roles;

import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.OverrideScope;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RolePermissions;
import dev.beadle.server.model.Permission;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * The roles that give capabilities in a context, and those that forbid them (rules §10). Roles are
 * ordinals, by role.id.
 *
 * @param needed roles that give them
 * @param forbidden roles with a prohibit for any of them on the way to the root
 */
public record DecidingRoles(List<Integer> needed, List<Integer> forbidden) {
  public DecidingRoles {
    needed = List.copyOf(needed);
    forbidden = List.copyOf(forbidden);
  }

  /**
   * Of one capability ({@code get_roles_with_cap_in_context}): the permission nearest to the
   * context decides, a prohibit wherever it stands. As Moodle has it, a stored number that is
   * neither allow, prevent nor prohibit is passed over here, where a check stops at it. Cost: a
   * search for each role of each scope on the way to the root.
   *
   * @param context an ordinal; nothing is found for one without a path
   * @param capability an ordinal, or {@link CapabilityCatalog#ABSENT}
   */
  public static DecidingRoles of(PolicySnapshot snapshot, int context, int capability) {
    Found found = find(snapshot, context, capability);
    return new DecidingRoles(
        RoleOrder.byId(snapshot, found.needed()), RoleOrder.byId(snapshot, found.forbidden()));
  }

  /**
   * Of several capabilities ({@code get_roles_with_caps_in_context}): roles that give all of them
   * and forbid none. As Moodle has it, while no role has been found the next capability begins
   * anew, so that one that no role gives is as good as not asked for.
   */
  public static DecidingRoles ofAll(PolicySnapshot snapshot, int context, int[] capabilities) {
    var needed = new BitSet();
    var forbidden = new BitSet();
    for (int capability : capabilities) {
      Found found = find(snapshot, context, capability);
      if (needed.isEmpty()) {
        needed = found.needed();
      } else {
        needed.and(found.needed());
      }
      forbidden.or(found.forbidden());
    }
    needed.andNot(forbidden);
    return new DecidingRoles(RoleOrder.byId(snapshot, needed), RoleOrder.byId(snapshot, forbidden));
  }

  private record Found(BitSet needed, BitSet forbidden) {}

  private static Found find(PolicySnapshot snapshot, int context, int capability) {
    var found = new Found(new BitSet(), new BitSet());
    if (capability == CapabilityCatalog.ABSENT || !snapshot.capabilities().hasRow(capability)) {
      return found;
    }
    var said = new BitSet();
    for (PathRows own : deepestFirst(snapshot, context)) {
      OverrideScope rows = own.rows();
      for (int i = 0; i < rows.roleCount(); i++) {
        RolePermissions permissions = rows.permissionsAt(i);
        int at = permissions.indexOf(capability);
        if (at >= 0) {
          take(rows.roleAt(i), permissions.permissionAt(at), found, said);
        }
      }
    }
    found.needed().andNot(found.forbidden());
    return found;
  }

  private static void take(int role, long stored, Found found, BitSet said) {
    if (stored == Permission.STORED_PROHIBIT) {
      found.forbidden().set(role);
    } else if (!said.get(role)) {
      found.needed().set(role, stored == Permission.STORED_ALLOW);
      said.set(role, stored == Permission.STORED_ALLOW || stored == Permission.STORED_PREVENT);
    }
  }

  /** By context.depth, which a damaged row may have wrong; of two alike the nearer one first. */
  private static List<PathRows> deepestFirst(PolicySnapshot snapshot, int context) {
    ContextTree contexts = snapshot.contexts();
    List<PathRows> rows = PathRows.ofContextsWithRow(snapshot, context);
    rows.sort(
        Comparator.comparingLong((PathRows own) -> contexts.rowOf(own.context()).depth())
            .reversed());
    return rows;
  }
}
