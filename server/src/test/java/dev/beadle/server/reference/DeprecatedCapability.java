package dev.beadle.server.reference;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A capability name that {@code db/access.php} of {@code component} declares deprecated. It is not
 * in the database, so it comes beside the tables.
 */
public record DeprecatedCapability(String name, String component, @Nullable String replacement) {
  public DeprecatedCapability {
    requireNonNull(name, "name");
    requireNonNull(component, "component");
  }
}
