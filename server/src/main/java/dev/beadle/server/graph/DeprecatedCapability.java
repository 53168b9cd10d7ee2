package dev.beadle.server.graph;

import static java.util.Objects.requireNonNull;

/**
 * A capability's name that has gone out of use ({@code $deprecatedcapabilities} of a component,
 * rules §3). The database does not hold these.
 *
 * @param name the old name
 * @param component the component that says so; empty when it is not known
 * @param replacement the new name; empty when there is none
 */
public record DeprecatedCapability(String name, String component, String replacement) {
  public DeprecatedCapability {
    requireNonNull(name, "name");
    requireNonNull(component, "component");
    requireNonNull(replacement, "replacement");
  }
}
