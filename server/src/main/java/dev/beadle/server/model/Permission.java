package dev.beadle.server.model;

/**
 * What a stored permission does when it is met (role_capabilities.permission, rules §1 and §7.4).
 */
public enum Permission {
  /** The role allows the capability, unless any role of the user prohibits it. */
  ALLOW,
  /** The role does not allow the capability; another role of the user may. */
  PREVENT,
  /** Nobody who has the role may, whatever other permissions say. */
  PROHIBIT;

  /** The number that Moodle stores for {@link #ALLOW}. */
  public static final long STORED_ALLOW = 1;

  /** The number that Moodle stores for {@link #PREVENT}. */
  public static final long STORED_PREVENT = -1;

  /** The number that Moodle stores for {@link #PROHIBIT}. */
  public static final long STORED_PROHIBIT = -1000;

  /**
   * The meaning of a stored number. Only exactly 1 allows and only exactly -1000 prohibits; any
   * other number, a damaged row's 0 included, stops the search upwards and so prevents (§7.4).
   */
  public static Permission ofStored(long stored) {
    if (stored == STORED_ALLOW) {
      return ALLOW;
    }
    return stored == STORED_PROHIBIT ? PROHIBIT : PREVENT;
  }

  /** Whether Moodle's own code ever writes this number. */
  public static boolean isRegular(long stored) {
    return stored == STORED_ALLOW || stored == STORED_PREVENT || stored == STORED_PROHIBIT;
  }
}
