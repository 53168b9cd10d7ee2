package dev.beadle.server.search.roles;

import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RolePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a role says in a context, capability by capability ({@code role_context_capabilities}, rules
 * §10). Stateless.
 */
public final class EffectivePermissions {
  /** Moodle takes any stored number below it as a prohibit here, where a check takes one only. */
  private static final long PROHIBITS_BELOW = -500;

  /**
   * One of them.
   *
   * @param capability an ordinal
   * @param permission the stored number that counts
   * @param context an ordinal: where it is stored
   */
  public record EffectivePermission(int capability, long permission, int context) {}

  private EffectivePermissions() {}

  /**
   * All capabilities for which a row is found, by name. The row of the highest context level
   * counts, but one below -500 counts more, and of these the highest up. Contexts of the same
   * level, such as nested categories, come in no order in Moodle: here the deeper one comes first.
   * Cost: the role's rows on the way to the root.
   *
   * @param role an ordinal, of a row or not
   * @param context an ordinal; nothing is found for one without a path
   */
  public static List<EffectivePermission> of(PolicySnapshot snapshot, int role, int context) {
    CapabilityCatalog capabilities = snapshot.capabilities();
    SortedMap<String, EffectivePermission> said = new TreeMap<>();
    for (PathRows own : byLevel(snapshot, context)) {
      RolePermissions permissions = own.rows().find(role);
      for (int i = 0; permissions != null && i < permissions.size(); i++) {
        int capability = permissions.capabilityAt(i);
        if (capabilities.hasRow(capability)) {
          var found =
              new EffectivePermission(capability, permissions.permissionAt(i), own.context());
          said.merge(
              capabilities.nameOf(capability), found, EffectivePermissions::laterIfProhibits);
        }
      }
    }
    return List.copyOf(said.values());
  }

  /**
   * The stored numbers of which any may be Moodle's answer about one capability, ascending: several
   * where contexts of the same level say different things; none when no row is found.
   *
   * @param role an ordinal, of a row or not
   * @param context an ordinal
   * @param capability an ordinal, or {@link CapabilityCatalog#ABSENT}
   */
  public static List<Long> possible(
      PolicySnapshot snapshot, int role, int context, int capability) {
    SortedSet<Long> possible = new TreeSet<>();
    if (capability == CapabilityCatalog.ABSENT || !snapshot.capabilities().hasRow(capability)) {
      return List.of();
    }
    int level = 0;
    boolean isProhibit = false;
    for (PathRows own : byLevel(snapshot, context)) {
      RolePermissions permissions = own.rows().find(role);
      int at = permissions == null ? -1 : permissions.indexOf(capability);
      if (permissions == null || at < 0) {
        continue;
      }
      long stored = permissions.permissionAt(at);
      int ownLevel = snapshot.contexts().levelOf(own.context());
      boolean prohibits = stored < PROHIBITS_BELOW;
      boolean isAlike = ownLevel == level && prohibits == isProhibit;
      if (possible.isEmpty() || (prohibits && !isAlike)) {
        possible.clear();
        level = ownLevel;
        isProhibit = prohibits;
      }
      if (ownLevel == level && prohibits == isProhibit) {
        possible.add(stored);
      }
    }
    return List.copyOf(possible);
  }

  private static EffectivePermission laterIfProhibits(
      EffectivePermission earlier, EffectivePermission later) {
    return later.permission() < PROHIBITS_BELOW ? later : earlier;
  }

  private static List<PathRows> byLevel(PolicySnapshot snapshot, int context) {
    ContextTree contexts = snapshot.contexts();
    List<PathRows> rows = PathRows.ofContextsWithRow(snapshot, context);
    rows.sort(
        Comparator.comparingInt((PathRows own) -> contexts.levelOf(own.context())).reversed());
    return rows;
  }
}
