package dev.beadle.server.change;

import com.google.protobuf.Message;
import dev.beadle.v1.CapabilityDefined;
import dev.beadle.v1.CapabilityRemoved;
import dev.beadle.v1.ContextDeleted;
import dev.beadle.v1.ContextLockChanged;
import dev.beadle.v1.ContextMoved;
import dev.beadle.v1.ContextSaved;
import dev.beadle.v1.Permission;
import dev.beadle.v1.RoleAssignment;
import dev.beadle.v1.RoleDefined;
import dev.beadle.v1.RoleDeleted;
import dev.beadle.v1.SettingChanged;
import dev.beadle.v1.SettingRemoved;
import dev.beadle.v1.UserRemoved;
import dev.beadle.v1.UserSaved;

/**
 * Changes as the wire's messages, both ways: {@code toChange(toMessage(change))} equals the change.
 * Stateless.
 */
public final class ChangeMessages {
  private ChangeMessages() {}

  /** The message that tells a change. */
  public static dev.beadle.v1.Change toMessage(Change change) {
    var message = dev.beadle.v1.Change.newBuilder();
    switch (change) {
      case Change.CapabilityDefined defined -> message.setCapabilityDefined(capability(defined));
      case Change.CapabilityRemoved(var id, var name) ->
          message.setCapabilityRemoved(CapabilityRemoved.newBuilder().setId(id).setName(name));
      case Change.RoleDefined defined -> message.setRoleDefined(role(defined));
      case Change.RoleDeleted(var id) -> message.setRoleDeleted(RoleDeleted.newBuilder().setId(id));
      case Change.ContextSaved saved -> message.setContextSaved(context(saved));
      case Change.ContextMoved(var id, var parent) ->
          message.setContextMoved(ContextMoved.newBuilder().setId(id).setNewParentId(parent));
      case Change.ContextLockChanged(var id, var locked) ->
          message.setContextLockChanged(
              ContextLockChanged.newBuilder().setId(id).setLocked(locked));
      case Change.ContextDeleted(var id) ->
          message.setContextDeleted(ContextDeleted.newBuilder().setId(id));
      case Change.UserSaved saved -> message.setUserSaved(user(saved));
      case Change.UserRemoved(var id) -> message.setUserRemoved(UserRemoved.newBuilder().setId(id));
      case Change.SettingChanged(var name, var value) ->
          message.setSettingChanged(SettingChanged.newBuilder().setName(name).setValue(value));
      case Change.SettingRemoved(var name) ->
          message.setSettingRemoved(SettingRemoved.newBuilder().setName(name));
      case Change.PermissionSet set -> message.setPermissionSet(permission(set));
      case Change.PermissionRemoved gone -> message.setPermissionRemoved(permission(gone));
      case Change.RoleAssigned assigned -> message.setRoleAssigned(assignment(assigned));
      case Change.RoleUnassigned gone -> message.setRoleUnassigned(assignment(gone));
      case Change.RowSaved(var row) -> message.setRowSaved(TableRowMessages.toMessage(row));
      case Change.RowRemoved(var row) -> message.setRowRemoved(TableRowMessages.toMessage(row));
    }
    return message.build();
  }

  /**
   * The change that a message tells.
   *
   * @throws MalformedChangeException if it tells none, or something besides that is not known here
   */
  public static Change toChange(dev.beadle.v1.Change message) {
    requireKnown(message);
    try {
      return switch (message.getChangeCase()) {
        case CAPABILITY_DEFINED -> capability(message.getCapabilityDefined());
        case CAPABILITY_REMOVED -> capabilityRemoved(message.getCapabilityRemoved());
        case ROLE_DEFINED -> role(message.getRoleDefined());
        case ROLE_DELETED -> new Change.RoleDeleted(known(message.getRoleDeleted()).getId());
        case CONTEXT_SAVED -> context(message.getContextSaved());
        case CONTEXT_MOVED -> contextMoved(message.getContextMoved());
        case CONTEXT_LOCK_CHANGED -> contextLock(message.getContextLockChanged());
        case CONTEXT_DELETED ->
            new Change.ContextDeleted(known(message.getContextDeleted()).getId());
        case USER_SAVED -> user(message.getUserSaved());
        case USER_REMOVED -> new Change.UserRemoved(known(message.getUserRemoved()).getId());
        case SETTING_CHANGED -> setting(message.getSettingChanged());
        case SETTING_REMOVED ->
            new Change.SettingRemoved(known(message.getSettingRemoved()).getName());
        case PERMISSION_SET -> permissionSet(message.getPermissionSet());
        case PERMISSION_REMOVED -> permissionRemoved(message.getPermissionRemoved());
        case ROLE_ASSIGNED -> assigned(message.getRoleAssigned());
        case ROLE_UNASSIGNED -> unassigned(message.getRoleUnassigned());
        case ROW_SAVED -> new Change.RowSaved(TableRowMessages.toRow(known(message.getRowSaved())));
        case ROW_REMOVED ->
            new Change.RowRemoved(TableRowMessages.toRow(known(message.getRowRemoved())));
        case CHANGE_NOT_SET -> throw new MalformedChangeException("a change that says nothing");
      };
    } catch (IllegalArgumentException refused) {
      throw new MalformedChangeException(String.valueOf(refused.getMessage()), refused);
    }
  }

  private static CapabilityDefined.Builder capability(Change.CapabilityDefined change) {
    return CapabilityDefined.newBuilder()
        .setId(change.id())
        .setName(change.name())
        .setType(change.type())
        .setLevel(change.level())
        .setComponent(change.component())
        .setRisks(change.risks());
  }

