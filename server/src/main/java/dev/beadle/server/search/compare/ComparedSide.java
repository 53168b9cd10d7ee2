package dev.beadle.server.search.compare;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.decision.AccessQuery;
import dev.beadle.server.decision.Decision;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.decision.LoneRole;
import dev.beadle.server.decision.ResolutionSource;
import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import java.util.Arrays;

/**
 * One side of a comparison.
 *
 * @param snapshot which facts
 * @param subject who
 * @param context where: an ordinal of the snapshot, or {@link ContextTree#ABSENT} when it is not
 *     there at that revision; then everything is denied
 */
public record ComparedSide(PolicySnapshot snapshot, Subject subject, int context) {
  public ComparedSide {
    requireNonNull(snapshot, "snapshot");
    requireNonNull(subject, "subject");
  }

  /** Whose rights are compared. */
  public sealed interface Subject {
    /**
     * A user.
     *
     * @param userId user.id; 0 for a visitor; any number
     */
    record User(long userId, Environment environment) implements Subject {
      public User {
        requireNonNull(environment, "environment");
      }
    }

    /**
     * Somebody who has just this role.
     *
     * @param role an ordinal, of a row or not
     */
    record Role(int role) implements Subject {}
  }

  /** The decisions about capabilities, each an ordinal or {@link CapabilityCatalog#ABSENT}. */
  Decision[] decide(ResolutionSource resolutions, int[] capabilities) {
    var decisions = new Decision[capabilities.length];
    if (context == ContextTree.ABSENT) {
      Arrays.fill(decisions, Decision.DENIED_BY_BROKEN_CONTEXT);
      return decisions;
    }
    switch (subject) {
      case Subject.User(long userId, Environment environment) ->
          new DecisionPoint(resolutions)
              .decideEach(
                  snapshot,
                  new AccessQuery(userId, context, CapabilityCatalog.ABSENT, environment),
                  capabilities,
                  decisions,
                  0);
      case Subject.Role(int role) -> {
        LoneRole lone = LoneRole.of(snapshot, resolutions, role, context);
        for (int i = 0; i < capabilities.length; i++) {
          decisions[i] = lone.decide(capabilities[i]);
        }
      }
    }
    return decisions;
  }
}
