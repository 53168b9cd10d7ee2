package dev.beadle.server.graph;

import static dev.beadle.server.graph.RoleAssignments.BLOCK_BITS;

import dev.beadle.server.graph.RoleAssignments.Details;
import dev.beadle.server.graph.RoleAssignments.Parts;
import dev.beadle.server.graph.RoleAssignments.RoleAssignment;
import dev.beadle.server.graph.TimedAssignments.TimedAssignment;
import dev.beadle.server.graph.column.RefColumn;
import dev.beadle.server.graph.column.SortedLongsEditor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@link RoleAssignments} being changed: a block is opened at its first change and written again
 * once. Not thread-safe.
 */
final class RoleAssignmentsEditor {
  private final Parts base;
  private final Map<Integer, AssignmentBlock> open = new HashMap<>();
  private final ComponentNames.Editor components;
  private final SortedLongsEditor byContext;
  private final long epochSecond;
  private TimedAssignments.@Nullable Editor timed;
  private long rowCount;

  /**
   * Starts from a version.
   *
   * @param epochSecond the second for which it is decided which rows count
   */
  RoleAssignmentsEditor(Parts base, long epochSecond) {
    this.base = base;
    this.components = base.components().edit();
    this.byContext = base.byContext().edit();
    this.epochSecond = epochSecond;
    this.rowCount = base.rowCount();
  }

  /** Adds a row that always counts. */
  void add(RoleAssignment row) {
    add(row, AssignmentWindow.ALWAYS);
  }

  /**
   * Adds a row.
   *
   * @throws InvalidFactException if the user has one with its id
   */
  void add(RoleAssignment row, AssignmentWindow window) {
    if (find(row.user(), row.rowId()) != null) {
      throw new InvalidFactException("id", "duplicate role_assignments id " + row.rowId());
    }
    rowCount++;
    if (!window.isAlways()) {
      timed().add(new TimedAssignment(row, window));
    }
    if (window.isOpenAt(epochSecond)) {
      activate(row);
    }
  }

  /** The user's row with this id, whether it counts at present or not; null when he has none. */
  @Nullable RoleAssignment find(int user, long rowId) {
    AssignmentBlock block = open(user);
    int at = block.find(user, rowId);
    if (at >= 0) {
      return block.get(at, components);
    }
    TimedAssignment found = findTimed(rowId);
    return found == null || found.row().user() != user ? null : found.row();
  }

  /** Takes the user's row with this id away; null when he has none. */
  @Nullable RoleAssignment remove(int user, long rowId) {
    RoleAssignment row = find(user, rowId);
    if (row == null) {
      return null;
    }
    if (findTimed(rowId) != null) {
      timed().remove(rowId);
    }
    deactivate(row);
    rowCount--;
    return row;
  }

  /**
   * Puts the rows of a context at another node of the tree, when its path is mended or damaged.
   *
   * @param contextOfRows as {@link RoleAssignment#contextOfRow}
   * @param from the node at which they are
   */
  void moveNode(int contextOfRows, int from, int to) {
    Set<RoleAssignment> moved = new HashSet<>();
    base.forEachUserIn(from, this::open);
    for (AssignmentBlock block : open.values()) {
      block.forEachIn(from, at -> moved.add(block.get(at, components)));
    }
    if (timed == null) {
      base.timed().forEachIn(from, assignment -> moved.add(assignment.row()));
    } else {
      timed.forEach(assignment -> moved.add(assignment.row()));
    }
    for (RoleAssignment row : moved) {
      if (row.contextOfRow() == contextOfRows && row.context() == from) {
        move(row, to);
      }
    }
  }

  /** Moves rows in or out whose beginning or end lies between the base's second and this one. */
  void passTime() {
    Set<Long> passed = new HashSet<>();
    base.timed()
        .forEachBoundary(
            Math.min(base.epochSecond(), epochSecond) + 1,
            Math.max(base.epochSecond(), epochSecond) + 1,
            (_, _, assignment) -> passed.add(assignment.row().rowId()));
    for (long rowId : passed) {
      TimedAssignment assignment = base.timed().find(rowId);
      if (assignment == null) {
        throw new IllegalStateException("no timed assignment " + rowId);
      }
      boolean isOpen = assignment.window().isOpenAt(epochSecond);
      if (isOpen != assignment.window().isOpenAt(base.epochSecond())) {
        if (isOpen) {
          activate(assignment.row());
        } else {
          deactivate(assignment.row());
        }
      }
    }
  }

  /** The version; the editor must not be used afterwards. */
  RoleAssignments build() {
    RefColumn.Editor<int[]> blocks = base.blocks().edit();
    RefColumn.Editor<Details> details = base.details().edit();
    open.forEach((block, rows) -> {
      if (rows.isChanged()) {
        blocks.set(block, rows.count() == 0 ? null : rows.entries());
        details.set(block, rows.count() == 0 ? null : rows.details());
      }
    });
    return new RoleAssignments(
        new Parts(
            blocks.build(),
            details.build(),
            components.build(),
            byContext.build(),
            timed == null ? base.timed() : timed.build(),
            rowCount,
            epochSecond));
  }

  private void activate(RoleAssignment row) {
    open(row.user()).add(row, components.ordinalOf(row.source().component()));
    byContext.add(RoleAssignments.keyOf(row.context(), row.user(), row.role()));
  }

  /** Takes a row out of its block, if it is in it. */
  private void deactivate(RoleAssignment row) {
    AssignmentBlock block = open(row.user());
    int at = block.find(row.user(), row.rowId());
    if (at < 0) {
      return;
    }
    block.removeAt(at);
    if (!block.holds(row.user(), row.context(), row.role())) {
      byContext.remove(RoleAssignments.keyOf(row.context(), row.user(), row.role()));
    }
  }

  private void move(RoleAssignment row, int to) {
    TimedAssignment assignment = findTimed(row.rowId());
    remove(row.user(), row.rowId());
    add(row.at(to), assignment == null ? AssignmentWindow.ALWAYS : assignment.window());
  }

  private AssignmentBlock open(int user) {
    return open.computeIfAbsent(user >> BLOCK_BITS, this::opened);
  }

  private AssignmentBlock opened(int block) {
    boolean isKept = block < base.blocks().length();
    int[] entries = isKept ? base.blocks().findAt(block) : null;
    Details details = isKept ? base.details().findAt(block) : null;
    return entries == null || details == null
        ? new AssignmentBlock(block, 4)
        : AssignmentBlock.of(block, entries, details);
  }

  private @Nullable TimedAssignment findTimed(long rowId) {
    return timed == null ? base.timed().find(rowId) : timed.find(rowId);
  }

  private TimedAssignments.Editor timed() {
    if (timed == null) {
      timed = base.timed().edit();
    }
    return timed;
  }
}
