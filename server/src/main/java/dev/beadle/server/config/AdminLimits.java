package dev.beadle.server.config;

/**
 * The bounds of administration. Exceeding one is RESOURCE_EXHAUSTED with the option's name.
 *
 * @param batchCommands commands in one batch ({@code --max-batch-commands})
 * @param concurrentCalls administrative calls being worked on at once ({@code
 *     --max-concurrent-admin-calls})
 */
public record AdminLimits(int batchCommands, int concurrentCalls) {
  /** The bounds unless set otherwise. */
  public static final AdminLimits DEFAULT = new AdminLimits(10_000, 256);

  public AdminLimits {
    requirePositive(batchCommands, "max-batch-commands");
    requirePositive(concurrentCalls, "max-concurrent-admin-calls");
  }

  private static void requirePositive(int value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: at least 1)");
    }
  }
}
