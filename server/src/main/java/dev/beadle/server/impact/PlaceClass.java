package dev.beadle.server.impact;

import java.util.BitSet;

/**
 * Contexts that are alike before an edit and alike after it: whoever holds the same roles in them
 * gets the same answers. Immutable and so thread-safe.
 */
final class PlaceClass {
  private final Place before;
  private final Place after;
  private final boolean isAlike;
  private final BitSet changedRoles;

  /**
   * Makes one.
   *
   * @param isAlike whether, roles apart, the contexts are after the edit as they were before it
   * @param changedRoles joint numbers of the roles that may say something else; not to be changed
   */
  PlaceClass(Place before, Place after, boolean isAlike, BitSet changedRoles) {
    this.before = before;
    this.after = after;
    this.isAlike = isAlike;
    this.changedRoles = changedRoles;
  }

  Place before() {
    return before;
  }

  Place after() {
    return after;
  }

  /** Whether no answer changes for those whose roles do not. */
  boolean isInert() {
    return isAlike && changedRoles.isEmpty();
  }

  /** Whether no answer changes for those who hold just these roles on both sides. */
  boolean isInertFor(BitSet roles) {
    return isAlike && !changedRoles.intersects(roles);
  }
}
