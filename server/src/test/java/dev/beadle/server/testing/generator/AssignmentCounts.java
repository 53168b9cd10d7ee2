package dev.beadle.server.testing.generator;

import dev.beadle.server.testing.generator.Draw.Topic;

/**
 * How many role assignments each user has: about as many as the mean, some ten times as many, and
 * one user two thousand. Two bytes for each user. Immutable and so thread-safe.
 */
final class AssignmentCounts {
  /** user.id of the guest, the administrator, and the user with the most assignments. */
  static final int GUEST = 1;

  static final int ADMINISTRATOR = 2;
  static final int BUSIEST = 3;

  private static final int OF_BUSIEST = 2_000;
  private static final double SPREAD = 0.7;

  /** One of so many users has {@link #TIMES_AS_MANY} times as many. */
  private static final int USERS_PER_BUSY_ONE = 2_048;

  private static final int TIMES_AS_MANY = 8;

  private final char[] counts;

  /**
   * Divides the assignments among the users.
   *
   * @param mostOfOne how many one user can have
   * @throws IllegalArgumentException if the users cannot hold so many
   */
  AssignmentCounts(SiteShape shape, Draw draw, int mostOfOne) {
    this.counts = new char[shape.users()];
    int most = Math.min(mostOfOne, Character.MAX_VALUE);
    long left = shape.assignments();
    long room = 0;
    double mean = (double) shape.assignments() / shape.users();
    for (int user = BUSIEST; user <= shape.users(); user++) {
      if (UserRows.isDeleted(draw, user)) {
        continue;
      }
      double drawn = mean * StrictMath.exp(SPREAD * draw.bell(Topic.ASSIGNMENT_COUNT, user));
      // The mean of exp(d z) is exp(d d / 2).
      drawn *= StrictMath.exp(-SPREAD * SPREAD / 2);
      drawn *= draw.oneIn(USERS_PER_BUSY_ONE, Topic.MANY_ASSIGNMENTS, user) ? TIMES_AS_MANY : 1;
      if (user == BUSIEST) {
        drawn = Math.min(OF_BUSIEST, shape.assignments() / 10.0);
      }
      int count = (int) Math.min(most, Math.round(drawn));
      counts[user - 1] = (char) count;
      left -= count;
      room += most;
    }
    if (room < shape.assignments()) {
      throw new IllegalArgumentException(
          "assignments: " + shape.assignments() + " (expected: at most " + room + " here)");
    }
    settle(draw, most, left);
  }

  /** The assignments of a user (user.id). */
  int of(int userId) {
    return counts[userId - 1];
  }

  /** Gives or takes one after the other what rounding left over, the busiest last. */
  private void settle(Draw draw, int most, long leftOver) {
    long left = leftOver;
    int user = BUSIEST;
    while (left != 0) {
      user = user == counts.length ? BUSIEST : user + 1;
      int count = counts[user - 1];
      boolean possible = left > 0 ? count < most : count > 0;
      if (possible && !UserRows.isDeleted(draw, user)) {
        counts[user - 1] = (char) (left > 0 ? count + 1 : count - 1);
        left -= Long.signum(left);
      }
    }
  }
}
