package dev.beadle.server.search.reports;

/** Kinds of what can be tidied up without anybody's answer being another. */
public enum HygieneKind {
  /**
   * A permission below the system without which the role would allow, not allow or prohibit the
   * same, there and below: what stands above says so already.
   */
  OVERRIDE_WITHOUT_EFFECT,
  /**
   * A permission below the system that never counts, since one above it prohibits the same to the
   * same role, which nothing overrides (§7.3).
   */
  OVERRIDE_SHADOWED,
  /** A permission of a capability that the site does not know: it never counts (§4). */
  UNKNOWN_CAPABILITY,
  /**
   * A role that no account has by an assignment that counts or will count, and nobody without one.
   */
  ROLE_HELD_BY_NOBODY,
  /** An assignment in a context that is gone: it never counts (§5). */
  ASSIGNMENT_IN_MISSING_CONTEXT,
  /** An assignment to a user who is deleted, or has no row. */
  ASSIGNMENT_TO_MISSING_USER,
  /** An assignment, or a permission, of a role without a row: it counts all the same (§4). */
  MISSING_ROLE,
  /** A permission in a context that is gone: it never counts (§4). */
  PERMISSION_IN_MISSING_CONTEXT
}
