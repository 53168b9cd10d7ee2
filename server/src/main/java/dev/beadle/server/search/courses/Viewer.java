package dev.beadle.server.search.courses;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.decision.Environment;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.PolicySnapshot;

/**
 * Who looks: Moodle's current user, whom the answers of §13 and §14 depend on beside the user whom
 * a question is about.
 *
 * @param userId user.id; 0 for a visitor
 * @param own what surrounds checks of himself
 * @param ofOthers what surrounds checks of anybody else
 */
public record Viewer(long userId, Environment own, Environment ofOthers) {
  // The id of no user.
  private static final long SOMEBODY_ELSE = Long.MIN_VALUE;

  /** Nobody who is logged in. */
  public static final Viewer VISITOR = of(0);

  public Viewer {
    requireNonNull(own, "own");
    requireNonNull(ofOthers, "ofOthers");
  }

  /** A user in a plain session. */
  public static Viewer of(long userId) {
    return new Viewer(userId, Environment.OF_CURRENT_USER, Environment.DEFAULT);
  }

  /**
   * A user in a session.
   *
   * @param own what surrounds checks of himself; of it only "log in as" and the shortcut of
   *     administrators surround checks of others
   */
  public static Viewer of(PolicySnapshot snapshot, long userId, Environment own) {
    Environment.Builder ofOthers = Environment.builder(snapshot);
    if (own.loginAsContext() != ContextTree.ABSENT) {
      ofOthers.loggedInAs(own.loginAsContext());
    }
    if (!own.doAnything()) {
      ofOthers.withoutDoAnything();
    }
    return new Viewer(userId, own, ofOthers.build());
  }

  /**
   * Somebody of whom nothing is known but that no question is about him.
   *
   * @param ofOthers what surrounds checks of anybody
   */
  public static Viewer ofSomebodyElse(Environment ofOthers) {
    return new Viewer(SOMEBODY_ELSE, ofOthers, ofOthers);
  }

  /** Whether a question about this user is about the viewer himself. */
  boolean is(long otherId) {
    return userId == otherId;
  }

  /** What surrounds a check of a user. */
  Environment environmentOf(long otherId) {
    return is(otherId) ? own : ofOthers;
  }
}
