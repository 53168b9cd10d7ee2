package dev.beadle.server.decision;

import dev.beadle.server.graph.CapabilityCatalog;

/**
 * Rows of a matrix that are decided together: one user and one surrounding, a context in each row,
 * the same capabilities in all of them. Filled, decided by {@link DecisionPoint#decideRows} and
 * filled again; confined to one thread.
 */
public final class MatrixRows {
  private final long userId;
  private final Environment environment;
  private final GuardedCapabilities capabilities;
  private final byte[] cells;
  private final QueryBatch places;
  private final int[] offsets;

  /**
   * Starts without rows.
   *
   * @param userId user.id; 0 for a visitor
   * @param capabilities of this user
   * @param cells takes the ordinals of the decisions, row by row
   * @param capacity how many rows fit, at least 1
   */
  public MatrixRows(
      long userId,
      Environment environment,
      GuardedCapabilities capabilities,
      byte[] cells,
      int capacity) {
    this.userId = userId;
    this.environment = environment;
    this.capabilities = capabilities;
    this.cells = cells;
    this.places = new QueryBatch(capacity);
    this.offsets = new int[capacity];
  }

  /** Forgets all rows; what was decided stays in the cells. */
  public void clear() {
    places.clear();
  }

  /**
   * Adds a row, if there is room.
   *
   * @param context an ordinal of the snapshot that will decide
   * @param offset where its cells begin
   */
  public void add(int context, int offset) {
    offsets[places.size()] = offset;
    places.add(userId, context, CapabilityCatalog.ABSENT);
  }

  Environment environment() {
    return environment;
  }

  /** The places of the rows, as questions without a capability. */
  QueryBatch places() {
    return places;
  }

  AccessQuery query(int row) {
    return new AccessQuery(userId, places.contexts[row], CapabilityCatalog.ABSENT, environment);
  }

  void decide(int row, boolean isLocked, Resolution rest) {
    capabilities.decide(isLocked, rest, cells, offsets[row]);
  }

  void decide(int row, boolean isLocked, Decision rest) {
    capabilities.decide(isLocked, rest, cells, offsets[row]);
  }
}
