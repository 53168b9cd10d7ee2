package dev.beadle.server.search.reports;

import static java.util.Objects.requireNonNull;

/**
 * What came of one check of the security overview.
 *
 * @param check which one
 * @param status how grave it is
 * @param count how many rows are behind it: see {@link SecurityOverview#forEachFinding}
 * @param roleId the role that is looked at (role.id), whether it has a row or not; 0 for none
 * @param summary what came of it, in plain English
 */
public record SecurityResult(
    SecurityCheck check, SecurityStatus status, long count, long roleId, String summary) {
  public SecurityResult {
    requireNonNull(check, "check");
    requireNonNull(status, "status");
    requireNonNull(summary, "summary");
  }
}
