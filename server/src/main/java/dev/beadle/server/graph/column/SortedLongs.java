package dev.beadle.server.graph.column;

import dev.beadle.server.graph.image.ImageReader;
import dev.beadle.server.graph.image.ImageWriter;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * A persistent set of longs in ascending order. Immutable and so thread-safe.
 *
 * <p>Leaves of up to {@value #LEAF_LENGTH} packed values hang on branches of up to {@value
 * #BRANCH_LENGTH} leaves, and these on one list. Looking a value up halves the three; a new version
 * with one value changed writes one leaf, one branch and the list again.
 */
public final class SortedLongs {
  static final int LEAF_LENGTH = 512;
  static final int BRANCH_LENGTH = 128;

  /** The set without any value. */
  public static final SortedLongs EMPTY = new SortedLongs(new long[0], new Branch[0], 0);

  // INVARIANT (separated): no value of a branch or leaf is less than its entry in the list of
  // firsts, and all are less than the next entry. After a removal an entry may be less than need
  // be.
  private final long[] firsts;
  private final Branch[] branches;
  private final long size;

  SortedLongs(long[] firsts, Branch[] branches, long size) {
    this.firsts = firsts;
    this.branches = branches;
    this.size = size;
  }

  /** Some leaves that follow each other, at least one. */
  static final class Branch implements SortedLongsEditor.Limb {
    final long[] firsts;
    final PackedLongs[] leaves;

    Branch(long[] firsts, PackedLongs[] leaves) {
      this.firsts = firsts;
      this.leaves = leaves;
    }
  }

  /** A set of values in any order, repeated or not. */
  public static SortedLongs of(long... values) {
    long[] sorted = values.clone();
    return ofOwn(sorted, sorted.length);
  }

  /** How many values it holds. */
  public long size() {
    return size;
  }

  public boolean contains(long value) {
    return ceiling(value, value == 0 ? 1 : 0) == value;
  }

  /**
   * The least value that is not below {@code from}.
   *
   * @param absent the answer when there is none
   */
  public long ceiling(long from, long absent) {
    for (int b = indexIn(firsts, firsts.length, from); b < branches.length; b++) {
      Branch branch = branches[b];
      for (int i = indexIn(branch.firsts, branch.firsts.length, from);
          i < branch.leaves.length;
          i++) {
        PackedLongs leaf = branch.leaves[i];
        int at = leaf.positionOf(from);
        if (at < leaf.length()) {
          return leaf.get(at);
        }
      }
    }
    return absent;
  }

  /** The values of {@code from} and more, below {@code toExclusive}, ascending. */
  public void forEach(long from, long toExclusive, LongConsumer action) {
    for (int b = indexIn(firsts, firsts.length, from); b < branches.length; b++) {
      Branch branch = branches[b];
      for (int i = indexIn(branch.firsts, branch.firsts.length, from);
          i < branch.leaves.length;
          i++) {
        PackedLongs leaf = branch.leaves[i];
        for (int at = leaf.positionOf(from); at < leaf.length(); at++) {
          long value = leaf.get(at);
          if (value >= toExclusive) {
            return;
          }
          action.accept(value);
        }
      }
    }
  }

  /** All values, ascending. */
  public void forEach(LongConsumer action) {
    for (Branch branch : branches) {
      for (PackedLongs leaf : branch.leaves) {
        for (int at = 0; at < leaf.length(); at++) {
          action.accept(leaf.get(at));
        }
      }
    }
  }

  /** A version that has {@code value}. */
  public SortedLongs with(long value) {
    SortedLongsEditor editor = edit();
    return editor.add(value) ? editor.build() : this;
  }

  /** A version that has no {@code value}. */
  public SortedLongs without(long value) {
    if (!contains(value)) {
      return this;
    }
    SortedLongsEditor editor = edit();
    editor.remove(value);
    return editor.build();
  }

  /** Starts a version with many values changed; this set stays as it is. */
  public SortedLongsEditor edit() {
    return new SortedLongsEditor(firsts, branches, size);
  }

  /** The bytes it takes, shared parts included. */
  public long sizeInBytes() {
    long bytes =
        ObjectSize.ofArray(firsts.length, Long.BYTES)
            + ObjectSize.ofArray(branches.length, ObjectSize.REFERENCE);
    for (Branch branch : branches) {
      bytes += ObjectSize.ofObject(2L * ObjectSize.REFERENCE);
      bytes += ObjectSize.ofArray(branch.firsts.length, Long.BYTES);
      bytes += ObjectSize.ofArray(branch.leaves.length, ObjectSize.REFERENCE);
      for (PackedLongs leaf : branch.leaves) {
        bytes += leaf.sizeInBytes();
      }
    }
    return bytes;
  }

  /** Writes it as it lies in memory. */
  public void write(ImageWriter image) {
    image.number(size);
    image.longs(firsts);
    for (Branch branch : branches) {
      image.longs(branch.firsts);
      for (PackedLongs leaf : branch.leaves) {
        leaf.write(image);
      }
    }
  }

  /** Reads what {@link #write} wrote. */
  public static SortedLongs read(ImageReader image) {
    long size = image.number();
    long[] firsts = image.longs();
    Branch[] branches = new Branch[firsts.length];
    for (int i = 0; i < branches.length; i++) {
      long[] firstsOfLeaves = image.longs();
      PackedLongs[] leaves = new PackedLongs[firstsOfLeaves.length];
      for (int leaf = 0; leaf < leaves.length; leaf++) {
        leaves[leaf] = PackedLongs.read(image);
      }
      branches[i] = new Branch(firstsOfLeaves, leaves);
    }
    return new SortedLongs(firsts, branches, size);
  }

  /** The last of so many ascending firsts that is not above {@code value}, or 0. */
  static int indexIn(long[] firsts, int length, long value) {
    int at = Arrays.binarySearch(firsts, 0, length, value);
    return at >= 0 ? at : Math.max(0, -at - 2);
  }

  /** The set of the first {@code length} of values that the caller gives away. */
  private static SortedLongs ofOwn(long[] values, int length) {
    // A site has millions of them, and at a start nobody else needs the cores.
    Arrays.parallelSort(values, 0, length);
    int count = 0;
    for (int i = 0; i < length; i++) {
      if (count == 0 || values[i] != values[count - 1]) {
        values[count++] = values[i];
      }
    }
    int leafCount = (count + LEAF_LENGTH - 1) / LEAF_LENGTH;
    Branch[] branches = new Branch[(leafCount + BRANCH_LENGTH - 1) / BRANCH_LENGTH];
    long[] firsts = new long[branches.length];
    for (int b = 0; b < branches.length; b++) {
      int from = b * BRANCH_LENGTH;
      var leaves = new PackedLongs[Math.min(BRANCH_LENGTH, leafCount - from)];
      long[] firstsOfLeaves = new long[leaves.length];
      for (int i = 0; i < leaves.length; i++) {
        int at = (from + i) * LEAF_LENGTH;
        leaves[i] = PackedLongs.of(values, at, Math.min(LEAF_LENGTH, count - at));
        firstsOfLeaves[i] = values[at];
      }
      branches[b] = new Branch(firstsOfLeaves, leaves);
      firsts[b] = firstsOfLeaves[0];
    }
    return new SortedLongs(firsts, branches, count);
  }

  /** Values in any order, repeated or not. Not thread-safe. */
  public static final class Builder {
    private long[] values;
    private int length;

    /**
     * Starts with none.
     *
     * @param expected how many values are likely to come
     */
    public Builder(int expected) {
      values = new long[Math.max(16, expected)];
    }

    public void add(long value) {
      if (length == values.length) {
        values = Arrays.copyOf(values, length + length / 2);
      }
      values[length++] = value;
    }

    /** The set; the builder must not be used afterwards. */
    public SortedLongs build() {
      return ofOwn(values, length);
    }
  }
}
