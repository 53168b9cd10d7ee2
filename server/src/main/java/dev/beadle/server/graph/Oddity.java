package dev.beadle.server.graph;

/**
 * Rows that a clean site would not have. None is fatal: each is treated as Moodle treats it, and
 * counted.
 */
public enum Oddity {
  CONTEXT_WITHOUT_PATH("contexts without a path: only site administrators may do anything there"),
  CONTEXT_DEPTH_ZERO("contexts of depth 0: only site administrators may do anything there"),
  CONTEXT_DEPTH_WRONG("contexts whose depth is not the length of their path"),
  CONTEXT_PATH_NOT_OWN("contexts whose path does not end in their own id"),
  CONTEXT_ANCESTOR_MISSING("ancestors that a path names, but that have no row with that path"),
  PERMISSION_IRREGULAR("permissions other than 1, -1 and -1000: they count as prevent"),
  PERMISSION_OF_UNKNOWN_CAPABILITY("permissions of unknown capabilities: ignored"),
  PERMISSION_IN_MISSING_CONTEXT("permissions in contexts that do not exist: ignored"),
  PERMISSION_OF_MISSING_ROLE("permissions of roles that have no row: they count"),
  CAPABILITY_TYPE_IRREGULAR("capabilities whose type is neither read nor write: never guarded"),
  ASSIGNMENT_IN_MISSING_CONTEXT("role assignments in contexts that do not exist: ignored"),
  ASSIGNMENT_OF_MISSING_ROLE("assignments of roles that have no row: they count"),
  ASSIGNMENT_OF_MISSING_USER("role assignments of users that have no row: never asked"),
  ASSIGNMENT_OF_DELETED_USER("role assignments of deleted users: they count"),
  ASSIGNMENT_OF_GUEST("role assignments of the guest account: ignored"),
  USER_WITHOUT_CONTEXT("live users without a context of their own: Moodle makes it on demand"),
  ADMIN_MISSING("site administrators that have no row: denied"),
  ADMIN_DELETED("site administrators that are deleted: they still are"),
  ADMIN_IS_GUEST("the guest account listed as site administrator"),
  SETTING_NAMES_MISSING_ROLE("settings that name a role that has no row"),
  NO_FRONT_PAGE("no front page course (course.category = 0): the front page role never applies");

  private final String meaning;

  Oddity(String meaning) {
    this.meaning = meaning;
  }

  /** What was counted, and what it does, in plain English. */
  public String meaning() {
    return meaning;
  }
}
