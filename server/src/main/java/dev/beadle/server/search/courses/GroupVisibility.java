package dev.beadle.server.search.courses;

/** Who may see a group and who is in it, beside those with moodle/course:viewhiddengroups (§14). */
public enum GroupVisibility {
  /** Everybody. */
  ALL,
  /** Its members see it and each other. */
  MEMBERS,
  /** Its members see it, and of its members themselves only. */
  OWN,
  /** Nobody. */
  NONE;

  /** The visibility of a stored number; a damaged one is nobody's. */
  static GroupVisibility of(long stored) {
    if (stored < 0 || stored >= NONE.ordinal()) {
      return NONE;
    }
    return values()[(int) stored];
  }

  /** Whether its members see it. */
  boolean isSeenByMembers() {
    return switch (this) {
      case ALL, MEMBERS, OWN -> true;
      case NONE -> false;
    };
  }
}
