package dev.beadle.server.search;

/** Whose answer is wanted where Moodle's lists disagree with its own checks. */
public enum ListMode {
  /** That of Moodle's list function, its gaps and surprises included (§9, §17). */
  MOODLE,
  /** Exactly those about whom, or where, a check says yes (§6, §7). */
  CONSISTENT
}
