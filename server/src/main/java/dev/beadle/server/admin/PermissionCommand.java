package dev.beadle.server.admin;

import static java.util.Objects.requireNonNull;

/** Commands about what roles may do where. */
public sealed interface PermissionCommand extends AdminCommand {
  /**
   * Stores a permission of a role in a context; {@code INHERIT} removes it (§11, {@code
   * assign_capability}).
   *
   * @param overwrite whether a permission that is stored already is replaced, or left as it is
   */
  record SetCapability(
      long roleId,
      ContextName context,
      String capability,
      PermissionChoice permission,
      boolean overwrite)
      implements PermissionCommand {
    public SetCapability {
      requireParts(roleId, context, capability);
      requireNonNull(permission, "permission");
    }
  }

  /** Removes a permission of a role in one context (§11, {@code unassign_capability}). */
  record UnsetCapability(long roleId, ContextName context, String capability)
      implements PermissionCommand {
    public UnsetCapability {
      requireParts(roleId, context, capability);
    }
  }

  /** Removes the permissions of a role for a capability in all contexts. */
  record UnsetCapabilityEverywhere(long roleId, String capability) implements PermissionCommand {
    public UnsetCapabilityEverywhere {
      Fields.requireId("role_id", roleId);
      Fields.requireName("capability", capability, Fields.CAPABILITY_LENGTH);
    }
  }

  /**
   * Makes a role have a permission in a context, by storing or by removing, whichever Moodle's
   * buttons do (§11, {@code role_change_permission}).
   */
  record ChangePermission(
      long roleId, ContextName context, String capability, PermissionChoice permission)
      implements PermissionCommand {
    public ChangePermission {
      requireParts(roleId, context, capability);
      requireNonNull(permission, "permission");
    }
  }

  private static void requireParts(long roleId, ContextName context, String capability) {
    Fields.requireId("role_id", roleId);
    requireNonNull(context, "context");
    Fields.requireName("capability", capability, Fields.CAPABILITY_LENGTH);
  }
}
