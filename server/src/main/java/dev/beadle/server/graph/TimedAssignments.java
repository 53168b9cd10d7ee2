package dev.beadle.server.graph;

import dev.beadle.server.graph.RoleAssignments.RoleAssignment;
import dev.beadle.server.graph.column.IdIndex;
import dev.beadle.server.graph.column.ObjectSize;
import dev.beadle.server.graph.column.RefColumn;
import dev.beadle.server.graph.column.SortedLongs;
import dev.beadle.server.graph.column.SortedLongsEditor;
import dev.beadle.server.graph.image.ImageReader;
import dev.beadle.server.graph.image.ImageWriter;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The role assignments that have a beginning or an end, whether they count at present or not.
 * Immutable and so thread-safe.
 */
public final class TimedAssignments {
  /** None. */
  static final TimedAssignments NONE =
      new TimedAssignments(
          IdIndex.EMPTY,
          RefColumn.ofAbsent(0),
          SortedLongs.EMPTY,
          SortedLongs.EMPTY,
          SortedLongs.EMPTY);

  private static final int SLOT_BITS = 30;
  private static final long SLOT_MASK = (1L << SLOT_BITS) - 1;

  // A row has a slot; the last one moves into that of a row that goes.
  private final IdIndex slotOfRowId;
  private final RefColumn<TimedAssignment> slots;
  // A second above SLOT_BITS of the slot of a row that begins or ends in it.
  private final SortedLongs boundaries;
  // A user, and a context, above 32 bits of slot.
  private final SortedLongs ofUsers;
  private final SortedLongs inContexts;

  private TimedAssignments(
      IdIndex slotOfRowId,
      RefColumn<TimedAssignment> slots,
      SortedLongs boundaries,
      SortedLongs ofUsers,
      SortedLongs inContexts) {
    this.slotOfRowId = slotOfRowId;
    this.slots = slots;
    this.boundaries = boundaries;
    this.ofUsers = ofUsers;
    this.inContexts = inContexts;
  }

  /** A row and when it counts. */
  public record TimedAssignment(RoleAssignment row, AssignmentWindow window) {}

  /** Takes what begins and ends, in order of time. */
  @FunctionalInterface
  public interface BoundaryConsumer {
    /**
     * Takes one beginning or end.
     *
     * @param epochSecond when
     * @param begins whether the row counts from then on; else it counts no longer
     */
    void accept(long epochSecond, boolean begins, TimedAssignment assignment);
  }

  /** How many there are. */
  public int size() {
    return slots.length();
  }

  public boolean contains(long rowId) {
    return slotOfRowId.find(rowId) != IdIndex.ABSENT;
  }

  /** The row with this id, or null when it has neither beginning nor end, or is none. */
  public @Nullable TimedAssignment find(long rowId) {
    int slot = slotOfRowId.find(rowId);
    return slot == IdIndex.ABSENT ? null : at(slot);
  }

  /** All of them, in no order that means anything. */
  public void forEach(Consumer<TimedAssignment> action) {
    for (int slot = 0; slot < slots.length(); slot++) {
      action.accept(at(slot));
    }
  }

  /** Those of a user (an ordinal). Cost: O(answers). */
  public void forEachOf(int user, Consumer<TimedAssignment> action) {
    forEachIn(ofUsers, user, action);
  }

  /** Those in a context (an ordinal), as {@link RoleAssignment#context}. Cost: O(answers). */
  public void forEachIn(int context, Consumer<TimedAssignment> action) {
    forEachIn(inContexts, context, action);
  }

  /** The first second after {@code epochSecond} in which one begins or ends, or Long.MAX_VALUE. */
  public long nextBoundaryAfter(long epochSecond) {
    long key = boundaries.ceiling(firstKeyOf(epochSecond + 1), Long.MAX_VALUE);
    return key == Long.MAX_VALUE ? Long.MAX_VALUE : secondOf(key);
  }

  /**
   * What begins and ends from {@code from} on and before {@code to}, in order of time. A row whose
   * end is not after its beginning does neither. Cost: O(answers).
   */
  public void forEachBoundary(long from, long to, BoundaryConsumer action) {
    boundaries.forEach(
        firstKeyOf(from),
        firstKeyOf(to),
        key -> {
          TimedAssignment assignment = at((int) (key & SLOT_MASK));
          long second = secondOf(key);
          action.accept(second, second == assignment.window().start(), assignment);
        });
  }

  /** Starts a version with rows changed; this one stays as it is. */
  Editor edit() {
    return new Editor(this);
  }

  void write(ImageWriter image) {
    slotOfRowId.write(image);
    slots.write(image, TimedAssignments::writeSlot);
    boundaries.write(image);
    ofUsers.write(image);
    inContexts.write(image);
  }

  static TimedAssignments read(ImageReader image) {
    return new TimedAssignments(
        IdIndex.read(image),
        RefColumn.read(image, TimedAssignments::readSlot),
        SortedLongs.read(image),
        SortedLongs.read(image),
        SortedLongs.read(image));
  }

  private static void writeSlot(TimedAssignment assignment, ImageWriter image) {
    RoleAssignment row = assignment.row();
    image.number(row.rowId());
    image.number(row.user());
    image.number(row.context());
    image.number(row.role());
    image.text(row.source().component());
    image.number(row.source().itemId());
    image.number(row.contextOfRow());
    image.number(assignment.window().start());
    image.number(assignment.window().end());
  }

