package dev.beadle.server.graph;

import dev.beadle.server.graph.column.LongColumn;
import dev.beadle.server.graph.column.ObjectSize;
import dev.beadle.server.graph.column.RefColumn;
import dev.beadle.server.graph.column.SortedLongs;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Who has which role where: the rows of {@code role_assignments}, by user. Immutable and so
 * thread-safe. A row that has not begun, or has ended, is kept but does not count.
 *
 * <p>The assignments of {@value #USERS_IN_BLOCK} users form a block: one array that begins with
 * where each user's entries start and a filter of their contexts, followed by the entries, two ints
 * each (context and role), ordered by context within a user. A check reads one block: two cache
 * lines for most users. A changed assignment replaces one block. A user must not have more than
 * 2^29 assignments, a site not more than 2^27 users.
 */
public final class RoleAssignments {
  static final int BLOCK_BITS = 6;
  static final int USERS_IN_BLOCK = 1 << BLOCK_BITS;
  static final int USER_MASK = USERS_IN_BLOCK - 1;

  /** The ints of one user in the head of a block: where his entries start, and two of a filter. */
  static final int HEAD_LENGTH = 3;

  /** The ints of one entry: its context, then its role. */
  public static final int ENTRY_LENGTH = 2;

  /** The bits of a role in the index of contexts: enough for the roles of most sites. */
  private static final int INDEXED_ROLE_BITS = 5;

  /** What {@link #forEachHolderIn} says for all roles with this ordinal or a greater one. */
  public static final int OTHER_ROLES = (1 << INDEXED_ROLE_BITS) - 1;

  /** Up to so many entries a look at each is quicker than halving. */
  private static final int SCAN_ENTRIES = 8;

  private static final int[] NO_ENTRIES = emptyBlock();

  private final RefColumn<int[]> blocks;
  private final Parts parts;

  RoleAssignments(Parts parts) {
    this.parts = parts;
    this.blocks = parts.blocks();
  }

  /**
   * What it is made of.
   *
   * @param byContext a context above a user who has a row there and its role: see {@link #keyOf}
   * @param rowCount rows, whether they count or not
   * @param epochSecond the second for which it is decided which rows count
   */
  record Parts(
      RefColumn<int[]> blocks,
      RefColumn<Details> details,
      ComponentNames components,
      SortedLongs byContext,
      TimedAssignments timed,
      long rowCount,
      long epochSecond) {
    void forEachUserIn(int context, IntConsumer action) {
      int[] last = {-1};
      forEachHolderIn(
          context,
          (user, _) -> {
            if (user != last[0]) {
              last[0] = user;
              action.accept(user);
            }
          });
    }

    void forEachHolderIn(int context, HolderConsumer action) {
      long from = keyOf(context, 0, 0);
      byContext.forEach(
          from,
          from + (1L << Integer.SIZE),
          key -> action.accept((int) key >>> INDEXED_ROLE_BITS, (int) key & OTHER_ROLES));
    }
  }

  /**
   * What tells the rows of a block apart, in the order of its entries; read only to explain, list
   * and change.
   *
   * @param contextsOfRows {@link RoleAssignment#contextOfRow}; null when all are that of the entry
   */
  record Details(
      LongColumn rowIds,
      LongColumn components,
      LongColumn itemIds,
      @Nullable LongColumn contextsOfRows) {
    int contextOfRow(int entry, int context) {
      return contextsOfRows == null ? context : (int) contextsOfRows.get(entry);
    }

    long sizeInBytes() {
      return ObjectSize.ofObject(4L * ObjectSize.REFERENCE)
          + rowIds.sizeInBytes()
          + components.sizeInBytes()
          + itemIds.sizeInBytes()
          + (contextsOfRows == null ? 0 : contextsOfRows.sizeInBytes());
    }
  }

  /**
   * One row.
   *
   * @param rowId role_assignments.id
   * @param user an ordinal
   * @param context an ordinal: where it counts
   * @param role an ordinal
   * @param source where it comes from
   * @param contextOfRow an ordinal: what the row names; not where it counts if the tree is damaged
   */
  public record RoleAssignment(
      long rowId, int user, int context, int role, AssignmentSource source, int contextOfRow) {
    /** A row that counts in the context that it names. */
    public RoleAssignment(long rowId, int user, int context, int role, AssignmentSource source) {
      this(rowId, user, context, role, source, context);
    }

    /** The same row, counting elsewhere. */
    RoleAssignment at(int otherContext) {
      return new RoleAssignment(rowId, user, otherContext, role, source, contextOfRow);
    }
  }

  /** Takes a user and a role that he has. */
  @FunctionalInterface
  public interface HolderConsumer {
    /**
     * Takes one.
     *
     * @param role an ordinal; {@link #OTHER_ROLES} stands for one or several roles that the index
     *     does not tell apart: they are among the user's entries
     */
    void accept(int user, int role);
  }

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
    return mayHold(context, filterIn(block, user));
  }

  /** The same, by the user's {@link #filterIn}. */
  public static boolean mayHold(int context, long filter) {
    long bits = filterBits(context);
    return (filter & bits) == bits;
  }

  /** What {@link #mayHold} needs to know of a user. */
  public static long filterIn(int[] block, int user) {
    int at = (user & USER_MASK) * HEAD_LENGTH;
    return ((long) block[at + 1] << Integer.SIZE) | (block[at + 2] & 0xFFFF_FFFFL);
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

  /**
   * The context that the row of an entry names, as an ordinal: that of the entry, unless the tree
   * is damaged.
   *
   * @param at where the entry lies in the block of {@code user}
   */
  public int contextOfRow(int user, int[] block, int at) {
    return detailsOf(user >> BLOCK_BITS)
        .contextOfRow((at - firstEntry()) / ENTRY_LENGTH, block[at]);
  }

  /** The users who have a row that counts in a context, each once, ascending. Cost: O(answers). */
  public void forEachUserIn(int context, IntConsumer action) {
    parts.forEachUserIn(context, action);
  }

  /**
   * The users who have a row that counts in a context, with each role that they have there;
   * ascending by user, then by role. Cost: O(answers), and no look at the users' own entries.
   */
  public void forEachHolderIn(int context, HolderConsumer action) {
    parts.forEachHolderIn(context, action);
  }

  /** The rows that have a beginning or an end, whether they count or not. */
  public TimedAssignments timed() {
    return parts.timed();
  }

  /** The second, since 1970, for which it is decided which rows count. */
  public long epochSecond() {
    return parts.epochSecond();
  }

  /** How many rows the user has that count. */
  public int countOf(int user) {
    int[] block = blockOf(user);
    return (to(block, user) - from(block, user)) / ENTRY_LENGTH;
  }

  /**
   * One of the user's rows that count, by context.
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
        AssignmentSource.of(
            parts.components().get((int) rows.components().get(entry)), rows.itemIds().get(entry)),
        rows.contextOfRow(entry, block[at]));
  }

  /** The user's row with this id, whether it counts or not; null when he has none. */
  public @Nullable RoleAssignment findRow(int user, long rowId) {
    for (int i = 0; i < countOf(user); i++) {
      RoleAssignment row = get(user, i);
      if (row.rowId() == rowId) {
        return row;
      }
    }
    TimedAssignments.TimedAssignment closed = parts.timed().find(rowId);
    return closed == null || closed.row().user() != user ? null : closed.row();
  }

  /** The second at which a row begins or ends next; Long.MAX_VALUE when none does. */
  long nextBoundarySecond() {
    return timed().nextBoundaryAfter(epochSecond());
  }

  /** Rows of {@code role_assignments}: ignored ones, and those of another time, included. */
  public long assignmentCount() {
    return parts.rowCount();
  }

  /** A version with one more row. Cost: the user's block is written again. */
  public RoleAssignments plus(RoleAssignment added) {
    RoleAssignmentsEditor editor = edit(parts.epochSecond());
    editor.add(added);
    return editor.build();
  }

  /**
   * A version without a row that is there. Cost: the user's block is written again.
   *
   * @throws IllegalArgumentException if it is not there
   */
  public RoleAssignments minus(RoleAssignment removed) {
    RoleAssignmentsEditor editor = edit(parts.epochSecond());
    if (!removed.equals(editor.remove(removed.user(), removed.rowId()))) {
      throw new IllegalArgumentException("no role assignment " + removed.rowId());
    }
    return editor.build();
  }

  /**
   * Starts a version with many rows changed; this one stays as it is.
   *
   * @param epochSecond for which it is to be decided which rows count; one that is over counts as
   *     {@link #epochSecond}, since time does not run backwards
   */
  RoleAssignmentsEditor edit(long epochSecond) {
    long second = Math.min(epochSecond, AssignmentWindow.END_OF_TIME);
    var editor = new RoleAssignmentsEditor(parts, Math.max(second, parts.epochSecond()));
    editor.passTime();
    return editor;
  }

  /** The version for a later second: itself when no row begins or ends until then. */
  RoleAssignments asOf(long epochSecond) {
    if (parts.timed().nextBoundaryAfter(parts.epochSecond()) > epochSecond) {
      return this;
    }
    return edit(epochSecond).build();
  }

  /** The version for a second that is over; this one if it is not over yet. */
  RoleAssignments asItWasAt(long epochSecond) {
    if (epochSecond >= parts.epochSecond()) {
      return this;
    }
    var editor = new RoleAssignmentsEditor(parts, epochSecond);
    editor.passTime();
    return editor.build();
  }

  Parts parts() {
    return parts;
  }

  /** The bytes it takes. */
  public long sizeInBytes() {
    return blocks.sizeInBytes(block -> ObjectSize.ofArray(block.length, Integer.BYTES))
        + parts.details().sizeInBytes(Details::sizeInBytes)
        + parts.components().sizeInBytes()
        + parts.byContext().sizeInBytes()
        + parts.timed().sizeInBytes();
  }

  /**
   * What the index of contexts holds for a row.
   *
   * @throws IllegalArgumentException if there are too many users
   */
  static long keyOf(int context, int user, int role) {
    if (user >>> (Integer.SIZE - INDEXED_ROLE_BITS) != 0) {
      throw new IllegalArgumentException("more users than an index can tell apart: " + user);
    }
    int lower = user << INDEXED_ROLE_BITS | indexedRole(role);
    return (long) context << Integer.SIZE | Integer.toUnsignedLong(lower);
  }

  /** What the index of contexts takes a role for. */
  static int indexedRole(int role) {
    return Math.min(role, OTHER_ROLES);
  }

  static int firstEntry() {
    return USERS_IN_BLOCK * HEAD_LENGTH + 1;
  }

  private Details detailsOf(int block) {
    @Nullable Details rows = parts.details().findAt(block);
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
