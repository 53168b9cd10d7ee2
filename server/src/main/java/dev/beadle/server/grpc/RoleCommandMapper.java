package dev.beadle.server.grpc;

import dev.beadle.server.admin.RoleCommand;
import dev.beadle.v1.AdminCommand;

/** Reads commands about roles from the wire. Stateless. */
final class RoleCommandMapper {
  private RoleCommandMapper() {}

  static RoleCommand commandOf(AdminCommand message) {
    return switch (message.getCommandCase()) {
      case CREATE_ROLE -> {
        var create = message.getCreateRole();
        yield new RoleCommand.CreateRole(
            create.getName(), create.getShortName(), create.getArchetype());
      }
      case EDIT_ROLE -> {
        var edit = message.getEditRole();
        yield new RoleCommand.EditRole(edit.getRoleId(), edit.getName(), edit.getShortName());
      }
      case SET_ARCHETYPE -> {
        var set = message.getSetArchetype();
        yield new RoleCommand.SetArchetype(set.getRoleId(), set.getArchetype());
      }
      case SWAP_ROLES -> {
        var swap = message.getSwapRoles();
        yield new RoleCommand.SwapRoles(swap.getRoleId(), swap.getOtherRoleId());
      }
      case DUPLICATE_ROLE -> {
        var copy = message.getDuplicateRole();
        yield new RoleCommand.DuplicateRole(copy.getRoleId(), copy.getName(), copy.getShortName());
      }
      case DELETE_ROLE -> new RoleCommand.DeleteRole(message.getDeleteRole().getRoleId());
      case RESET_ROLE -> new RoleCommand.ResetRole(message.getResetRole().getRoleId());
      case SET_ROLE_LEVELS -> {
        var set = message.getSetRoleLevels();
        yield new RoleCommand.SetRoleLevels(set.getRoleId(), set.getLevelsList());
      }
      default -> dealing(message);
    };
  }

  private static RoleCommand dealing(AdminCommand message) {
    return switch (message.getCommandCase()) {
      case ALLOW_ROLE -> {
        var allow = message.getAllowRole();
        yield new RoleCommand.Allow(
            WireFields.matrix(allow.getMatrix(), "matrix"),
            allow.getRoleId(),
            allow.getTargetRoleId());
      }
      case DISALLOW_ROLE -> {
        var disallow = message.getDisallowRole();
        yield new RoleCommand.Disallow(
            WireFields.matrix(disallow.getMatrix(), "matrix"),
            disallow.getRoleId(),
            disallow.getTargetRoleId());
      }
      case SET_ROLE_NAME -> {
        var set = message.getSetRoleName();
        yield new RoleCommand.SetRoleName(
            set.getRoleId(), WireFields.context(set.getCourse(), "course"), set.getName());
      }
      case REMOVE_ROLE_NAME -> {
        var remove = message.getRemoveRoleName();
        yield new RoleCommand.RemoveRoleName(
            remove.getRoleId(), WireFields.context(remove.getCourse(), "course"));
      }
      default -> throw new IllegalStateException("not about roles: " + message);
    };
  }
}
