package dev.beadle.server.search.reports;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.decision.RoleOrigin;
import java.util.List;

/**
 * A role that gives risks to those who have it somewhere.
 *
 * @param roleId role.id
 * @param contextId where it is assigned, or held by everybody (context.id)
 * @param through how people come to it: {@link RoleOrigin#ASSIGNMENT}, or one of those that need
 *     none
 * @param risks the risks that it gives right there: bits of {@code model.Risk}
 * @param capabilities those that give them, by name
 * @param risksBelow the risks that it gives right there or in any context below, where overrides
 *     may allow more
 * @param holders how many people have it by this: accounts with a row, neither deleted nor the
 *     guest's; of the visitors' and the guests' role, 1
 */
public record RiskHolding(
    long roleId,
    long contextId,
    RoleOrigin through,
    long risks,
    List<String> capabilities,
    long risksBelow,
    long holders) {
  public RiskHolding {
    requireNonNull(through, "through");
    capabilities = List.copyOf(capabilities);
  }
}
