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
 * @param searches the bounds of the search service
 */
public record RequestLimits(
    int batchQuestions,
    int matrixCells,
    int listCapabilities,
    int heldRoles,
    int concurrentExplains,
    SearchLimits searches) {
  /** The bounds unless set otherwise. */
  public static final RequestLimits DEFAULT = new RequestLimits(10_000, 100_000, 1_000, 100, 64);

  /** With the usual bounds of searches. */
  public RequestLimits(
      int batchQuestions,
      int matrixCells,
      int listCapabilities,
      int heldRoles,
      int concurrentExplains) {
    this(
        batchQuestions,
        matrixCells,
        listCapabilities,
        heldRoles,
        concurrentExplains,
        SearchLimits.DEFAULT);
  }

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

  /**
   * The bounds of the search service.
   *
   * @param calls searches at once, waiting for a processor or being worked out ({@code
   *     --max-concurrent-searches})
   * @param ids in one list of a request, of users, groups or roles ({@code --max-list-ids})
   */
  public record SearchLimits(int calls, int ids) {
    /** The bounds unless set otherwise. */
    public static final SearchLimits DEFAULT = new SearchLimits(64, 10_000);

    public SearchLimits {
      requirePositive(calls, "max-concurrent-searches");
      requirePositive(ids, "max-list-ids");
    }
  }
}
