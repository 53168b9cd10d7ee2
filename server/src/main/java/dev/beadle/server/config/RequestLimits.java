package dev.beadle.server.config;

/**
 * The bounds of requests. Exceeding one is RESOURCE_EXHAUSTED with the option's name.
 *
 * @param batchQuestions capabilities asked for in one batch, each name of a list counted ({@code
 *     --max-batch-questions})
 * @param matrixCells pairs of a context and a capability in one matrix ({@code --max-matrix-cells})
 * @param listCapabilities names in one any_of or all_of ({@code --max-list-capabilities})
 * @param heldRoles role switches, and temporary roles, in one environment ({@code
 *     --max-held-roles})
 * @param concurrentExplains explanations being worked out at once ({@code
 *     --max-concurrent-explains})
 */
public record RequestLimits(
    int batchQuestions,
    int matrixCells,
    int listCapabilities,
    int heldRoles,
    int concurrentExplains) {
  /** The bounds unless set otherwise. */
  public static final RequestLimits DEFAULT = new RequestLimits(10_000, 100_000, 1_000, 100, 64);

  public RequestLimits {
    requirePositive(batchQuestions, "max-batch-questions");
    requirePositive(matrixCells, "max-matrix-cells");
    requirePositive(listCapabilities, "max-list-capabilities");
    requirePositive(heldRoles, "max-held-roles");
    requirePositive(concurrentExplains, "max-concurrent-explains");
  }

  private static void requirePositive(int value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: at least 1)");
    }
  }
}
