package dev.beadle.server.decision;

import dev.beadle.server.graph.CapabilityCatalog;

/**
 * Rows of a matrix that are decided together: one user and one surrounding, a context in each row,
 * the same capabilities in all of them. Filled, decided by {@link DecisionPoint#decideRows} and
 * filled again; confined to one thread.
 */
public final class MatrixRows {
  private static final int NONE = -1;

  private final long userId;
  private final Environment environment;
  private final GuardedCapabilities capabilities;
  private final byte[] cells;
  private final QueryBatch places;
  private final int[] offsets;
  // A row that others may repeat, how it was decided, and what its walk had found.
  private int model = NONE;
  private boolean isModelLocked;
  private long walkedOfModel;

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
    model = NONE;
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

  /**
   * Decides a row as the one that is remembered, if the same makes both: most of a user's contexts
   * are alike. Says whether it is so.
   *
   * @param walked see {@link RoleWalk#walk}
   */
  boolean repeat(int row, boolean isLocked, long walked) {
    if (model == NONE || walked != walkedOfModel || isLocked != isModelLocked) {
      return false;
    }
    System.arraycopy(cells, offsets[model], cells, offsets[row], capabilities.size());
    return true;
  }

  /** Remembers how a row was decided. */
  void remember(int row, boolean isLocked, long walked) {
    model = row;
    isModelLocked = isLocked;
    walkedOfModel = walked;
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
