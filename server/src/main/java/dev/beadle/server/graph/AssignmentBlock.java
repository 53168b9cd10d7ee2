package dev.beadle.server.graph;

import static dev.beadle.server.graph.RoleAssignments.BLOCK_BITS;
import static dev.beadle.server.graph.RoleAssignments.ENTRY_LENGTH;
import static dev.beadle.server.graph.RoleAssignments.HEAD_LENGTH;
import static dev.beadle.server.graph.RoleAssignments.USERS_IN_BLOCK;

import dev.beadle.server.graph.RoleAssignments.Details;
import dev.beadle.server.graph.RoleAssignments.RoleAssignment;
import dev.beadle.server.graph.column.LongColumn;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the users of one block while they change, column by column, in the order of user,
 * context, role and row id. Not thread-safe.
 */
final class AssignmentBlock {
  private final int firstUser;
  // The user above 32 bits of context: what the rows are ordered by first.
  private long[] places;
  private int[] roles;
  private long[] rowIds;
  private int[] components;
  private long[] itemIds;
  private int[] contextsOfRows;
  private int count;
  private boolean changed;

  /** Starts without rows, with room for some. */
  AssignmentBlock(int block, int room) {
    firstUser = block << BLOCK_BITS;
    places = new long[room];
    roles = new int[room];
    rowIds = new long[room];
    components = new int[room];
    itemIds = new long[room];
    contextsOfRows = new int[room];
  }

  /** Starts with the rows of a built block. */
  static AssignmentBlock of(int block, int[] entries, Details details) {
    int first = RoleAssignments.firstEntry();
    int count = (entries.length - first) / ENTRY_LENGTH;
    var open = new AssignmentBlock(block, count + 4);
    for (int user = open.firstUser; user < open.firstUser + USERS_IN_BLOCK; user++) {
      int to = RoleAssignments.to(entries, user);
      for (int at = RoleAssignments.from(entries, user); at < to; at += ENTRY_LENGTH) {
        int row = (at - first) / ENTRY_LENGTH;
        open.places[row] = placeOf(user, entries[at]);
        open.roles[row] = entries[at + 1];
        open.contextsOfRows[row] = details.contextOfRow(row, entries[at]);
      }
    }
    for (int row = 0; row < count; row++) {
      open.rowIds[row] = details.rowIds().get(row);
      open.components[row] = (int) details.components().get(row);
      open.itemIds[row] = details.itemIds().get(row);
    }
    open.count = count;
    return open;
  }

  int count() {
    return count;
  }

  /** Whether a row has come or gone. */
  boolean isChanged() {
    return changed;
  }

  /** The positions of the rows in {@code context}. Cost: a look at each row. */
  void forEachIn(int context, IntConsumer action) {
    for (int row = 0; row < count; row++) {
      if (contextAt(row) == context) {
        action.accept(row);
      }
    }
  }

  private int contextAt(int row) {
    return (int) places[row];
  }

  /** The position of the first row of {@code user}, or of those after him. */
  private int firstOf(int user) {
    return positionOf(placeOf(user, 0), Integer.MIN_VALUE, Long.MIN_VALUE);
  }

  /**
   * Whether {@code user} has a row in {@code context} of a role that the index of contexts takes
   * for {@code role}.
   */
  boolean holds(int user, int context, int role) {
    long place = placeOf(user, context);
    for (int row = positionOf(place, Integer.MIN_VALUE, Long.MIN_VALUE);
        row < count && places[row] == place;
        row++) {
      if (RoleAssignments.indexedRole(roles[row]) == RoleAssignments.indexedRole(role)) {
        return true;
      }
    }
    return false;
  }

  /** The position of the user's row with an id, or -1. Cost: a look at each of his rows. */
  int find(int user, long rowId) {
    for (int row = firstOf(user); row < count && userAt(row) == user; row++) {
      if (rowIds[row] == rowId) {
        return row;
      }
    }
    return -1;
  }

