package dev.beadle.server.search.courses;

/** Whose enrolments a list is about. */
public enum EnrolmentState {
  /** Everybody's, whatever their state. */
  ANY,
  /** Of those who have an active one. */
  ACTIVE,
  /** Of those who have none that is active. */
  SUSPENDED
}
