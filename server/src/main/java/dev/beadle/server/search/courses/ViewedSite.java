package dev.beadle.server.search.courses;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.graph.PolicySnapshot;

/**
 * A site as one viewer sees it: what every question of this room is put to. Immutable and so
 * thread-safe.
 *
 * @param decisionPoint what decides about capabilities
 */
public record ViewedSite(PolicySnapshot snapshot, Viewer viewer, DecisionPoint decisionPoint) {
  public ViewedSite {
    requireNonNull(snapshot, "snapshot");
    requireNonNull(viewer, "viewer");
    requireNonNull(decisionPoint, "decisionPoint");
  }

  /** has_capability: whether a user has a capability that Moodle's own code asks for. */
  boolean has(long userId, int context, String capability) {
    return has(userId, context, snapshot.capabilities().find(capability));
  }

  /** has_capability: whether a user has a capability, by its ordinal. */
  boolean has(long userId, int context, int capability) {
    return decisionPoint
        .decide(snapshot, userId, context, capability, viewer.environmentOf(userId))
        .isAllowed();
  }

  /** Whether a user has what is demanded, if anything is. */
  boolean hasDemanded(long userId, int context, int capability) {
    return capability == Demanded.NOTHING || has(userId, context, capability);
  }

  /** isguestuser: whether a user is the guest account. */
  boolean isGuestAccount(long userId) {
    return userId != 0 && userId == snapshot.settings().guestUserId();
  }
}