  private static TimedAssignment readSlot(ImageReader image) {
    var row =
        new RoleAssignment(
            image.number(),
            image.smallNumber(),
            image.smallNumber(),
            image.smallNumber(),
            AssignmentSource.of(image.text(), image.number()),
            image.smallNumber());
    return new TimedAssignment(row, new AssignmentWindow(image.number(), image.number()));
  }

  /** The bytes it takes. */
  public long sizeInBytes() {
    return slotOfRowId.sizeInBytes()
        + slots.sizeInBytes(_ -> ObjectSize.ofObject(8) + ObjectSize.ofObject(28) + 32)
        + boundaries.sizeInBytes()
        + ofUsers.sizeInBytes()
        + inContexts.sizeInBytes();
  }

  private TimedAssignment at(int slot) {
    return present(slots.findAt(slot), slot);
  }

  private void forEachIn(SortedLongs index, int upper, Consumer<TimedAssignment> action) {
    long from = (long) upper << Integer.SIZE;
    index.forEach(from, from + (1L << Integer.SIZE), key -> action.accept(at((int) key)));
  }

  private static TimedAssignment present(@Nullable TimedAssignment assignment, int slot) {
    if (assignment == null) {
      throw new IllegalStateException("no assignment kept in slot " + slot);
    }
    return assignment;
  }

  private static long firstKeyOf(long epochSecond) {
    return epochSecond >= AssignmentWindow.END_OF_TIME
        ? Long.MAX_VALUE
        : keyOf(Math.max(epochSecond, 0), 0);
  }

  // Seconds have 34 bits; half of them lie below zero, so that 30 are left for the slot.
  private static long keyOf(long second, int slot) {
    return (second - AssignmentWindow.END_OF_TIME / 2) << SLOT_BITS | slot;
  }

  private static long secondOf(long key) {
    return (key >> SLOT_BITS) + AssignmentWindow.END_OF_TIME / 2;
  }

  /** The rows being changed. Not thread-safe. */
  static final class Editor {
    private final IdIndex.Editor slotOfRowId;
    private final RefColumn.Editor<TimedAssignment> slots;
    private final SortedLongsEditor boundaries;
    private final SortedLongsEditor ofUsers;
    private final SortedLongsEditor inContexts;

    private Editor(TimedAssignments base) {
      slotOfRowId = base.slotOfRowId.edit();
      slots = base.slots.edit();
      boundaries = base.boundaries.edit();
      ofUsers = base.ofUsers.edit();
      inContexts = base.inContexts.edit();
    }

    /** All of them, in no order that means anything. */
    void forEach(Consumer<TimedAssignment> action) {
      for (int slot = 0; slot < slots.length(); slot++) {
        action.accept(at(slot));
      }
    }

    /** The row with this id, or null. */
    @Nullable TimedAssignment find(long rowId) {
      int slot = slotOfRowId.find(rowId);
      return slot == IdIndex.ABSENT ? null : at(slot);
    }

    /**
     * Adds a row.
     *
     * @throws InvalidFactException if there is one with its id
     */
    void add(TimedAssignment added) {
      long rowId = added.row().rowId();
      if (slotOfRowId.find(rowId) != IdIndex.ABSENT) {
        throw new InvalidFactException("id", "duplicate role_assignments id " + rowId);
      }
      int slot = slots.length();
      slots.add(added);
      slotOfRowId.put(rowId, slot);
      forEachKey(added, slot, boundaries::add);
      ofUsers.add((long) added.row().user() << Integer.SIZE | slot);
      inContexts.add((long) added.row().context() << Integer.SIZE | slot);
    }

    /** Takes a row away; null when there is none with this id. */
    @Nullable TimedAssignment remove(long rowId) {
      int slot = slotOfRowId.find(rowId);
      if (slot == IdIndex.ABSENT) {
        return null;
      }
      TimedAssignment removed = at(slot);
      removeKeys(removed, slot);
      slotOfRowId.remove(rowId);
      int last = slots.length() - 1;
      TimedAssignment moved = at(last);
      slots.removeLast();
      if (last != slot) {
        removeKeys(moved, last);
        slots.set(slot, moved);
        slotOfRowId.put(moved.row().rowId(), slot);
        forEachKey(moved, slot, boundaries::add);
        ofUsers.add((long) moved.row().user() << Integer.SIZE | slot);
        inContexts.add((long) moved.row().context() << Integer.SIZE | slot);
      }
      return removed;
    }

    /** The rows; the editor must not be used afterwards. */
    TimedAssignments build() {
      return new TimedAssignments(
          slotOfRowId.build(),
          slots.build(),
          boundaries.build(),
          ofUsers.build(),
          inContexts.build());
    }

    private TimedAssignment at(int slot) {
      return present(slots.findAt(slot), slot);
    }

    private void removeKeys(TimedAssignment removed, int slot) {
      forEachKey(removed, slot, boundaries::remove);
      ofUsers.remove((long) removed.row().user() << Integer.SIZE | slot);
      inContexts.remove((long) removed.row().context() << Integer.SIZE | slot);
    }

    private static void forEachKey(TimedAssignment assignment, int slot, LongConsumer action) {
      AssignmentWindow window = assignment.window();
      if (window.start() != 0 && window.opens()) {
        action.accept(keyOf(window.start(), slot));
      }
      if (window.end() != 0 && window.opens()) {
        action.accept(keyOf(window.end(), slot));
      }
    }
  }
}
