package dev.beadle.server.search.roles;

/** How far somebody may override permissions in a context (rules §10). */
public enum OverrideMode {
  /** Not at all. */
  NONE("none"),
  /** Only capabilities without a risk other than spam: {@code moodle/role:safeoverride}. */
  SAFE("safeoverride"),
  /** Every capability: {@code moodle/role:override}. */
  FULL("override");

  private final String word;

  OverrideMode(String word) {
    this.word = word;
  }

  /** Moodle's word for it. */
  public String word() {
    return word;
  }
}
