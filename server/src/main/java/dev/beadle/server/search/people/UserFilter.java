package dev.beadle.server.search.people;

import java.util.Set;

/**
 * Whom a list of users leaves out (§9.8).
 *
 * @param groupIds groups.id: only members of one of them are kept, visible or not; everybody when
 *     it is empty
 * @param keepsViewersOfAllGroups whether those with {@value #ACCESS_ALL_GROUPS} are kept too, who
 *     are found in the same manner
 * @param exceptions user.id of those who are dropped whatever else is said
 */
public record UserFilter(
    Set<Long> groupIds, boolean keepsViewersOfAllGroups, Set<Long> exceptions) {
  /** What whoever may see every group has. */
  static final String ACCESS_ALL_GROUPS = "moodle/site:accessallgroups";

  /** Keeps everybody. */
  public static final UserFilter EVERYBODY = new UserFilter(Set.of(), false, Set.of());

  public UserFilter {
    groupIds = Set.copyOf(groupIds);
    exceptions = Set.copyOf(exceptions);
  }
}
