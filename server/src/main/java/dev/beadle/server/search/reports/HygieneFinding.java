package dev.beadle.server.search.reports;

import static java.util.Objects.requireNonNull;

/**
 * What can be tidied up; what does not apply is 0 or empty.
 *
 * @param kind which kind of thing
 * @param rowId role_capabilities.id or, when {@code capability} is empty, role_assignments.id
 * @param roleId role.id
 * @param contextId context.id
 * @param userId user.id
 * @param capability its name
 * @param permission the stored number
 */
public record HygieneFinding(
    HygieneKind kind,
    long rowId,
    long roleId,
    long contextId,
    long userId,
    String capability,
    long permission) {
  public HygieneFinding {
    requireNonNull(kind, "kind");
    requireNonNull(capability, "capability");
  }

  static HygieneFinding ofRole(HygieneKind kind, long roleId) {
    return new HygieneFinding(kind, 0, roleId, 0, 0, "", 0);
  }
}
