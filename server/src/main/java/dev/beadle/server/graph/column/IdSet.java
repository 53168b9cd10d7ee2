package dev.beadle.server.graph.column;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A growing set of a database's ids, in any order. Ids below 2³², which is what sequences give, are
 * bits: their pages of 512 bytes take at most 512 MB in all, and 1 bit for each id where ids lie
 * close together. Not thread-safe.
 */
public final class IdSet {
  private static final int PAGE_BITS = 12;
  private static final long PAGED_IDS = 1L << 32;

  private long[] @Nullable [] pages = new long[16][];
  private final Set<Long> others = new HashSet<>();

  /** Adds {@code id}, any number, unless it is there; says whether it was added. */
  public boolean add(long id) {
    if (id < 0 || id >= PAGED_IDS) {
      return others.add(id);
    }
    long[] page = pageOf((int) (id >>> PAGE_BITS));
    int word = (int) (id >>> 6) & (page.length - 1);
    long bit = 1L << id;
    if ((page[word] & bit) != 0) {
      return false;
    }
    page[word] |= bit;
    return true;
  }

  private long[] pageOf(int number) {
    if (number >= pages.length) {
      pages = Arrays.copyOf(pages, Math.max(number + 1, 2 * pages.length));
    }
    long[] page = pages[number];
    if (page == null) {
      page = new long[1 << (PAGE_BITS - 6)];
      pages[number] = page;
    }
    return page;
  }
}
