package dev.beadle.server.testing.generator;

/**
 * How large a generated site is. Two sites of one shape are equal row by row.
 *
 * @param users rows of the table of users, the guest and the administrator among them
 * @param contexts rows of the table of contexts, those of users among them
 * @param userContexts how many users have a context of their own; the others only have their row
 * @param assignments rows of the table of role assignments
 * @param seed what the draws start from; any number
 */
public record SiteShape(int users, int contexts, int userContexts, int assignments, long seed) {
  /** The size that the engine is built for: a million users and contexts, ten million roles. */
  public static final SiteShape LARGE =
      new SiteShape(1_000_000, 1_000_000, 400_000, 10_000_000, 20_261_120);

  /** The contexts that are left for the system, categories, courses, modules and blocks. */
  static final int LEAST_OTHER_CONTEXTS = 32;

  private static final int LEAST_USERS = 3;

  public SiteShape {
    require(users >= LEAST_USERS, "users", users, "at least " + LEAST_USERS);
    require(userContexts >= 0 && userContexts <= users, "userContexts", userContexts, "0 to users");
    require(
        contexts - userContexts >= LEAST_OTHER_CONTEXTS,
        "contexts",
        contexts,
        "at least userContexts + " + LEAST_OTHER_CONTEXTS);
    require(assignments >= 0, "assignments", assignments, "at least 0");
  }

  /** Contexts that are not of users. */
  int otherContexts() {
    return contexts - userContexts;
  }

  private static void require(boolean holds, String name, int value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
    }
  }
}
