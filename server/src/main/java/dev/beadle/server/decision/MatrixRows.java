package dev.beadle.server.decision;

import dev.beadle.server.graph.CapabilityCatalog;
import java.util.Arrays;

/**
 * Rows of a matrix that are decided together: one user and one surrounding, a context in each row,
 * the same capabilities in all of them. Filled, decided by {@link DecisionPoint#decideRows} and
 * filled again; confined to one thread.
 */
public final class MatrixRows {
  private static final int NONE = -1;

  /** How many rows are remembered for others to repeat; a power of two. */
  private static final int MODELS = 1 << 4;

  private final long userId;
  private final Environment environment;
  private final GuardedCapabilities capabilities;
  private final byte[] cells;
  private final QueryBatch places;
  private final int[] offsets;
  // The rows that others may repeat, each in a place that follows from what its walk has found.
  private final int[] models = new int[MODELS];

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
    Arrays.fill(models, NONE);
  }

  /** Forgets all rows; what was decided stays in the cells. */
  public void clear() {
    places.clear();
    Arrays.fill(models, NONE);
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
   * Decides a row, whose walk is done, as one before it that the same makes: most of a user's
   * contexts are alike. Says whether there is such a row; if not, this one has to be decided now,
   * and others may repeat it.
   */
  boolean repeat(int row) {
    BatchWalk walk = places.walk;
    long walked = walk.walked(row);
    int place = placeOf(walked);
    int model = models[place];
    models[place] = row;
    if (model == NONE
        || walk.walked(model) != walked
        || walk.isLocked(model) != walk.isLocked(row)) {
      return false;
    }
    System.arraycopy(cells, offsets[model], cells, offsets[row], capabilities.size());
    return true;
  }

  private static int placeOf(long walked) {
    return (int) ((walked * 0x9E37_79B9_7F4A_7C15L) >>> 32) & (MODELS - 1);
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
