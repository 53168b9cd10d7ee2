package dev.beadle.server.grpc;

import dev.beadle.server.admin.RoleCommand;
import dev.beadle.v1.AllowRole;
import dev.beadle.v1.CreateRole;
import dev.beadle.v1.DeleteRole;
import dev.beadle.v1.DisallowRole;
import dev.beadle.v1.DuplicateRole;
import dev.beadle.v1.EditRole;
import dev.beadle.v1.RemoveRoleName;
import dev.beadle.v1.ResetRole;
import dev.beadle.v1.SetArchetype;
import dev.beadle.v1.SetRoleLevels;
import dev.beadle.v1.SetRoleName;
import dev.beadle.v1.SwapRoles;

/** Reads commands about roles from the wire. Stateless. */
final class RoleCommandMapper {
  private RoleCommandMapper() {}

  static RoleCommand commandOf(CreateRole create) {
    return new RoleCommand.CreateRole(
        create.getName(), create.getShortName(), create.getArchetype());
  }

  static RoleCommand commandOf(EditRole edit) {
    return new RoleCommand.EditRole(edit.getRoleId(), edit.getName(), edit.getShortName());
  }

  static RoleCommand commandOf(SetArchetype set) {
    return new RoleCommand.SetArchetype(set.getRoleId(), set.getArchetype());
  }

  static RoleCommand commandOf(SwapRoles swap) {
    return new RoleCommand.SwapRoles(swap.getRoleId(), swap.getOtherRoleId());
  }

  static RoleCommand commandOf(DuplicateRole copy) {
    return new RoleCommand.DuplicateRole(copy.getRoleId(), copy.getName(), copy.getShortName());
  }

  static RoleCommand commandOf(DeleteRole delete) {
    return new RoleCommand.DeleteRole(delete.getRoleId());
  }

  static RoleCommand commandOf(ResetRole reset) {
    return new RoleCommand.ResetRole(reset.getRoleId());
  }

  static RoleCommand commandOf(SetRoleLevels set) {
    return new RoleCommand.SetRoleLevels(set.getRoleId(), set.getLevelsList());
  }

  static RoleCommand commandOf(AllowRole allow) {
    return new RoleCommand.Allow(
        WireFields.matrix(allow.getMatrix(), "matrix"), allow.getRoleId(), allow.getTargetRoleId());
  }

  static RoleCommand commandOf(DisallowRole disallow) {
    return new RoleCommand.Disallow(
        WireFields.matrix(disallow.getMatrix(), "matrix"),
        disallow.getRoleId(),
        disallow.getTargetRoleId());
  }

  static RoleCommand commandOf(SetRoleName set) {
    return new RoleCommand.SetRoleName(
        set.getRoleId(), WireFields.context(set.getCourse(), "course"), set.getName());
  }

  static RoleCommand commandOf(RemoveRoleName remove) {
    return new RoleCommand.RemoveRoleName(
        remove.getRoleId(), WireFields.context(remove.getCourse(), "course"));
  }
}
