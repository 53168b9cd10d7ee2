package dev.beadle.server.graph.column;

import dev.beadle.server.graph.column.SortedLongs.Branch;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SortedLongs} being changed: a leaf is unpacked at its first change and packed again at
 * the end; the set that it began with stays as it is. Not thread-safe.
 */
public final class SortedLongsEditor {
  private static final int LEAF_LENGTH = SortedLongs.LEAF_LENGTH;
  private static final int BRANCH_LENGTH = SortedLongs.BRANCH_LENGTH;

  private final Slots<Limb> limbs;
  private long size;

  SortedLongsEditor(long[] firsts, Branch[] branches, long size) {
    this.limbs = new Slots<>(firsts, branches, branches.length);
    this.size = size;
  }

  /** Ascending values. */
  sealed interface Leaf permits PackedLongs, OpenLeaf {
    int length();

    /** The value at {@code index}, 0 to {@link #length()} - 1. */
    long get(int index);

    /** The position of the first value not below {@code value}; the length when there is none. */
    int positionOf(long value);
  }

  /** A branch, open or not. */
  sealed interface Limb permits Branch, OpenBranch {}

  /** How many values it holds. */
  public long size() {
    return size;
  }

  public boolean contains(long value) {
    if (limbs.count == 0) {
      return false;
    }
    Leaf leaf =
        switch (limbs.get(limbs.indexOf(value))) {
          case Branch branch ->
              branch.leaves[SortedLongs.indexIn(branch.firsts, branch.firsts.length, value)];
          case OpenBranch branch -> branch.leaves.get(branch.leaves.indexOf(value));
        };
    int at = leaf.positionOf(value);
    return at < leaf.length() && leaf.get(at) == value;
  }

  /** Adds a value unless it is there; says whether it was added. */
  public boolean add(long value) {
    if (contains(value)) {
      return false;
    }
    size++;
    if (limbs.count == 0) {
      limbs.insert(0, value, new OpenBranch(new Slots<>(new long[0], new Leaf[0], 0)));
    }
    int at = limbs.indexOf(value);
    limbs.lower(at, value);
    OpenBranch branch = open(at);
    branch.add(value);
    if (branch.leaves.count > BRANCH_LENGTH) {
      var upper = new OpenBranch(branch.leaves.splitAt(BRANCH_LENGTH / 2));
      limbs.insert(at + 1, upper.leaves.firsts[0], upper);
    }
    return true;
  }

  /** Takes a value away; says whether it was there. */
  public boolean remove(long value) {
    if (!contains(value)) {
      return false;
    }
    size--;
    int at = limbs.indexOf(value);
    OpenBranch branch = open(at);
    branch.remove(value);
    if (branch.leaves.count == 0) {
      limbs.remove(at);
    }
    return true;
  }

  /** The set; the editor must not be used afterwards. */
  public SortedLongs build() {
    Branch[] branches = new Branch[limbs.count];
    for (int i = 0; i < branches.length; i++) {
      branches[i] =
          switch (limbs.get(i)) {
            case Branch branch -> branch;
            case OpenBranch branch -> branch.close();
          };
    }
    return new SortedLongs(Arrays.copyOf(limbs.firsts, limbs.count), branches, size);
  }

  private OpenBranch open(int at) {
    return switch (limbs.get(at)) {
      case OpenBranch branch -> branch;
      case Branch branch -> {
        var open = new OpenBranch(new Slots<>(branch.firsts, branch.leaves, branch.leaves.length));
        limbs.set(at, open);
        yield open;
      }
    };
  }

  /** A branch whose leaves may change. */
  static final class OpenBranch implements Limb {
    private final Slots<Leaf> leaves;

    private OpenBranch(Slots<Leaf> leaves) {
      this.leaves = leaves;
    }

    /** Adds a value that is not there. */
    void add(long value) {
      if (leaves.count == 0) {
        leaves.insert(0, value, new OpenLeaf());
      }
      int at = leaves.indexOf(value);
      leaves.lower(at, value);
      OpenLeaf leaf = open(at);
      int position = leaf.positionOf(value);
      if (leaf.length < LEAF_LENGTH) {
        leaf.insert(position, value);
        return;
      }
      // Values that come in ascending order leave full leaves behind.
      int middle = position == LEAF_LENGTH ? LEAF_LENGTH : LEAF_LENGTH / 2;
      OpenLeaf upper = leaf.splitAt(middle);
      if (position > middle || middle == LEAF_LENGTH) {
        upper.insert(position - middle, value);
      } else {
        leaf.insert(position, value);
      }
      leaves.insert(at + 1, upper.values[0], upper);
    }

