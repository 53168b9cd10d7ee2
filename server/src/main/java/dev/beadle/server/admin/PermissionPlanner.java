package dev.beadle.server.admin;

import dev.beadle.server.admin.PermissionCommand.ChangePermission;
import dev.beadle.server.admin.PermissionCommand.SetCapability;
import dev.beadle.server.admin.PermissionCommand.UnsetCapability;
import dev.beadle.server.admin.PermissionCommand.UnsetCapabilityEverywhere;
import dev.beadle.server.change.Change.PermissionSet;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.Permission;
import dev.beadle.server.model.SiteTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What changes by a command about permissions (§11). Stateless. */
final class PermissionPlanner {
  private PermissionPlanner() {}

  static void plan(PlanState state, PermissionCommand command) {
    switch (command) {
      case SetCapability set -> set(state, set);
      case UnsetCapability(long role, ContextName context, String capability) -> {
        PolicySnapshot site = state.snapshot();
        SiteRows.roleOf(site, "role_id", role);
        remove(
            state,
            StoredPermission.find(site, SiteRows.contextOf(site, context), role, capability));
      }
      case UnsetCapabilityEverywhere(long role, String capability) -> {
        PolicySnapshot site = state.snapshot();
        SiteRows.roleOf(site, "role_id", role);
        StoredPermission.all(
                site, row -> row.roleId() == role && row.capability().equals(capability))
            .forEach(row -> state.add(row.removed()));
      }
      case ChangePermission change -> change(state, change);
    }
  }

  private static void set(PlanState state, SetCapability command) {
    PolicySnapshot site = state.snapshot();
    SiteRows.requireCapability(site, "capability", command.capability());
    SiteRows.roleOf(site, "role_id", command.roleId());
    int context = SiteRows.contextOf(site, command.context());
    StoredPermission stored =
        StoredPermission.find(site, context, command.roleId(), command.capability());
    long wanted = command.permission().stored();
    if (wanted == 0) {
      remove(state, stored);
    } else if (stored == null || command.overwrite()) {
      write(state, stored, context, command.roleId(), command.capability(), wanted);
    }
  }

  private static void change(PlanState state, ChangePermission command) {
    PolicySnapshot site = state.snapshot();
    SiteRows.requireCapability(site, "capability", command.capability());
    SiteRows.roleOf(site, "role_id", command.roleId());
    int context = SiteRows.contextOf(site, command.context());
    StoredPermission here =
        StoredPermission.find(site, context, command.roleId(), command.capability());
    long wanted = command.permission().stored();
    if (wanted == 0) {
      remove(state, here);
      return;
    }
    List<StoredPermission> path = new ArrayList<>();
    for (int node : SiteRows.pathOf(site.contexts(), context)) {
      StoredPermission row =
          StoredPermission.find(site, node, command.roleId(), command.capability());
      if (row != null) {
        path.add(row);
      }
    }
    if (path.stream().anyMatch(row -> row.permission() == Permission.STORED_PROHIBIT)
        || (path.isEmpty() && wanted == Permission.STORED_PREVENT)
        || (!path.isEmpty() && path.getFirst().permission() == wanted)) {
      return;
    }
    if (path.size() > 1 && path.get(1).permission() == wanted) {
      // Moodle takes the nearest row to be the one here; when it is not, nothing changes.
      remove(state, here);
      return;
    }
    write(state, here, context, command.roleId(), command.capability(), wanted);
  }

  private static void remove(PlanState state, @Nullable StoredPermission stored) {
    if (stored != null) {
      state.add(stored.removed());
    }
  }

  private static void write(
      PlanState state,
      @Nullable StoredPermission stored,
      int context,
      long roleId,
      String capability,
      long wanted) {
    if (stored == null) {
      state.add(
          new PermissionSet(
              state.nextId(SiteTable.ROLE_CAPABILITIES),
              state.snapshot().contexts().idOf(context),
              roleId,
              capability,
              wanted));
    } else if (stored.permission() != wanted) {
      state.add(stored.changedTo(wanted));
    }
  }
}
