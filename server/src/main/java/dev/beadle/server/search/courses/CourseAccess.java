package dev.beadle.server.search.courses;

/** Whether a user may enter a course, and what decided (§13, can_access_course). */
public enum CourseAccess {
  /** There is no such course. */
  DENIED_NO_SUCH_COURSE(false),
  /** The capability that is demanded is missing. */
  DENIED_WITHOUT_CAPABILITY(false),
  /** He has switched to a role exactly there, whatever it is. */
  ALLOWED_BY_ROLE_SWITCH(true),
  /** The course is hidden from him. */
  DENIED_HIDDEN(false),
  /** He may look at it without being enrolled. */
  ALLOWED_BY_VIEWING(true),
  /** He is enrolled. */
  ALLOWED_BY_ENROLMENT(true),
  /** Guests may enter, and he may know of the course. */
  ALLOWED_TO_GUESTS(true),
  /** He is neither enrolled nor anything else. */
  DENIED_NOT_ENROLLED(false);

  private final boolean allowed;

  CourseAccess(boolean allowed) {
    this.allowed = allowed;
  }

  /** Whether he may enter. */
  public boolean isAllowed() {
    return allowed;
  }
}
