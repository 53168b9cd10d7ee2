package dev.beadle.server.cli;

import dev.beadle.server.cache.CachedResolutions;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Resolver;

/** What decides in this process, without a server. Stateless. */
final class LocalDecisions {
  /** One call is answered: hardly anything is worth keeping. */
  private static final long ONE_CALL_CACHE_BYTES = 1 << 20;

  /** Files of recorded decisions are answered: millions of questions about one site. */
  private static final long RECORDING_CACHE_BYTES = 64 << 20;

  private LocalDecisions() {}

  /** For one question, one search or one batch of commands. */
  static DecisionPoint forOneCall() {
    return withCacheOf(ONE_CALL_CACHE_BYTES);
  }

  /** For the questions of recorded decisions. */
  static DecisionPoint forRecording() {
    return withCacheOf(RECORDING_CACHE_BYTES);
  }

  private static DecisionPoint withCacheOf(long bytes) {
    return new DecisionPoint(new CachedResolutions(new Resolver(), bytes));
  }
}
