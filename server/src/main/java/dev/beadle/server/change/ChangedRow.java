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
import dev.beadle.server.graph.TableRow;

/** Between a change and the row that it is about. Stateless. */
public final class ChangedRow {
  private ChangedRow() {}

  /** Where a permission or an assignment is found: its id alone does not say. */
  record Place(long id, long contextId, long roleId, Object holder) {}

  /** What identifies the row in its table, and says where it is found. */
  static Object keyOf(Change change) {
    return switch (change) {
      case CapabilityDefined defined -> defined.id();
      case CapabilityRemoved removed -> removed.id();
      case RoleDefined defined -> defined.id();
      case RoleDeleted deleted -> deleted.id();
      case ContextSaved saved -> saved.id();
      case ContextMoved moved -> moved.id();
      case ContextLockChanged changed -> changed.id();
      case ContextDeleted deleted -> deleted.id();
      case UserSaved saved -> saved.id();
      case UserRemoved removed -> removed.id();
      case SettingChanged changed -> changed.name();
      case SettingRemoved removed -> removed.name();
      case PermissionSet it -> new Place(it.id(), it.contextId(), it.roleId(), it.capability());
      case PermissionRemoved it -> new Place(it.id(), it.contextId(), it.roleId(), it.capability());
      case RoleAssigned it -> new Place(it.id(), it.contextId(), it.roleId(), it.userId());
      case RoleUnassigned it -> new Place(it.id(), it.contextId(), it.roleId(), it.userId());
      case RowSaved saved -> saved.row().key();
      case RowRemoved removed -> removed.row().key();
    };
  }

  /** The change that would make a row. */
  public static Change making(TableRow row) {
    return switch (row.table()) {
      case CAPABILITIES ->
          new CapabilityDefined(
              row.numberAt(0),
              row.textAt(1),
              row.textAt(2),
              row.numberAt(3),
              row.textAt(4),
              row.numberAt(5));
      case ROLE ->
          new RoleDefined(
              row.numberAt(0), row.textAt(1), row.textAt(2), row.numberAt(3), row.textAt(4));
      case CONTEXT ->
          new ContextSaved(
              row.numberAt(0),
              Math.toIntExact(row.numberAt(1)),
              row.numberAt(2),
              row.textAt(3),
              row.numberAt(4),
              row.numberAt(5) != 0);
      case USER ->
          new UserSaved(row.numberAt(0), row.textAt(1), row.numberAt(2) != 0, row.numberAt(3) != 0);
      case CONFIG -> new SettingChanged(row.textAt(0), row.textAt(1));
      case ROLE_CAPABILITIES ->
          new PermissionSet(
              row.numberAt(0), row.numberAt(1), row.numberAt(2), row.textAt(3), row.numberAt(4));
      case ROLE_ASSIGNMENTS ->
          new RoleAssigned(
              row.numberAt(0),
              row.numberAt(1),
              row.numberAt(2),
              row.numberAt(3),
              row.textAt(4),
              row.numberAt(5),
              row.numberAt(6),
              row.numberAt(7));
      case COURSE,
          COURSE_CATEGORIES,
          MODULES,
          COURSE_MODULES,
          BLOCK_INSTANCES,
          ROLE_NAMES,
          ROLE_CONTEXT_LEVELS,
          ROLE_ALLOW_ASSIGN,
          ROLE_ALLOW_OVERRIDE,
          ROLE_ALLOW_SWITCH,
          ROLE_ALLOW_VIEW,
          ENROL,
          USER_ENROLMENTS,
          GROUPS,
          GROUPINGS,
          GROUPINGS_GROUPS,
          GROUPS_MEMBERS ->
          new RowSaved(row);
    };
  }
}
