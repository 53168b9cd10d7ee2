package dev.beadle.server.search.people;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.decision.Environment;

/**
 * Where does a user have a capability? (§17)
 *
 * @param userId user.id; 0 for a visitor; any number
 * @param capability an ordinal of the snapshot that is asked, or {@code CapabilityCatalog.ABSENT}
 * @param environment the surroundings; Moodle's own list looks at its temporary roles and whether
 *     administrators may do anything, and at nothing else
 */
public record WhereCanQuery(long userId, int capability, Environment environment) {
  public WhereCanQuery {
    requireNonNull(environment, "environment");
  }
}
