package dev.beadle.server.testing.generator;

import dev.beadle.server.testing.generator.Draw.Topic;

/** The rows of {@code user}: ids 1 to the number of users. Stateless and so thread-safe. */
final class UserRows {
  /** One of so many users is deleted, and of so many suspended. */
  private static final int USERS_PER_DELETED = 200;

  private static final int USERS_PER_SUSPENDED = 100;

  private UserRows() {}

  static RowMaker of(SiteShape shape, Draw draw) {
    return RowMaker.numbered(
        shape.users(),
        (id, row) ->
            row.add(id)
                .add(nameOf(id))
                .add(isDeleted(draw, id) ? 1 : 0)
                .add(draw.oneIn(USERS_PER_SUSPENDED, Topic.SUSPENDED, id) ? 1 : 0));
  }

  /** Whether a user (user.id) is deleted; then he has no assignments. */
  static boolean isDeleted(Draw draw, long userId) {
    return userId > AssignmentCounts.BUSIEST
        && draw.oneIn(USERS_PER_DELETED, Topic.DELETED, userId);
  }

  private static String nameOf(long id) {
    if (id == AssignmentCounts.GUEST) {
      return "guest";
    }
    return id == AssignmentCounts.ADMINISTRATOR ? "admin" : "user" + id;
  }
}
