package dev.beadle.server.search;

import java.util.Arrays;

/** A growing list of ids. Not thread-safe. */
public final class IdList {
  private long[] ids = new long[16];
  private int count;
  private boolean isAscending = true;

  /** Adds an id, whether or not it is there. */
  public void add(long id) {
    if (count == ids.length) {
      ids = Arrays.copyOf(ids, 2 * count);
    }
    isAscending &= count == 0 || ids[count - 1] < id;
    ids[count++] = id;
  }

  /** The ids, ascending, each once. Cost: a copy when they came that way. */
  public long[] toAscending() {
    if (!isAscending) {
      Arrays.sort(ids, 0, count);
      int kept = 0;
      for (int i = 0; i < count; i++) {
        if (kept == 0 || ids[i] != ids[kept - 1]) {
          ids[kept++] = ids[i];
        }
      }
      count = kept;
      isAscending = true;
    }
    return Arrays.copyOf(ids, count);
  }
}
