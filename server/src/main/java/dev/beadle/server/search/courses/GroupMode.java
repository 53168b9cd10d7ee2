package dev.beadle.server.search.courses;

/** How groups divide those who take part in a course or an activity (§14). */
public enum GroupMode {
  /** Not at all. */
  NONE(0),
  /** Nobody sees what other groups do. */
  SEPARATE(1),
  /** Everybody sees what other groups do. */
  VISIBLE(2);

  private final int stored;

  GroupMode(int stored) {
    this.stored = stored;
  }

  /** Moodle's number. */
  public int stored() {
    return stored;
  }

  /** The mode of a stored number; a damaged one hides, as it does in Moodle's comparisons. */
  static GroupMode of(long stored) {
    if (stored == NONE.stored) {
      return NONE;
    }
    return stored == VISIBLE.stored ? VISIBLE : SEPARATE;
  }
}
