package dev.beadle.server.impact;

import static java.util.Objects.requireNonNull;

/**
 * A question of which it is asked what would change the answer: somebody else's, in the default
 * environment.
 *
 * @param userId user.id; 0 for a visitor; any number
 * @param context an ordinal of the snapshot that is asked
 * @param capability its name
 * @param limit how many remedies are told at the most, at least 1
 * @param withTotals whether to work out what else each of those would do
 */
public record RemedyQuestion(
    long userId, int context, String capability, int limit, boolean withTotals) {
  public RemedyQuestion {
    requireNonNull(capability, "capability");
    if (limit < 1) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: at least 1)");
    }
  }
}
