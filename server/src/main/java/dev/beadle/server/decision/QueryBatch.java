package dev.beadle.server.decision;

/**
 * Questions in the default environment that are decided together, and their decisions. Filled,
 * decided by {@link DecisionPoint#decideBatch}, read and filled again; confined to one thread.
 */
public final class QueryBatch {
  final long[] userIds;
  final int[] contexts;
  final int[] capabilities;
  final BatchWalk walk;
  // Ordinals: a reference that is stored costs a barrier of the garbage collector.
  private final byte[] decisions;
  private int size;

  /** Takes up to {@code capacity} questions, at least 1. Cost: 50 bytes for each. */
  public QueryBatch(int capacity) {
    this.userIds = new long[capacity];
    this.contexts = new int[capacity];
    this.capabilities = new int[capacity];
    this.decisions = new byte[capacity];
    this.walk = new BatchWalk(capacity);
  }

  /** How many questions fit. */
  public int capacity() {
    return userIds.length;
  }

  /** How many there are. */
  public int size() {
    return size;
  }

  /** Forgets all questions. */
  public void clear() {
    size = 0;
  }

  /**
   * Adds a question, if there is room.
   *
   * @param userId user.id, any number; 0 for a visitor
   * @param context an ordinal of the snapshot that will decide
   * @param capability an ordinal of it, or {@code CapabilityCatalog.ABSENT}
   */
  public void add(long userId, int context, int capability) {
    userIds[size] = userId;
    contexts[size] = context;
    capabilities[size] = capability;
    decide(size, Decision.DENIED_NOTHING_ALLOWS);
    size++;
  }

  /** The decision about a question, by the order in which they were added. */
  public Decision decision(int question) {
    return Decision.of(decisions[question]);
  }

  void decide(int question, Decision decision) {
    decisions[question] = (byte) decision.ordinal();
  }
}