  /** The row at a position, by value. */
  RoleAssignment get(int row, ComponentNames.Editor names) {
    return new RoleAssignment(
        rowIds[row],
        userAt(row),
        contextAt(row),
        roles[row],
        AssignmentSource.of(names.get(components[row]), itemIds[row]),
        contextsOfRows[row]);
  }

  /** Puts a row in its place. */
  void add(RoleAssignment added, int component) {
    long place = placeOf(added.user(), added.context());
    int row = positionOf(place, added.role(), added.rowId());
    if (count == places.length) {
      grow();
    }
    shift(row, row + 1);
    count++;
    changed = true;
    places[row] = place;
    roles[row] = added.role();
    rowIds[row] = added.rowId();
    components[row] = component;
    itemIds[row] = added.source().itemId();
    contextsOfRows[row] = added.contextOfRow();
  }

  void removeAt(int row) {
    shift(row + 1, row);
    count--;
    changed = true;
  }

  /** The block as checks read it. */
  int[] entries() {
    int[] entries = new int[RoleAssignments.firstEntry() + count * ENTRY_LENGTH];
    int at = RoleAssignments.firstEntry();
    int row = 0;
    for (int user = 0; user < USERS_IN_BLOCK; user++) {
      int head = user * HEAD_LENGTH;
      long filter = 0;
      entries[head] = at;
      while (row < count && userAt(row) == firstUser + user) {
        entries[at] = contextAt(row);
        entries[at + 1] = roles[row];
        filter |= RoleAssignments.filterBits(entries[at]);
        at += ENTRY_LENGTH;
        row++;
      }
      entries[head + 1] = (int) (filter >>> Integer.SIZE);
      entries[head + 2] = (int) filter;
    }
    entries[USERS_IN_BLOCK * HEAD_LENGTH] = at;
    return entries;
  }

  /** The rest of the block. */
  Details details() {
    var ids = new LongColumn.Builder();
    var ofComponents = new LongColumn.Builder();
    var items = new LongColumn.Builder();
    for (int row = 0; row < count; row++) {
      ids.add(rowIds[row]);
      ofComponents.add(components[row]);
      items.add(itemIds[row]);
    }
    return new Details(ids.build(), ofComponents.build(), items.build(), contextsOfRows());
  }

  private @Nullable LongColumn contextsOfRows() {
    boolean allAgree = true;
    var contexts = new LongColumn.Builder();
    for (int row = 0; row < count && allAgree; row++) {
      allAgree = contextsOfRows[row] == contextAt(row);
    }
    if (allAgree) {
      return null;
    }
    for (int row = 0; row < count; row++) {
      contexts.add(contextsOfRows[row]);
    }
    return contexts.build();
  }

  private int userAt(int row) {
    return (int) (places[row] >>> Integer.SIZE);
  }

  /** The position of the first row that is not before these values. */
  private int positionOf(long place, int role, long rowId) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (isBefore(middle, place, role, rowId)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private boolean isBefore(int row, long place, int role, long rowId) {
    if (places[row] != place) {
      return places[row] < place;
    }
    return roles[row] == role ? rowIds[row] < rowId : roles[row] < role;
  }

  /** Moves the rows of {@code from} and after it to {@code to}. */
  private void shift(int from, int to) {
    int length = count - from;
    System.arraycopy(places, from, places, to, length);
    System.arraycopy(roles, from, roles, to, length);
    System.arraycopy(rowIds, from, rowIds, to, length);
    System.arraycopy(components, from, components, to, length);
    System.arraycopy(itemIds, from, itemIds, to, length);
    System.arraycopy(contextsOfRows, from, contextsOfRows, to, length);
  }

  private void grow() {
    int room = count + count / 2 + 8;
    places = Arrays.copyOf(places, room);
    roles = Arrays.copyOf(roles, room);
    rowIds = Arrays.copyOf(rowIds, room);
    components = Arrays.copyOf(components, room);
    itemIds = Arrays.copyOf(itemIds, room);
    contextsOfRows = Arrays.copyOf(contextsOfRows, room);
  }

  private static long placeOf(int user, int context) {
    return (long) user << Integer.SIZE | context;
  }
}
