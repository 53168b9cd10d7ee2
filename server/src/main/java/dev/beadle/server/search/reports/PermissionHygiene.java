package dev.beadle.server.search.reports;

import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.OverrideScope;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleDefinitions.StoredPermission;
import dev.beadle.server.model.Permission;
import dev.beadle.server.search.Checkpoint;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What of the stored permissions can be tidied up. Stateless but for where it tells. */
record PermissionHygiene(
    PolicySnapshot snapshot, Set<HygieneKind> kinds, Consumer<HygieneFinding> action) {

  void look(Checkpoint checkpoint) {
    var counted = new CountedSteps(checkpoint);
    snapshot
        .definitions()
        .forEachStored(row -> {
          counted.step();
          look(row);
        });
  }

  private void look(StoredPermission row) {
    boolean isKnown = snapshot.capabilities().hasRow(row.capability());
    boolean isPlaced = snapshot.contexts().hasRow(row.context());
    if (!isKnown) {
      tell(HygieneKind.UNKNOWN_CAPABILITY, row);
    }
    if (!isPlaced) {
      tell(HygieneKind.PERMISSION_IN_MISSING_CONTEXT, row);
    }
    if (snapshot.roles().findRow(row.role()) == null) {
      tell(HygieneKind.MISSING_ROLE, row);
    }
    if (isKnown && isPlaced) {
      lookAtOverride(row);
    }
  }

  private void lookAtOverride(StoredPermission row) {
    int node = snapshot.contexts().nodeOf(row.context());
    // Rows without a path are met by no check, but by Moodle's list functions: see rules §17.
    if (node == ContextTree.NO_PARENT || node == snapshot.contexts().system()) {
      return;
    }
    OverrideScope here = snapshot.definitions().findScope(node);
    OverrideScope above = here == null ? null : here.findParent();
    Permission inherited = RoleEffects.find(above, row.role(), row.capability());
    if (inherited == Permission.PROHIBIT) {
      tell(HygieneKind.OVERRIDE_SHADOWED, row);
    } else if (!snapshot.definitions().isShared(node) && saysTheSame(row, inherited)) {
      // Where rows of several contexts lie, by damage, another one may come to light.
      tell(HygieneKind.OVERRIDE_WITHOUT_EFFECT, row);
    }
  }

  /** Whether a role says the same with a row as with what it inherits: null, not to allow. */
  private static boolean saysTheSame(StoredPermission row, @Nullable Permission inherited) {
    return switch (Permission.ofStored(row.permission())) {
      case ALLOW -> inherited == Permission.ALLOW;
      case PREVENT -> inherited != Permission.ALLOW;
      case PROHIBIT -> false;
    };
  }

  private void tell(HygieneKind kind, StoredPermission row) {
    if (kinds.contains(kind)) {
      action.accept(
          new HygieneFinding(
              kind,
              row.rowId(),
              snapshot.roles().idOf(row.role()),
              snapshot.contexts().idOf(row.context()),
              0,
              snapshot.capabilities().nameOf(row.capability()),
              row.permission()));
    }
  }
}
