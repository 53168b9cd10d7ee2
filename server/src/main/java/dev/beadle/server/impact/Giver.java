package dev.beadle.server.impact;

/**
 * By what somebody is allowed something, on the side of an edit on which he is: a role, or being a
 * site administrator. Of several roles it is the one that comes first in the site's order of roles,
 * so that every answer that flips has one giver, and what the givers give adds up to the total.
 */
public sealed interface Giver {
  /** A role, by role.id. */
  record ByRole(long roleId) implements Giver {}

  /** The administrators' shortcut (§6.11). */
  record BySiteAdmin() implements Giver {}
}
