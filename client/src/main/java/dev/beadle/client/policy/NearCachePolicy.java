package dev.beadle.client.policy;

import java.time.Duration;

/**
 * How a client keeps answers. Immutable.
 *
 * <p>Kept are answers to plain questions (a user, a capability, a context) for as long as a watch
 * of the site's changes tells of nothing that concerns them: a change of a user drops his answers,
 * a change of a permission those about its capability below its context, and whatever cannot be
 * told apart drops everything. Without the watch nothing is kept or used, and a site that is served
 * from tables ({@code serve --site}, not {@code --data}) has none: that is logged. Role assignments
 * that begin or end by themselves are no change: they are seen after {@code maxStaleness} at the
 * latest.
 *
 * {@snippet class="dev.beadle.server.examples.FollowingExamples" region="nearCache" :
 * var policy = new NearCachePolicy(50_000, Duration.ofSeconds(2));
 * try (var beadle = BeadleClient.builder(target).nearCache(policy).build()) {
 *   return beadle.hasCapability(10, "mod/forum:replypost", Contexts.module(3));
 * }
 * }
 *
 * @param maxEntries how many answers are kept at the most: 1 to 10,000,000
 * @param maxStaleness how old an answer may be: above 0
 */
public record NearCachePolicy(int maxEntries, Duration maxStaleness) {
  /** 10,000 answers, for five seconds. */
  public static final NearCachePolicy DEFAULT = new NearCachePolicy(10_000, Duration.ofSeconds(5));

  private static final int MOST_ENTRIES = 10_000_000;

  public NearCachePolicy {
    if (maxEntries < 1 || maxEntries > MOST_ENTRIES) {
      throw new IllegalArgumentException(
          "maxEntries: " + maxEntries + " (expected: 1 to " + MOST_ENTRIES + ")");
    }
    Pauses.requireUsable("maxStaleness", maxStaleness);
  }
}
