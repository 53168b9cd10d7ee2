package dev.beadle.server.search.people;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.decision.Decision;

/**
 * Whether somebody may do one thing.
 *
 * @param capability its ordinal
 * @param decision the answer with its rule
 */
public record PermittedCapability(int capability, Decision decision) {
  public PermittedCapability {
    requireNonNull(decision, "decision");
  }
}
