package dev.beadle.server.cli;

import dev.beadle.v1.Change;
import dev.beadle.v1.ContextSaved;
import dev.beadle.v1.Permission;
import dev.beadle.v1.RoleAssignment;
import dev.beadle.v1.TableRow;
import java.time.Instant;
import java.util.TreeMap;

/** Changes for people, one line each. Stateless. */
final class ChangeText {
  private ChangeText() {}

  /** What has changed, such as {@code user 42 has role 5 in context 12}. */
  static String of(Change change) {
    return switch (change.getChangeCase()) {
      case CAPABILITY_DEFINED ->
          "capability " + change.getCapabilityDefined().getName() + " is defined";
      case CAPABILITY_REMOVED ->
          "capability " + change.getCapabilityRemoved().getName() + " is no longer defined";
      case ROLE_DEFINED -> {
        var role = change.getRoleDefined();
        yield "role " + role.getId() + " is " + role.getShortName() + ofArchetype(role);
      }
      case ROLE_DELETED -> "role " + change.getRoleDeleted().getId() + " is gone";
      case CONTEXT_SAVED -> context(change.getContextSaved());
      case CONTEXT_MOVED -> {
        var moved = change.getContextMoved();
        yield "context " + moved.getId() + " lies below context " + moved.getNewParentId();
      }
      case CONTEXT_LOCK_CHANGED -> {
        var lock = change.getContextLockChanged();
        yield "context " + lock.getId() + (lock.getLocked() ? " is locked" : " is unlocked");
      }
      case CONTEXT_DELETED -> "context " + change.getContextDeleted().getId() + " is gone";
      case USER_SAVED -> {
        var user = change.getUserSaved();
        yield "user " + user.getId() + " is " + standing(user.getDeleted(), user.getSuspended());
      }
      case USER_REMOVED -> "user " + change.getUserRemoved().getId() + " is gone";
      case SETTING_CHANGED -> {
        var setting = change.getSettingChanged();
        yield "setting " + setting.getName() + " is `" + setting.getValue() + "`";
      }
      case SETTING_REMOVED -> "setting " + change.getSettingRemoved().getName() + " has no value";
      case PERMISSION_SET -> permission(change.getPermissionSet());
      case PERMISSION_REMOVED -> {
        var gone = change.getPermissionRemoved();
        yield roleIn(gone) + " says nothing of " + gone.getCapability() + " any more";
      }
      case ROLE_ASSIGNED -> assignment(change.getRoleAssigned(), "has") + period(change);
      case ROLE_UNASSIGNED -> assignment(change.getRoleUnassigned(), "no longer has");
      case ROW_SAVED -> row(change.getRowSaved()) + " is saved";
      case ROW_REMOVED -> row(change.getRowRemoved()) + " is gone";
      case CHANGE_NOT_SET -> "a change that this program does not know";
    };
  }

  private static String ofArchetype(dev.beadle.v1.RoleDefined role) {
    return role.getArchetype().isEmpty() ? "" : ", of the archetype " + role.getArchetype();
  }

  private static String context(ContextSaved context) {
    return "context "
        + context.getId()
        + " is "
        + context.getPath()
        + ", of level "
        + context.getLevel()
        + " and instance "
        + context.getInstanceId();
  }

  private static String standing(boolean isDeleted, boolean isSuspended) {
    if (isDeleted) {
      return "deleted";
    }
    return isSuspended ? "suspended" : "active";
  }

  private static String permission(Permission permission) {
    String says =
        switch ((int) permission.getPermission()) {
          case 1 -> " allows ";
          case -1 -> " prevents ";
          case -1000 -> " prohibits ";
          default -> " says " + permission.getPermission() + " of ";
        };
    return roleIn(permission) + says + permission.getCapability();
  }

  private static String roleIn(Permission permission) {
    return "role " + permission.getRoleId() + " in context " + permission.getContextId();
  }

  private static String assignment(RoleAssignment assignment, String has) {
    String source =
        assignment.getComponent().isEmpty()
            ? ""
            : " by " + assignment.getComponent() + " " + assignment.getItemId();
    return "user "
        + assignment.getUserId()
        + " "
        + has
        + " role "
        + assignment.getRoleId()
        + " in context "
        + assignment.getContextId()
        + source;
  }

  private static String period(Change change) {
    RoleAssignment assignment = change.getRoleAssigned();
    String from =
        assignment.getStartsAt() == 0
            ? ""
            : " from " + Instant.ofEpochSecond(assignment.getStartsAt());
    return from
        + (assignment.getEndsAt() == 0
            ? ""
            : " until " + Instant.ofEpochSecond(assignment.getEndsAt()));
  }

  private static String row(TableRow row) {
    return row.getTable() + " " + new TreeMap<>(row.getValuesMap());
  }
}