  private static Change capability(CapabilityDefined message) {
    requireKnown(message);
    return new Change.CapabilityDefined(
        message.getId(),
        message.getName(),
        message.getType(),
        message.getLevel(),
        message.getComponent(),
        message.getRisks());
  }

  private static Change capabilityRemoved(CapabilityRemoved message) {
    requireKnown(message);
    return new Change.CapabilityRemoved(message.getId(), message.getName());
  }

  private static RoleDefined.Builder role(Change.RoleDefined change) {
    return RoleDefined.newBuilder()
        .setId(change.id())
        .setName(change.name())
        .setShortName(change.shortName())
        .setSortOrder(change.sortOrder())
        .setArchetype(change.archetype());
  }

  private static Change role(RoleDefined message) {
    requireKnown(message);
    return new Change.RoleDefined(
        message.getId(),
        message.getName(),
        message.getShortName(),
        message.getSortOrder(),
        message.getArchetype());
  }

  private static ContextSaved.Builder context(Change.ContextSaved change) {
    return ContextSaved.newBuilder()
        .setId(change.id())
        .setLevel(change.level())
        .setInstanceId(change.instanceId())
        .setPath(change.path())
        .setDepth(change.depth())
        .setLocked(change.locked());
  }

  private static Change context(ContextSaved message) {
    requireKnown(message);
    return new Change.ContextSaved(
        message.getId(),
        message.getLevel(),
        message.getInstanceId(),
        message.getPath(),
        message.getDepth(),
        message.getLocked());
  }

  private static Change contextMoved(ContextMoved message) {
    requireKnown(message);
    return new Change.ContextMoved(message.getId(), message.getNewParentId());
  }

  private static Change contextLock(ContextLockChanged message) {
    requireKnown(message);
    return new Change.ContextLockChanged(message.getId(), message.getLocked());
  }

  private static UserSaved.Builder user(Change.UserSaved change) {
    return UserSaved.newBuilder()
        .setId(change.id())
        .setUsername(change.username())
        .setDeleted(change.deleted())
        .setSuspended(change.suspended());
  }

  private static Change user(UserSaved message) {
    requireKnown(message);
    return new Change.UserSaved(
        message.getId(), message.getUsername(), message.getDeleted(), message.getSuspended());
  }

  private static Change setting(SettingChanged message) {
    requireKnown(message);
    return new Change.SettingChanged(message.getName(), message.getValue());
  }

  private static Permission permission(Change.PermissionSet change) {
    return Permission.newBuilder()
        .setId(change.id())
        .setContextId(change.contextId())
        .setRoleId(change.roleId())
        .setCapability(change.capability())
        .setPermission(change.permission())
        .build();
  }

  private static Permission permission(Change.PermissionRemoved change) {
    return Permission.newBuilder()
        .setId(change.id())
        .setContextId(change.contextId())
        .setRoleId(change.roleId())
        .setCapability(change.capability())
        .setPermission(change.permission())
        .build();
  }

  private static Change permissionSet(Permission message) {
    requireKnown(message);
    return new Change.PermissionSet(
        message.getId(),
        message.getContextId(),
        message.getRoleId(),
        message.getCapability(),
        message.getPermission());
  }

  private static Change permissionRemoved(Permission message) {
    requireKnown(message);
    return new Change.PermissionRemoved(
        message.getId(),
        message.getContextId(),
        message.getRoleId(),
        message.getCapability(),
        message.getPermission());
  }

  private static RoleAssignment assignment(Change.RoleAssigned change) {
    return RoleAssignment.newBuilder()
        .setId(change.id())
        .setRoleId(change.roleId())
        .setContextId(change.contextId())
        .setUserId(change.userId())
        .setComponent(change.component())
        .setItemId(change.itemId())
        .setStartsAt(change.startsAt())
        .setEndsAt(change.endsAt())
        .build();
  }

  private static RoleAssignment assignment(Change.RoleUnassigned change) {
    return RoleAssignment.newBuilder()
        .setId(change.id())
        .setRoleId(change.roleId())
        .setContextId(change.contextId())
        .setUserId(change.userId())
        .setComponent(change.component())
        .setItemId(change.itemId())
        .setStartsAt(change.startsAt())
        .setEndsAt(change.endsAt())
        .build();
  }

  private static Change assigned(RoleAssignment message) {
    requireKnown(message);
    return new Change.RoleAssigned(
        message.getId(),
        message.getRoleId(),
        message.getContextId(),
        message.getUserId(),
        message.getComponent(),
        message.getItemId(),
        message.getStartsAt(),
        message.getEndsAt());
  }

  private static Change unassigned(RoleAssignment message) {
    requireKnown(message);
    return new Change.RoleUnassigned(
        message.getId(),
        message.getRoleId(),
        message.getContextId(),
        message.getUserId(),
        message.getComponent(),
        message.getItemId(),
        message.getStartsAt(),
        message.getEndsAt());
  }

  private static <M extends Message> M known(M message) {
    requireKnown(message);
    return message;
  }

  /** Fields that are not known here come from a later version: dropping them would be guessing. */
  private static void requireKnown(Message message) {
    if (!message.getUnknownFields().asMap().isEmpty()) {
      throw new MalformedChangeException(
          message.getDescriptorForType().getName()
              + " has fields that this version does not know: "
              + message.getUnknownFields().asMap().keySet());
    }
  }
}
