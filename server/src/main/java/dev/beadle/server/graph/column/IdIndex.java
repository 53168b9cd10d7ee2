package dev.beadle.server.graph.column;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A persistent map from a database's ids to ordinals. Immutable and so thread-safe.
 *
 * <p>Ids come from sequences, so most of them lie close together: a stretch of {@value
 * #PAGE_LENGTH} ids of which at least {@value #LEAST_IN_PAGE} are in use is a page, read by three
 * array loads. Ids that lie alone, however large or negative, are kept in one sorted list, so that
 * no choice of ids costs more than 128 bytes for each.
 */
public final class IdIndex {
  /** What {@link #find} answers for an id that is not in the index. */
  public static final int ABSENT = -1;

  private static final int PAGE_BITS = 9;
  static final int PAGE_LENGTH = 1 << PAGE_BITS;
  private static final int PAGE_MASK = PAGE_LENGTH - 1;
  static final int LEAST_IN_PAGE = 16;

  /** Beyond it every id lies alone, so that the list of pages stays short. */
  private static final long PAGED_IDS = 1L << 32;

  /** The index without any id. */
  public static final IdIndex EMPTY =
      new IdIndex(RefColumn.ofAbsent(0), new long[0], new int[0], 0);

  // INVARIANT (one home): an id whose page exists is never in the sorted list.
  private final RefColumn<int[]> pages;
  private final long[] loneIds;
  private final int[] loneOrdinals;
  private final int size;

  private IdIndex(RefColumn<int[]> pages, long[] loneIds, int[] loneOrdinals, int size) {
    this.pages = pages;
    this.loneIds = loneIds;
    this.loneOrdinals = loneOrdinals;
    this.size = size;
  }

  /** The ordinal of {@code id}, any number, or {@link #ABSENT}. */
  public int find(long id) {
    long page = id >>> PAGE_BITS;
    if (page < pages.length()) {
      int[] ordinals = pages.findAt((int) page);
      if (ordinals != null) {
        return ordinals[(int) id & PAGE_MASK];
      }
    }
    int at = Arrays.binarySearch(loneIds, id);
    return at < 0 ? ABSENT : loneOrdinals[at];
  }

  /** How many ids it holds. */
  public int size() {
    return size;
  }

  /** A version in which {@code id} has {@code ordinal}, whether or not it was there before. */
  public IdIndex with(long id, int ordinal) {
    int newSize = find(id) == ABSENT ? size + 1 : size;
    long page = id >>> PAGE_BITS;
    int[] ordinals = page < pages.length() ? pages.findAt((int) page) : null;
    if (ordinals != null) {
      int[] newOrdinals = ordinals.clone();
      newOrdinals[(int) id & PAGE_MASK] = ordinal;
      return new IdIndex(pages.with((int) page, newOrdinals), loneIds, loneOrdinals, newSize);
    }
    return withLone(id, ordinal, newSize);
  }

  /** A version without {@code id}. */
  public IdIndex without(long id) {
    if (find(id) == ABSENT) {
      return this;
    }
    int at = Arrays.binarySearch(loneIds, id);
    if (at < 0) {
      int page = (int) (id >>> PAGE_BITS);
      int[] ordinals = pages.findAt(page);
      int[] newOrdinals = ordinals == null ? newPage() : ordinals.clone();
      newOrdinals[(int) id & PAGE_MASK] = ABSENT;
      return new IdIndex(pages.with(page, newOrdinals), loneIds, loneOrdinals, size - 1);
    }
    long[] newIds = new long[loneIds.length - 1];
    int[] newOrdinals = new int[loneIds.length - 1];
    System.arraycopy(loneIds, 0, newIds, 0, at);
    System.arraycopy(loneOrdinals, 0, newOrdinals, 0, at);
    System.arraycopy(loneIds, at + 1, newIds, at, newIds.length - at);
    System.arraycopy(loneOrdinals, at + 1, newOrdinals, at, newIds.length - at);
    return new IdIndex(pages, newIds, newOrdinals, size - 1);
  }

  /** The bytes it takes, shared pages included. */
  public long sizeInBytes() {
    return pages.sizeInBytes(page -> ObjectSize.ofArray(PAGE_LENGTH, Integer.BYTES))
        + ObjectSize.ofArray(loneIds.length, Long.BYTES)
        + ObjectSize.ofArray(loneOrdinals.length, Integer.BYTES);
  }

  private IdIndex withLone(long id, int ordinal, int newSize) {
    var lone = new TreeMap<Long, Integer>();
    for (int i = 0; i < loneIds.length; i++) {
      lone.put(loneIds[i], loneOrdinals[i]);
    }
    lone.put(id, ordinal);
    SortedMap<Long, Integer> neighbours = neighboursOf(id, lone);
    RefColumn<int[]> newPages = pages;
    if (isPaged(id) && neighbours.size() >= LEAST_IN_PAGE) {
      newPages = pages.with((int) (id >>> PAGE_BITS), pageOf(neighbours));
      neighbours.clear();
    }
    return ofLone(newPages, lone, newSize);
  }

  private static IdIndex ofLone(RefColumn<int[]> pages, Map<Long, Integer> lone, int size) {
    long[] ids = new long[lone.size()];
    int[] ordinals = new int[lone.size()];
    int at = 0;
    for (Map.Entry<Long, Integer> entry : lone.entrySet()) {
      ids[at] = entry.getKey();
      ordinals[at++] = entry.getValue();
    }
    return new IdIndex(pages, ids, ordinals, size);
  }

  private static boolean isPaged(long id) {
    return id >= 0 && id < PAGED_IDS;
  }

  /** The ids of the same page, as a view of {@code lone}. */
  private static SortedMap<Long, Integer> neighboursOf(long id, NavigableMap<Long, Integer> lone) {
    return lone.subMap(id & ~(long) PAGE_MASK, true, id | PAGE_MASK, true);
  }

  private static int[] pageOf(SortedMap<Long, Integer> neighbours) {
    int[] page = newPage();
    neighbours.forEach((id, ordinal) -> page[id.intValue() & PAGE_MASK] = ordinal);
    return page;
  }

  private static int[] newPage() {
    int[] page = new int[PAGE_LENGTH];
    Arrays.fill(page, ABSENT);
    return page;
  }

  /** The ids so far. */
  public static final class Builder {
    private final RefColumn.Builder<int[]> pages = new RefColumn.Builder<>();
    private final TreeMap<Long, Integer> lone = new TreeMap<>();
    private final Map<Long, Integer> loneInPage = new HashMap<>();
    private int size;

    /** The ordinal of {@code id}, or {@link #ABSENT}. */
    public int find(long id) {
      int[] page = isPaged(id) ? pages.findAt((int) (id >>> PAGE_BITS)) : null;
      if (page != null) {
        return page[(int) id & PAGE_MASK];
      }
      return lone.getOrDefault(id, ABSENT);
    }

    /** Adds {@code id} unless it is there; says whether it was added. */
    public boolean add(long id, int ordinal) {
      int[] page = isPaged(id) ? pages.findAt((int) (id >>> PAGE_BITS)) : null;
      if (page != null) {
        if (page[(int) id & PAGE_MASK] != ABSENT) {
          return false;
        }
        page[(int) id & PAGE_MASK] = ordinal;
      } else if (lone.putIfAbsent(id, ordinal) != null) {
        return false;
      } else if (isPaged(id)) {
        makePageIfCrowded(id);
      }
      size++;
      return true;
    }

    public int size() {
      return size;
    }

    /** The index; the builder must not be used afterwards. */
    public IdIndex build() {
      return ofLone(pages.build(), lone, size);
    }

    private void makePageIfCrowded(long id) {
      long page = id >>> PAGE_BITS;
      if (loneInPage.merge(page, 1, Integer::sum) >= LEAST_IN_PAGE) {
        SortedMap<Long, Integer> neighbours = neighboursOf(id, lone);
        pages.set((int) page, pageOf(neighbours));
        neighbours.clear();
        loneInPage.remove(page);
      }
    }
  }
}
