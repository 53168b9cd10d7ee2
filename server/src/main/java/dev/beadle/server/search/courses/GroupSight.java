package dev.beadle.server.search.courses;

/** Whether something of groups is seen, and why (§14). */
public enum GroupSight {
  /** The place has no groups, or visible ones: everything is seen. */
  SEEN_BY_MODE(true),
  /** Whoever looks has moodle/site:accessallgroups. */
  SEEN_BY_ACCESS_TO_ALL_GROUPS(true),
  /** It is a group of his, one that they share, or a membership that he sees. */
  SEEN_BY_MEMBERSHIP(true),
  /** Nothing of that holds. */
  UNSEEN(false);

  private final boolean seen;

  GroupSight(boolean seen) {
    this.seen = seen;
  }

  /** Whether it is seen. */
  public boolean isSeen() {
    return seen;
  }

  /** What a membership that is seen, or not, makes of it. */
  public static GroupSight ofMembership(boolean isSeen) {
    return isSeen ? SEEN_BY_MEMBERSHIP : UNSEEN;
  }
}
