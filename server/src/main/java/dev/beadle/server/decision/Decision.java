package dev.beadle.server.decision;

/**
 * The answer to a question: whether the user may, and the rule that decided. The sections are those
 * of Moodle's rules for has_capability; a guard is named in the order in which it is asked.
 */
public enum Decision {
  /** A role allows and none prohibits (§7.4). */
  ALLOWED_BY_ROLE(true, "a role allows it and none prohibits it"),
  /** The user is a site administrator (§6.11). */
  ALLOWED_BY_SITE_ADMIN(true, "the user is a site administrator"),
  /**
   * In a context without path or depth only administrators may, {@code doanything} or not (§6.9).
   */
  ALLOWED_BY_SITE_ADMIN_IN_BROKEN_CONTEXT(
      true, "the context's row is damaged, and the user is a site administrator"),
  /** has_all_capabilities of an empty list (§6). */
  ALLOWED_BY_ALL_OF_NOTHING(true, "all of an empty list are allowed"),

  /** The site has no such capability (§6.3). */
  DENIED_UNKNOWN_CAPABILITY(false, "the site has no such capability"),
  /** Visitors must log in first (§6.5). */
  DENIED_BY_FORCED_LOGIN(false, "the site forces visitors to log in"),
  /** Visitors and the guest account neither write nor do risky things (§6.6). */
  DENIED_BY_GUEST_GUARD(
      false, "visitors and the guest account may neither write nor do risky things"),
  /** A lock stops whatever writes (§6.7). */
  DENIED_BY_LOCK(false, "the context, or one above it, is locked"),
  /** There is no such user (§6.8). */
  DENIED_NO_SUCH_USER(false, "there is no such user"),
  /** The current user's own record is deleted (§6.8). */
  DENIED_USER_DELETED(false, "the user's own record is deleted"),
  /** In a context without path or depth only administrators may (§6.9). */
  DENIED_BY_BROKEN_CONTEXT(false, "the context's row is damaged"),
  /** The session is "logged in as" somebody in another part of the site (§6.10). */
  DENIED_OUTSIDE_LOGIN_AS(false, "the context lies outside the “log in as” session"),
  /** A role prohibits, which nothing overrides (§7.3). */
  DENIED_BY_PROHIBIT(false, "a role prohibits it"),
  /** No role allows and at least one has a permission that is not allow (§7.4). */
  DENIED_BY_PREVENT(false, "a role prevents it and none allows it"),
  /** No role says anything (§7.4). */
  DENIED_NOTHING_ALLOWS(false, "no role says anything about it"),
  /** has_any_capability of an empty list (§6). */
  DENIED_ANY_OF_NOTHING(false, "none of an empty list is allowed");

  private static final Decision[] ALL = values();

  private final boolean allowed;
  private final String meaning;

  Decision(boolean allowed, String meaning) {
    this.allowed = allowed;
    this.meaning = meaning;
  }

  /** The decision with this ordinal. */
  public static Decision of(int ordinal) {
    return ALL[ordinal];
  }

  /** Whether the user may. */
  public boolean isAllowed() {
    return allowed;
  }

  /** Why, in plain English: the end of a sentence that begins with "because". */
  public String meaning() {
    return meaning;
  }
}
