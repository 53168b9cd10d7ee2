package dev.beadle.server.search.courses;

/** What a user wants to see when he does something. */
public sealed interface Sighted {
  /** A group (groups.id); 0 stands for all who take part. */
  record SightedGroup(long groupId) implements Sighted {}

  /** Another user (user.id). */
  record SightedUser(long userId) implements Sighted {}
}
