package dev.beadle.server.admin;

/**
 * The bounds of a batch.
 *
 * @param mostCommands how many commands it may hold
 * @param mostChanges how many changes they may make
 * @param mostPreconditions how many preconditions it may hold
 */
public record AdminLimits(int mostCommands, int mostChanges, int mostPreconditions) {
  /** What holds unless something else is said. */
  public static final AdminLimits DEFAULT = new AdminLimits(1_000, AdminPlanner.MOST_CHANGES, 100);

  public AdminLimits {
    if (mostCommands < 1 || mostChanges < 1 || mostPreconditions < 0) {
      throw new IllegalArgumentException(
          "limits: " + mostCommands + ", " + mostChanges + ", " + mostPreconditions);
    }
  }

  /** Refuses a batch that is too large. */
  void require(AdminBatch batch) {
    Fields.requireBetween("commands", batch.commands().size(), 1, mostCommands);
    Fields.requireBetween("preconditions", batch.preconditions().size(), 0, mostPreconditions);
  }
}
