package dev.beadle.server.search.people;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.decision.RoleOrigin;

/**
 * A role that somebody has.
 *
 * @param role its ordinal
 * @param origin why he has it
 * @param context the context, as an ordinal, where he has it: that of the assignment, the system,
 *     or the front page
 */
public record HeldRole(int role, RoleOrigin origin, int context) {
  public HeldRole {
    requireNonNull(origin, "origin");
  }
}
