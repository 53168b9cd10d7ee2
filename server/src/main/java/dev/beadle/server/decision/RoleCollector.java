package dev.beadle.server.decision;

/** Takes the roles that count for a question, as {@link RoleWalk} meets them. */
interface RoleCollector {
  /** What stands for the entry of a role that is not assigned. */
  int NO_ENTRY = -1;

  /**
   * Takes one role; the same may come several times.
   *
   * @param role its ordinal
   * @param origin why the user has it
   * @param node the node of the context tree where it is held
   * @param entry the place in the user's block of an assignment, else {@link #NO_ENTRY}
   */
  void add(int role, RoleOrigin origin, int node, int entry);
}
