package dev.beadle.server.search.reports;

import static java.util.Objects.requireNonNull;

/**
 * A row behind a check of the security overview; what does not apply is 0 or empty.
 *
 * @param userId user.id
 * @param roleId role.id
 * @param contextId context.id, as the row names it: there may be no such context
 * @param capability its name
 */
public record SecurityFinding(long userId, long roleId, long contextId, String capability) {
  public SecurityFinding {
    requireNonNull(capability, "capability");
  }

  /** A permission of a role. */
  static SecurityFinding ofPermission(long roleId, long contextId, String capability) {
    return new SecurityFinding(0, roleId, contextId, capability);
  }

  /** A user by himself. */
  static SecurityFinding ofUser(long userId) {
    return new SecurityFinding(userId, 0, 0, "");
  }
}
