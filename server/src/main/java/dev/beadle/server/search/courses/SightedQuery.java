package dev.beadle.server.search.courses;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.decision.AccessQuery;

/**
 * May this user do this here, and see a group or another user here?
 *
 * @param check whether he may do it; its context is a course or an activity
 */
public record SightedQuery(AccessQuery check, Sighted sighted) {
  public SightedQuery {
    requireNonNull(check, "check");
    requireNonNull(sighted, "sighted");
  }
}
