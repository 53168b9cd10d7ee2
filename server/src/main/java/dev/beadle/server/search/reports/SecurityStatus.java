package dev.beadle.server.search.reports;

/** How grave Moodle takes what a check finds to be (rules §15). */
public enum SecurityStatus {
  /** Nothing to worry about. */
  OK,
  /** To be known. */
  INFO,
  /** To be looked at. */
  WARNING,
  /** To be put right. */
  CRITICAL
}