    /** Takes a value away that is there. */
    void remove(long value) {
      int at = leaves.indexOf(value);
      OpenLeaf leaf = open(at);
      leaf.remove(leaf.positionOf(value));
      if (leaf.length == 0) {
        leaves.remove(at);
      } else if (leaf.length < LEAF_LENGTH / 4
          && at + 1 < leaves.count
          && leaf.length + leaves.get(at + 1).length() <= LEAF_LENGTH / 2) {
        leaf.append(leaves.get(at + 1));
        leaves.remove(at + 1);
      }
    }

    Branch close() {
      PackedLongs[] closed = new PackedLongs[leaves.count];
      for (int i = 0; i < closed.length; i++) {
        closed[i] =
            switch (leaves.get(i)) {
              case PackedLongs leaf -> leaf;
              case OpenLeaf leaf -> PackedLongs.of(leaf.values, 0, leaf.length);
            };
      }
      return new Branch(Arrays.copyOf(leaves.firsts, leaves.count), closed);
    }

    private OpenLeaf open(int at) {
      return switch (leaves.get(at)) {
        case OpenLeaf leaf -> leaf;
        case PackedLongs leaf -> {
          OpenLeaf open = new OpenLeaf();
          open.append(leaf);
          leaves.set(at, open);
          yield open;
        }
      };
    }
  }

  /** A leaf whose values may change. */
  static final class OpenLeaf implements Leaf {
    private final long[] values = new long[LEAF_LENGTH];
    private int length;

    @Override
    public int length() {
      return length;
    }

    @Override
    public long get(int index) {
      return values[index];
    }

    @Override
    public int positionOf(long value) {
      int at = Arrays.binarySearch(values, 0, length, value);
      return at >= 0 ? at : -at - 1;
    }

    void insert(int at, long value) {
      System.arraycopy(values, at, values, at + 1, length - at);
      values[at] = value;
      length++;
    }

    void remove(int at) {
      length--;
      System.arraycopy(values, at + 1, values, at, length - at);
    }

    void append(Leaf leaf) {
      for (int i = 0; i < leaf.length(); i++) {
        values[length++] = leaf.get(i);
      }
    }

    /** Keeps the values before {@code at}; the others go to a new leaf. */
    OpenLeaf splitAt(int at) {
      OpenLeaf upper = new OpenLeaf();
      upper.length = length - at;
      System.arraycopy(values, at, upper.values, 0, upper.length);
      length = at;
      return upper;
    }
  }

  /** Parts in order, each with a number that none of its values is less than. */
  private static final class Slots<P> {
    private long[] firsts;
    private @Nullable Object[] parts;
    private int count;

    Slots(long[] firsts, @Nullable Object[] parts, int count) {
      this.firsts = Arrays.copyOf(firsts, count + 1);
      this.parts = new @Nullable Object[count + 1];
      this.count = count;
      System.arraycopy(parts, 0, this.parts, 0, count);
    }

    int indexOf(long value) {
      return SortedLongs.indexIn(firsts, count, value);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // below the count only P is ever stored
    P get(int at) {
      return (P) parts[at];
    }

    void set(int at, P part) {
      parts[at] = part;
    }

    /** Sees to it that {@code value} is not less than the first of the part at {@code at}. */
    void lower(int at, long value) {
      firsts[at] = Math.min(firsts[at], value);
    }

    void insert(int at, long first, P part) {
      if (count == parts.length) {
        firsts = Arrays.copyOf(firsts, count + count / 2 + 1);
        parts = Arrays.copyOf(parts, firsts.length);
      }
      System.arraycopy(firsts, at, firsts, at + 1, count - at);
      System.arraycopy(parts, at, parts, at + 1, count - at);
      firsts[at] = first;
      parts[at] = part;
      count++;
    }

    void remove(int at) {
      count--;
      System.arraycopy(firsts, at + 1, firsts, at, count - at);
      System.arraycopy(parts, at + 1, parts, at, count - at);
      parts[count] = null;
    }

    Slots<P> splitAt(int at) {
      var upper =
          new Slots<P>(
              Arrays.copyOfRange(firsts, at, count),
              Arrays.copyOfRange(parts, at, count),
              count - at);
      Arrays.fill(parts, at, count, null);
      count = at;
      return upper;
    }
  }
}
