package dev.beadle.benchmarks;

import dev.beadle.server.cache.CachedResolutions;
import dev.beadle.server.decision.Decision;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Resolver;

/** The engines that benchmarks ask. Stateless and so thread-safe. */
public final class Engines {
  /** The bytes that the cache of resolutions may take. */
  private static final long CACHE_BYTES = 64L << 20;

  private Engines() {}

  /** With an empty cache of resolutions. */
  public static DecisionPoint cached() {
    return new DecisionPoint(new CachedResolutions(new Resolver(), CACHE_BYTES));
  }

  /** The plain version: every resolution is worked out again. */
  public static DecisionPoint uncached() {
    return new DecisionPoint(new Resolver());
  }

  /** Whether the roles decided, rather than a guard or the form of the question. */
  public static boolean isByRoles(Decision decision) {
    return switch (decision) {
      case ALLOWED_BY_ROLE, DENIED_BY_PROHIBIT, DENIED_BY_PREVENT, DENIED_NOTHING_ALLOWS -> true;
      case ALLOWED_BY_SITE_ADMIN,
          ALLOWED_BY_SITE_ADMIN_IN_BROKEN_CONTEXT,
          ALLOWED_BY_ALL_OF_NOTHING,
          DENIED_UNKNOWN_CAPABILITY,
          DENIED_BY_FORCED_LOGIN,
          DENIED_BY_GUEST_GUARD,
          DENIED_BY_LOCK,
          DENIED_NO_SUCH_USER,
          DENIED_USER_DELETED,
          DENIED_BY_BROKEN_CONTEXT,
          DENIED_OUTSIDE_LOGIN_AS,
          DENIED_ANY_OF_NOTHING ->
          false;
    };
  }
}
