package dev.beadle.server.graph.column;

import dev.beadle.server.graph.image.ImageReader;
import dev.beadle.server.graph.image.ImageWriter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
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
    Editor editor = edit();
    editor.put(id, ordinal);
    return editor.build();
  }

  /** A version without {@code id}. */
  public IdIndex without(long id) {
    if (find(id) == ABSENT) {
      return this;
    }
    Editor editor = edit();
    editor.remove(id);
    return editor.build();
  }

  /** Starts a version with many ids changed; this index stays as it is. */
  public Editor edit() {
    return new Editor(this);
  }

  /** The bytes it takes, shared pages included. */
  public long sizeInBytes() {
    return pages.sizeInBytes(page -> ObjectSize.ofArray(PAGE_LENGTH, Integer.BYTES))
        + ObjectSize.ofArray(loneIds.length, Long.BYTES)
        + ObjectSize.ofArray(loneOrdinals.length, Integer.BYTES);
  }

  /** Writes it as it lies in memory. */
  public void write(ImageWriter image) {
    pages.write(image, (page, to) -> to.ints(page));
    image.longs(loneIds);
    image.ints(loneOrdinals);
    image.number(size);
  }

  /** Reads what {@link #write} wrote. */
  public static IdIndex read(ImageReader image) {
    return new IdIndex(
        RefColumn.read(image, ImageReader::ints), image.longs(), image.ints(), image.smallNumber());
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

  /**
   * An index being changed: a page is copied at its first write, the sorted list once at the end.
   * Not thread-safe.
   */
  public static final class Editor {
    private final IdIndex base;
    private final RefColumn.Editor<int[]> pages;
    // What differs from the sorted list of the base: an ordinal, or ABSENT for an id that is gone.
    private final TreeMap<Long, Integer> lone = new TreeMap<>();
    private int size;

    private Editor(IdIndex base) {
      this.base = base;
      this.pages = base.pages.edit();
      this.size = base.size;
    }

    /** The ordinal of {@code id}, or {@link #ABSENT}. */
    public int find(long id) {
      int[] page = isPaged(id) ? pages.findAt(pageOf(id)) : null;
      if (page != null) {
        return page[(int) id & PAGE_MASK];
      }
      Integer changed = lone.isEmpty() ? null : lone.get(id);
      if (changed != null) {
        return changed;
      }
      int at = Arrays.binarySearch(base.loneIds, id);
      return at < 0 ? ABSENT : base.loneOrdinals[at];
    }

    /** Gives {@code id} an ordinal of 0 or more, whether or not it was there before. */
    public void put(long id, int ordinal) {
      boolean isNew = find(id) == ABSENT;
      size += isNew ? 1 : 0;
      if (isPaged(id) && pages.findAt(pageOf(id)) != null) {
        ownPage(pageOf(id))[(int) id & PAGE_MASK] = ordinal;
        return;
      }
      lone.put(id, ordinal);
      if (isNew && isPaged(id)) {
        makePageIfCrowded(id);
      }
    }

    /** Takes {@code id} away, if it is there. */
    public void remove(long id) {
      if (find(id) == ABSENT) {
        return;
      }
      size--;
      if (isPaged(id) && pages.findAt(pageOf(id)) != null) {
        ownPage(pageOf(id))[(int) id & PAGE_MASK] = ABSENT;
      } else {
        lone.put(id, ABSENT);
      }
    }

    public int size() {
      return size;
    }

    /** The index; the editor must not be used afterwards. */
    public IdIndex build() {
      if (lone.isEmpty()) {
        return new IdIndex(pages.build(), base.loneIds, base.loneOrdinals, size);
      }
      int atMost = base.loneIds.length + lone.size();
      var merged = new LoneList(new long[atMost], new int[atMost]);
      int from = 0;
      for (Map.Entry<Long, Integer> change : lone.entrySet()) {
        int at = Arrays.binarySearch(base.loneIds, change.getKey());
        int to = at < 0 ? -at - 1 : at;
        merged.addAll(base, from, to);
        from = at < 0 ? to : to + 1;
        if (change.getValue() != ABSENT) {
          merged.add(change.getKey(), change.getValue());
        }
      }
      merged.addAll(base, from, base.loneIds.length);
      return merged.index(pages.build(), size);
    }

    private static int pageOf(long id) {
      return (int) (id >>> PAGE_BITS);
    }

    @SuppressWarnings("ReferenceEquality") // whether it is still that of the base
    private int[] ownPage(int at) {
      int[] page = pages.findAt(at);
      if (page == null) {
        throw new IllegalStateException("no page " + at);
      }
      if (at < base.pages.length() && page == base.pages.findAt(at)) {
        page = page.clone();
        pages.set(at, page);
      }
      return page;
    }

    private void makePageIfCrowded(long id) {
      var neighbours = new TreeMap<Long, Integer>();
      int from = Arrays.binarySearch(base.loneIds, id & ~(long) PAGE_MASK);
      for (int i = from < 0 ? -from - 1 : from;
          i < base.loneIds.length && base.loneIds[i] <= (id | PAGE_MASK);
          i++) {
        neighbours.put(base.loneIds[i], base.loneOrdinals[i]);
      }
      neighbours.putAll(neighboursOf(id, lone));
      var leaving = List.copyOf(neighbours.keySet());
      neighbours.values().removeIf(ordinal -> ordinal == ABSENT);
      if (neighbours.size() < LEAST_IN_PAGE) {
        return;
      }
      pages.set(pageOf(id), IdIndex.pageOf(neighbours));
      // The page is their home now: those of the base leave the list, the others never enter it.
      leaving.forEach(neighbour -> lone.put(neighbour, ABSENT));
    }
  }

  /** A sorted list being written. */
  private static final class LoneList {
    private final long[] ids;
    private final int[] ordinals;
    private int length;

    LoneList(long[] ids, int[] ordinals) {
      this.ids = ids;
      this.ordinals = ordinals;
    }

    void add(long id, int ordinal) {
      ids[length] = id;
      ordinals[length++] = ordinal;
    }

    void addAll(IdIndex base, int from, int to) {
      System.arraycopy(base.loneIds, from, ids, length, to - from);
      System.arraycopy(base.loneOrdinals, from, ordinals, length, to - from);
      length += to - from;
    }

    IdIndex index(RefColumn<int[]> pages, int size) {
      return new IdIndex(pages, Arrays.copyOf(ids, length), Arrays.copyOf(ordinals, length), size);
    }
  }
}
