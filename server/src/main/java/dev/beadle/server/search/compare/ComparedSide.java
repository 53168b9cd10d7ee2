package dev.beadle.server.search.compare;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.decision.AccessQuery;
import dev.beadle.server.decision.Decision;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Environment;
import dev.beadle.server.decision.LoneRole;
import dev.beadle.server.graph.CapabilityCatalog;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleCatalog;
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
     * @param role an ordinal, of a row or not; {@link RoleCatalog#ABSENT} for one that is not there
     *     at that revision, which says nothing
     */
    record Role(int role) implements Subject {}
  }

  /** The decisions about capabilities, each an ordinal or {@link CapabilityCatalog#ABSENT}. */
  Decision[] decide(DecisionPoint decisions, int[] capabilities) {
    var decided = new Decision[capabilities.length];
    if (context == ContextTree.ABSENT) {
      Arrays.fill(decided, Decision.DENIED_BY_BROKEN_CONTEXT);
      return decided;
    }
    switch (subject) {
      case Subject.User(long userId, Environment environment) ->
          decisions.decideEach(
              snapshot,
              new AccessQuery(userId, context, CapabilityCatalog.ABSENT, environment),
              capabilities,
              decided,
              0);
      case Subject.Role(int role) -> {
        if (role == RoleCatalog.ABSENT) {
          Arrays.fill(decided, Decision.DENIED_NOTHING_ALLOWS);
          return decided;
        }
        LoneRole lone = decisions.loneRole(snapshot, role, context);
        for (int i = 0; i < capabilities.length; i++) {
          decided[i] = lone.decide(capabilities[i]);
        }
      }
    }
    return decided;
  }
}
