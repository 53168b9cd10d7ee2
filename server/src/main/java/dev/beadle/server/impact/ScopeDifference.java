package dev.beadle.server.impact;

import dev.beadle.server.graph.OverrideScope;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RolePermissions;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which roles may say something else in a scope after an edit than in a scope before it. What it
 * does not name says the same, permission by permission; what it names may. Not thread-safe. Cost:
 * a look at every permission of both chains, each pair of scopes once.
 */
final class ScopeDifference {
  private final PolicySnapshot before;
  private final PolicySnapshot after;
  private final JointRoles roles;
  private final Map<Pair, BitSet> known = new HashMap<>();

  /** Scopes are equal when they are the same. */
  private record Pair(@Nullable OverrideScope before, @Nullable OverrideScope after) {}

  ScopeDifference(PolicySnapshot before, PolicySnapshot after, JointRoles roles) {
    this.before = before;
    this.after = after;
    this.roles = roles;
  }

  /**
   * The roles that may differ.
   *
   * @return joint numbers; not to be changed
   */
  BitSet between(@Nullable OverrideScope old, @Nullable OverrideScope changed) {
    var pair = new Pair(old, changed);
    BitSet remembered = known.get(pair);
    if (remembered != null) {
      return remembered;
    }
    var differing = new BitSet();
    if (old == null && changed == null) {
      return differing;
    }
    // Scopes that do not face each other: whoever says something in them may differ. Which of them
    // are taken to face each other decides how many roles are named too much, never too few.
    int step = old == null ? 1 : changed == null ? -1 : facing(old, changed);
    if (old != null && changed != null && step == 0) {
      addDifferences(old, changed, differing);
      differing.or(between(old.findParent(), changed.findParent()));
    } else if (step > 0 && changed != null) {
      addRoles(changed, true, differing);
      differing.or(between(old, changed.findParent()));
    } else if (old != null) {
      addRoles(old, false, differing);
      differing.or(between(old.findParent(), changed));
    }
    known.put(pair, differing);
    return differing;
  }

  private int facing(OverrideScope old, OverrideScope changed) {
    boolean isSameContext =
        before.contexts().idOf(old.node()) == after.contexts().idOf(changed.node());
    return isSameContext ? 0 : Integer.compare(lengthOf(changed), lengthOf(old));
  }

  private static int lengthOf(OverrideScope scope) {
    int length = 0;
    for (@Nullable OverrideScope at = scope; at != null; at = at.findParent()) {
      length++;
    }
    return length;
  }

  private void addRoles(OverrideScope scope, boolean isAfter, BitSet differing) {
    for (int i = 0; i < scope.roleCount(); i++) {
      int role = scope.roleAt(i);
      differing.set(isAfter ? roles.ofAfter(role) : roles.ofBefore(role));
    }
  }

  private void addDifferences(OverrideScope old, OverrideScope changed, BitSet differing) {
    Map<Integer, RolePermissions> olds = new HashMap<>();
    for (int i = 0; i < old.roleCount(); i++) {
      olds.put(roles.ofBefore(old.roleAt(i)), old.permissionsAt(i));
    }
    for (int i = 0; i < changed.roleCount(); i++) {
      int role = roles.ofAfter(changed.roleAt(i));
      RolePermissions was = olds.remove(role);
      if (was == null || !isSame(was, changed.permissionsAt(i))) {
        differing.set(role);
      }
    }
    olds.keySet().forEach(differing::set);
  }

  private boolean isSame(RolePermissions old, RolePermissions changed) {
    if (old == changed && before.capabilities() == after.capabilities()) {
      return true;
    }
    if (old.size() != changed.size()) {
      return false;
    }
    for (int i = 0; i < old.size(); i++) {
      String name = before.capabilities().nameOf(old.capabilityAt(i));
      int capability = after.capabilities().find(name);
      int at = changed.indexOf(capability);
      if (at < 0 || changed.permissionAt(at) != old.permissionAt(i)) {
        return false;
      }
    }
    return true;
  }
}
