package dev.beadle.server.graph;

import dev.beadle.server.graph.column.LongColumn;
import dev.beadle.server.graph.column.ObjectSize;
import dev.beadle.server.graph.column.RefColumn;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Who has which role where: the rows of {@code role_assignments}, by user. Immutable and so
 * thread-safe.
 *
 * <p>The assignments of {@value #USERS_IN_BLOCK} users form a block: one array that begins with
 * where each user's entries start and a filter of their contexts, followed by the entries, two ints
 * each (context and role), ordered by context within a user. A check reads one block: two cache
 * lines for most users. A changed assignment replaces one block. A user must not have more than
 * 2^29 assignments.
 */
public final class RoleAssignments {
  static final int BLOCK_BITS = 6;
  static final int USERS_IN_BLOCK = 1 << BLOCK_BITS;
  static final int USER_MASK = USERS_IN_BLOCK - 1;

  /** The ints of one user in the head of a block: where his entries start, and two of a filter. */
  static final int HEAD_LENGTH = 3;

  /** The ints of one entry: its context, then its role. */
  public static final int ENTRY_LENGTH = 2;

  /** Up to so many entries a look at each is quicker than halving. */
  private static final int SCAN_ENTRIES = 8;

  private static final int[] NO_ENTRIES = emptyBlock();

  private final RefColumn<int[]> blocks;
  private final RefColumn<Details> details;
  private final List<String> components;
  private final long assignmentCount;

  RoleAssignments(
      RefColumn<int[]> blocks,
      RefColumn<Details> details,
      List<String> components,
      long assignmentCount) {
    this.blocks = blocks;
    this.details = details;
    this.components = components;
    this.assignmentCount = assignmentCount;
  }

  /**
   * What tells the rows of a block apart, in the order of its entries; read only to explain, list
   * and change.
   */
  record Details(LongColumn rowIds, LongColumn components, LongColumn itemIds) {
    long sizeInBytes() {
      return ObjectSize.ofObject(3L * ObjectSize.REFERENCE)
          + rowIds.sizeInBytes()
          + components.sizeInBytes()
          + itemIds.sizeInBytes();
    }
  }

  /**
   * One row.
   *
   * @param rowId role_assignments.id
   * @param user an ordinal
   * @param context an ordinal
   * @param role an ordinal
   * @param source where it comes from
   */
  public record RoleAssignment(
      long rowId, int user, int context, int role, AssignmentSource source) {}

  /** The block that holds the entries of {@code user}: see {@link #from} and {@link #to}. */
  public int[] blockOf(int user) {
    int block = user >> BLOCK_BITS;
    int[] entries = block < blocks.length() ? blocks.findAt(block) : null;
    return entries == null ? NO_ENTRIES : entries;
  }

  /** Where the user's first entry lies in his block. */
  public static int from(int[] block, int user) {
    return block[(user & USER_MASK) * HEAD_LENGTH];
  }

  /** Where the user's last entry ends in his block. */
  public static int to(int[] block, int user) {
    return block[(user & USER_MASK) * HEAD_LENGTH + HEAD_LENGTH];
  }

  /**
   * Whether the user may have entries in {@code context}: false is certain. Most contexts on a way
   * to the root hold none of his, and then his entries, which lie elsewhere, need not be read.
   */
  public static boolean mayHold(int context, int[] block, int user) {
    int at = (user & USER_MASK) * HEAD_LENGTH;
    long filter = ((long) block[at + 1] << Integer.SIZE) | (block[at + 2] & 0xFFFF_FFFFL);
    long bits = filterBits(context);
    return (filter & bits) == bits;
  }

  /** Two of 64 bits for a context. */
  static long filterBits(int context) {
    int hash = context * 0x9E37_79B9;
    return 1L << (hash >>> 26) | 1L << (hash >>> 20);
  }

  /**
   * The first of the user's entries in {@code context}, or {@code to} when there is none. Entries
   * of one context follow each other, each {@link #ENTRY_LENGTH} ints: {@code block[at]} is the
   * context, {@code block[at + 1]} the role.
   */
  public static int firstIn(int context, int[] block, int from, int to) {
    int low = from;
    if (to - from > SCAN_ENTRIES * ENTRY_LENGTH) {
      int high = to;
      while (low < high) {
        int middle = low + ((high - low) / ENTRY_LENGTH / 2) * ENTRY_LENGTH;
        if (block[middle] < context) {
          low = middle + ENTRY_LENGTH;
        } else {
          high = middle;
        }
      }
      return low < to && block[low] == context ? low : to;
    }
    while (low < to && block[low] != context) {
      low += ENTRY_LENGTH;
    }
    return low;
  }

  /** The users who have a row in a context, each once. Cost: one look at every user. */
  public void forEachUserIn(int context, IntConsumer action) {
    for (int user = 0; user < blocks.length() << BLOCK_BITS; user++) {
      int[] block = blockOf(user);
      int to = to(block, user);
      if (mayHold(context, block, user) && firstIn(context, block, from(block, user), to) < to) {
        action.accept(user);
      }
    }
  }

  /** How many rows the user has. */
  public int countOf(int user) {
    int[] block = blockOf(user);
    return (to(block, user) - from(block, user)) / ENTRY_LENGTH;
  }

  /**
   * One of the user's rows, by context.
   *
   * @param index 0 to {@link #countOf} - 1
   */
  public RoleAssignment get(int user, int index) {
    int[] block = blockOf(user);
    int at = from(block, user) + index * ENTRY_LENGTH;
    if (index < 0 || at >= to(block, user)) {
      throw new IndexOutOfBoundsException("no assignment " + index + " of user ordinal " + user);
    }
    Details rows = detailsOf(user >> BLOCK_BITS);
    int entry = (at - firstEntry()) / ENTRY_LENGTH;
    return new RoleAssignment(
        rows.rowIds().get(entry),
        user,
        block[at],
        block[at + 1],
        new AssignmentSource(
            components.get((int) rows.components().get(entry)), rows.itemIds().get(entry)));
  }

  /** Rows of {@code role_assignments}, ignored ones included. */
  public long assignmentCount() {
    return assignmentCount;
  }

  /** A version with one more row. Cost: the user's block is written again. */
  public RoleAssignments plus(RoleAssignment added) {
    return new RoleAssignmentsBuilder(components)
        .replacingBlock(this, added.user() >> BLOCK_BITS, added, null);
  }

  /** A version without a row that is there. Cost: the user's block is written again. */
  public RoleAssignments minus(RoleAssignment removed) {
    return new RoleAssignmentsBuilder(components)
        .replacingBlock(this, removed.user() >> BLOCK_BITS, null, removed);
  }

  /** The bytes it takes. */
  public long sizeInBytes() {
    return blocks.sizeInBytes(block -> ObjectSize.ofArray(block.length, Integer.BYTES))
        + details.sizeInBytes(Details::sizeInBytes);
  }

  /** A version with other contents in one block. */
  RoleAssignments with(
      int block, int[] entries, Details rows, List<String> newComponents, long newCount) {
    return new RoleAssignments(
        blocks.with(block, entries), details.with(block, rows), newComponents, newCount);
  }

  static int firstEntry() {
    return USERS_IN_BLOCK * HEAD_LENGTH + 1;
  }

  private Details detailsOf(int block) {
    @Nullable Details rows = details.findAt(block);
    if (rows == null) {
      throw new IllegalStateException("no details kept for block " + block);
    }
    return rows;
  }

  private static int[] emptyBlock() {
    int[] block = new int[firstEntry()];
    for (int at = 0; at < block.length; at += HEAD_LENGTH) {
      block[at] = firstEntry();
    }
    return block;
  }
}
