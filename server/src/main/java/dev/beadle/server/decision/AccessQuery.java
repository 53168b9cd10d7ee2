package dev.beadle.server.decision;

import static java.util.Objects.requireNonNull;

/**
 * May this user do this here?
 *
 * @param userId user.id; 0 for a visitor who is not logged in; any number
 * @param context an ordinal of the snapshot that is asked
 * @param capability an ordinal of the snapshot that is asked, or {@code CapabilityCatalog.ABSENT}
 * @param environment the surroundings
 */
public record AccessQuery(long userId, int context, int capability, Environment environment) {
  public AccessQuery {
    requireNonNull(environment, "environment");
  }
}
