package dev.beadle.server.change;

import dev.beadle.server.change.Change.CapabilityDefined;
import dev.beadle.server.change.Change.CapabilityRemoved;
import dev.beadle.server.change.Change.ContextDeleted;
import dev.beadle.server.change.Change.ContextLockChanged;
import dev.beadle.server.change.Change.ContextMoved;
import dev.beadle.server.change.Change.ContextSaved;
import dev.beadle.server.change.Change.PermissionRemoved;
import dev.beadle.server.change.Change.PermissionSet;
import dev.beadle.server.change.Change.RoleAssigned;
import dev.beadle.server.change.Change.RoleDefined;
import dev.beadle.server.change.Change.RoleDeleted;
import dev.beadle.server.change.Change.RoleUnassigned;
import dev.beadle.server.change.Change.RowRemoved;
import dev.beadle.server.change.Change.RowSaved;
import dev.beadle.server.change.Change.SettingChanged;
import dev.beadle.server.change.Change.SettingRemoved;
import dev.beadle.server.change.Change.UserRemoved;
import dev.beadle.server.change.Change.UserSaved;
import dev.beadle.server.graph.SnapshotEditor;
import dev.beadle.server.graph.TableRow;
import dev.beadle.server.model.SiteTable;

/** What changes do to rows. Stateless. */
public final class Changes {
  private Changes() {}

  /**
   * Applies one change.
   *
   * @throws dev.beadle.server.graph.InvalidFactException if the facts do not allow it
   */
  public static void apply(Change change, SnapshotEditor editor) {
    switch (change) {
      case CapabilityDefined(var id, var name, var type, var level, var component, var risks) ->
          editor.put(TableRow.of(SiteTable.CAPABILITIES, id, name, type, level, component, risks));
      case CapabilityRemoved(var id, var name) ->
          editor.remove(TableRow.of(SiteTable.CAPABILITIES, id, name, "", 0, "", 0));
      case RoleDefined(var id, var name, var shortName, var sortOrder, var archetype) ->
          editor.put(TableRow.of(SiteTable.ROLE, id, name, shortName, sortOrder, archetype));
      case RoleDeleted(var id) -> editor.remove(TableRow.of(SiteTable.ROLE, id, "", "", 0, ""));
      case ContextSaved(var id, var level, var instanceId, var path, var depth, var locked) ->
          editor.put(
              TableRow.of(SiteTable.CONTEXT, id, level, instanceId, path, depth, locked ? 1 : 0));
      case ContextMoved(var id, var newParentId) -> editor.moveContext(id, newParentId);
      case ContextLockChanged(var id, var locked) -> editor.lockContext(id, locked);
      case ContextDeleted(var id) ->
          editor.remove(TableRow.of(SiteTable.CONTEXT, id, 0, 0, "", 0, 0));
      case UserSaved(var id, var username, var deleted, var suspended) ->
          editor.put(TableRow.of(SiteTable.USER, id, username, deleted ? 1 : 0, suspended ? 1 : 0));
      case UserRemoved(var id) -> editor.remove(TableRow.of(SiteTable.USER, id, "", 0, 0));
      case SettingChanged(var name, var value) ->
          editor.put(TableRow.of(SiteTable.CONFIG, name, value));
      case SettingRemoved(var name) -> editor.remove(TableRow.of(SiteTable.CONFIG, name, ""));
      case PermissionSet(var id, var context, var role, var capability, var permission) ->
          editor.put(permission(id, context, role, capability, permission));
      case PermissionRemoved(var id, var context, var role, var capability, var permission) ->
          editor.remove(permission(id, context, role, capability, permission));
      case RoleAssigned(
              var id,
              var role,
              var context,
              var user,
              var component,
              var item,
              var startsAt,
              var endsAt) ->
          editor.put(assignment(id, role, context, user, component, item, startsAt, endsAt));
      case RoleUnassigned(
              var id,
              var role,
              var context,
              var user,
              var component,
              var item,
              var startsAt,
              var endsAt) ->
          editor.remove(assignment(id, role, context, user, component, item, startsAt, endsAt));
      case RowSaved(var row) -> editor.put(row);
      case RowRemoved(var row) -> editor.remove(row);
    }
  }

  private static TableRow permission(
      long id, long contextId, long roleId, String capability, long permission) {
    return TableRow.of(SiteTable.ROLE_CAPABILITIES, id, contextId, roleId, capability, permission);
  }

  private static TableRow assignment(Object... values) {
    return TableRow.of(SiteTable.ROLE_ASSIGNMENTS, values);
  }
}
