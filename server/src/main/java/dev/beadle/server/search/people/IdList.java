package dev.beadle.server.search.people;

import java.util.Arrays;

/** A growing list of ids. Not thread-safe. */
final class IdList {
  private long[] ids = new long[16];
  private int count;
  private boolean isAscending = true;

  void add(long id) {
    if (count == ids.length) {
      ids = Arrays.copyOf(ids, 2 * count);
    }
    isAscending &= count == 0 || ids[count - 1] < id;
    ids[count++] = id;
  }

  /** The ids, ascending, each once. Cost: a copy when they came that way. */
  long[] toAscending() {
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
