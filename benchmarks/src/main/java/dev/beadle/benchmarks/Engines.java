package dev.beadle.benchmarks;

import dev.beadle.server.cache.CachedResolutions;
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
}
