package dev.beadle.server.reference;

/** The rule that decided. */
public enum Rule {
  ALLOWED_BY_ROLE(true),
  ALLOWED_BY_SITE_ADMIN(true),
  ALLOWED_BY_SITE_ADMIN_IN_BROKEN_CONTEXT(true),
  DENIED_UNKNOWN_CAPABILITY(false),
  DENIED_FORCED_LOGIN(false),
  DENIED_GUEST_GUARD(false),
  DENIED_CONTEXT_LOCKED(false),
  DENIED_NO_SUCH_USER(false),
  /** The session's own user is flagged deleted; another deleted user is not refused for that. */
  DENIED_DELETED_USER(false),
  DENIED_BROKEN_CONTEXT(false),
  DENIED_OUTSIDE_LOGIN_AS(false),
  DENIED_BY_PROHIBIT(false),
  /** No role allows, and a stored row that is not allow decides for at least one role. */
  DENIED_BY_PREVENT(false),
  DENIED_NOTHING_ALLOWS(false);

  private final boolean allows;

  Rule(boolean allows) {
    this.allows = allows;
  }

  public boolean allows() {
    return allows;
  }
}
