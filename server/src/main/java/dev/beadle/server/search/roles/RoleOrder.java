package dev.beadle.server.search.roles;

import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleCatalog;
import dev.beadle.server.graph.RoleCatalog.Role;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/** The orders in which Moodle lists roles. Roles are ordinals. Stateless. */
public final class RoleOrder {
  private RoleOrder() {}

  /** The site's order: role.sortorder, and of two in the same place the older one first. */
  public static Comparator<Integer> ofSite(RoleCatalog roles) {
    return Comparator.<Integer>comparingLong(role -> sortOrderOf(roles, role))
        .thenComparingLong(roles::idOf);
  }

  /** Every role that has a row. */
  public static BitSet withRow(RoleCatalog roles) {
    var all = new BitSet();
    for (int role = 0; role < roles.size(); role++) {
      all.set(role, roles.findRow(role) != null);
    }
    return all;
  }

  /** A set in the site's order. */
  static List<Integer> bySite(PolicySnapshot snapshot, BitSet roles) {
    return sorted(roles, ofSite(snapshot.roles()));
  }

  /** A set by role.id. */
  static List<Integer> byId(PolicySnapshot snapshot, BitSet roles) {
    return sorted(roles, Comparator.comparingLong(snapshot.roles()::idOf));
  }

  private static List<Integer> sorted(BitSet roles, Comparator<Integer> order) {
    List<Integer> list = new ArrayList<>();
    roles.stream().forEach(list::add);
    list.sort(order);
    return List.copyOf(list);
  }

  /** The place of a role; one without a row, which Moodle never lists, comes last. */
  private static long sortOrderOf(RoleCatalog roles, int role) {
    Role row = roles.findRow(role);
    return row == null ? Long.MAX_VALUE : row.sortOrder();
  }
}
