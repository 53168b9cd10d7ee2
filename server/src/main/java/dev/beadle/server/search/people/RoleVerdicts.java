package dev.beadle.server.search.people;

import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.OverrideScope;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleDefinitions.StoredPermission;
import dev.beadle.server.graph.RolePermissions;
import dev.beadle.server.model.Permission;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What every role says about a few capabilities in one context (§7.3, §9.2): the permission nearest
 * to the context, and whether any on the way to the root prohibits. A bit stands for a capability.
 * Not thread-safe while it is made. Cost: a look at each role of each scope on the way.
 */
final class RoleVerdicts {
  /** How many capabilities there are bits for. */
  static final int MOST_CAPABILITIES = Long.SIZE;

  private final int[] capabilities;
  private final long[] allowed;
  private final long[] prohibited;
  private final long[] said;
  private long allowedByAny;
  private long prohibitedByAny;

  private RoleVerdicts(int roleCount, int[] capabilities) {
    this.capabilities = capabilities;
    this.allowed = new long[roleCount];
    this.prohibited = new long[roleCount];
    this.said = new long[roleCount];
  }

  /**
   * The verdicts in the context at the foot of an ancestry.
   *
   * @param capabilities ordinals, at most {@value #MOST_CAPABILITIES}; about those without a row
   *     nobody says anything (§4)
   */
  static RoleVerdicts of(PolicySnapshot snapshot, Ancestry ancestry, int[] capabilities) {
    var verdicts = new RoleVerdicts(snapshot.roles().size(), capabilities);
    if (ancestry.isByIds()) {
      verdicts.hearByIds(snapshot, ancestry);
    } else {
      verdicts.hearFrom(snapshot, ancestry);
    }
    return verdicts;
  }

  /** The capabilities that a role allows, those included that some role prohibits. */
  long allowedBy(int role) {
    return allowed[role];
  }

  /** The capabilities that a role prohibits. */
  long prohibitedBy(int role) {
    return prohibited[role];
  }

  /** The capabilities that at least one role allows. */
  long allowedByAny() {
    return allowedByAny;
  }

  /** The capabilities that at least one role prohibits. */
  long prohibitedByAny() {
    return prohibitedByAny;
  }

  private void hearFrom(PolicySnapshot snapshot, Ancestry ancestry) {
    OverrideScope nearest = null;
    for (int step = 0; step < ancestry.length() && nearest == null; step++) {
      nearest = snapshot.definitions().findScope(ancestry.nodeAt(step));
    }
    for (@Nullable OverrideScope scope = nearest; scope != null; scope = scope.findParent()) {
      hear(scope);
    }
  }

  private void hear(OverrideScope scope) {
    for (int i = 0; i < scope.roleCount(); i++) {
      RolePermissions permissions = scope.permissionsAt(i);
      for (int bit = 0; bit < capabilities.length; bit++) {
        int at = capabilities[bit] < 0 ? -1 : permissions.indexOf(capabilities[bit]);
        if (at >= 0) {
          say(scope.roleAt(i), bit, permissions.permissionAt(at));
        }
      }
    }
  }

  /** Hears the rows of the contexts that the path names, each where its own path puts it. */
  private void hearByIds(PolicySnapshot snapshot, Ancestry ancestry) {
    for (int step = 0; step < ancestry.length(); step++) {
      int node = ancestry.nodeAt(step);
      OverrideScope scope = snapshot.definitions().findScope(node);
      if (scope != null && snapshot.definitions().isShared(node)) {
        hearShared(snapshot, ancestry, node);
      } else if (scope != null) {
        hear(scope);
      }
    }
  }

  private void hearShared(PolicySnapshot snapshot, Ancestry ancestry, int node) {
    List<StoredPermission> rows = new ArrayList<>();
    Set<Integer> contexts = new HashSet<>();
    for (int step = 0; step < ancestry.length(); step++) {
      int named = ancestry.namedAt(step);
      if (named != ContextTree.ABSENT
          && snapshot.contexts().nodeOf(named) == node
          && contexts.add(named)) {
        rows.addAll(snapshot.definitions().storedIn(named, node));
      }
    }
    // Of rows that say something of the same, the last one counts.
    rows.sort(Comparator.comparingLong(StoredPermission::rowId).reversed());
    Set<Long> heard = new HashSet<>();
    for (StoredPermission row : rows) {
      if (heard.add((long) row.role() << Integer.SIZE | row.capability())) {
        hear(row);
      }
    }
  }

  private void hear(StoredPermission row) {
    for (int bit = 0; bit < capabilities.length; bit++) {
      if (capabilities[bit] == row.capability()) {
        say(row.role(), bit, row.permission());
      }
    }
  }

  private void say(int role, int bit, long stored) {
    long mask = 1L << bit;
    boolean isNearest = (said[role] & mask) == 0;
    said[role] |= mask;
    switch (Permission.ofStored(stored)) {
      case ALLOW -> {
        allowed[role] |= isNearest ? mask : 0;
        allowedByAny |= isNearest ? mask : 0;
      }
      case PREVENT -> {}
      case PROHIBIT -> {
        prohibited[role] |= mask;
        prohibitedByAny |= mask;
      }
    }
  }
}
