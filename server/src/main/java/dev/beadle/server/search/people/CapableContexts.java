package dev.beadle.server.search.people;

import java.util.Arrays;
import java.util.stream.LongStream;

/** Contexts in which a user has a capability, ascending by id. Immutable and so thread-safe. */
public final class CapableContexts {
  private final long[] contextIds;

  /** Takes the array over. */
  CapableContexts(long[] contextIds) {
    this.contextIds = contextIds;
  }

  /** How many there are. */
  public int size() {
    return contextIds.length;
  }

  /** context.id of the one at {@code index}, 0 to {@link #size()} - 1. */
  public long contextIdAt(int index) {
    return contextIds[index];
  }

  /** All context ids. */
  public LongStream contextIds() {
    return Arrays.stream(contextIds);
  }

  /** Where those begin whose id is greater; {@link #size()} when there are none. */
  public int indexAfter(long contextId) {
    int at = Arrays.binarySearch(contextIds, contextId);
    return at < 0 ? -at - 1 : at + 1;
  }
}
