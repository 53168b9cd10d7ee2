package dev.beadle.server.graph;

import static dev.beadle.server.graph.RoleAssignments.BLOCK_BITS;

import dev.beadle.server.graph.RoleAssignments.Details;
import dev.beadle.server.graph.RoleAssignments.Parts;
import dev.beadle.server.graph.RoleAssignments.RoleAssignment;
import dev.beadle.server.graph.TimedAssignments.TimedAssignment;
import dev.beadle.server.graph.column.IntColumn;
import dev.beadle.server.graph.column.LongColumn;
import dev.beadle.server.graph.column.RefColumn;
import dev.beadle.server.graph.column.SortedLongs;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Gathers rows of {@code role_assignments}, in any order. Not thread-safe. */
final class RoleAssignmentsBuilder {
  private static final Comparator<RoleAssignment> IN_BLOCK =
      Comparator.comparingInt(RoleAssignment::user)
          .thenComparingInt(RoleAssignment::context)
          .thenComparingInt(RoleAssignment::role)
          .thenComparingLong(RoleAssignment::rowId);

  private final IntColumn.Builder users = new IntColumn.Builder();
  private final IntColumn.Builder contexts = new IntColumn.Builder();
  private final IntColumn.Builder roles = new IntColumn.Builder();
  private final IntColumn.Builder contextsOfRows = new IntColumn.Builder();
  private final LongColumn.Builder rowIds = new LongColumn.Builder();
  private final LongColumn.Builder componentsOfRows = new LongColumn.Builder();
  private final LongColumn.Builder itemIds = new LongColumn.Builder();
  private final ComponentNames.Editor components = ComponentNames.NONE.edit();
  private final List<TimedAssignment> timed = new ArrayList<>();

  RoleAssignmentsBuilder() {
    components.ordinalOf(AssignmentSource.BY_HAND.component());
  }

  /** Adds a row that always counts; the caller has seen to it that its id is unique. */
  void add(RoleAssignment row) {
    add(row, AssignmentWindow.ALWAYS);
  }

  /** Adds a row; the caller has seen to it that its id is unique. */
  void add(RoleAssignment row, AssignmentWindow window) {
    if (!window.isAlways()) {
      timed.add(new TimedAssignment(row, window));
      return;
    }
    users.add(row.user());
    contexts.add(row.context());
    roles.add(row.role());
    contextsOfRows.add(row.contextOfRow());
    rowIds.add(row.rowId());
    componentsOfRows.add(components.ordinalOf(row.source().component()));
    itemIds.add(row.source().itemId());
  }

  /**
   * Builds them.
   *
   * @param epochSecond the second for which it is decided which rows count
   */
  RoleAssignments build(int userCount, long epochSecond) {
    RoleAssignments untimed = new RoleAssignments(untimed(userCount, epochSecond));
    if (timed.isEmpty()) {
      return untimed;
    }
    RoleAssignmentsEditor editor = untimed.edit(epochSecond);
    timed.forEach(assignment -> editor.add(assignment.row(), assignment.window()));
    return editor.build();
  }

  private Parts untimed(int userCount, long epochSecond) {
    int[] order = orderedByUser(userCount);
    var blocks = new RefColumn.Builder<int[]>();
    var details = new RefColumn.Builder<Details>();
    var byContext = new SortedLongs.Builder(order.length);
    List<RoleAssignment> ofBlock = new ArrayList<>();
    int at = 0;
    for (int block = 0; at < order.length; block++) {
      ofBlock.clear();
      while (at < order.length && users.get(order[at]) >> BLOCK_BITS == block) {
        ofBlock.add(rowAt(order[at++]));
      }
      if (!ofBlock.isEmpty()) {
        ofBlock.sort(IN_BLOCK);
        var rows = new AssignmentBlock(block, ofBlock.size());
        for (RoleAssignment row : ofBlock) {
          rows.add(row, components.ordinalOf(row.source().component()));
          byContext.add(RoleAssignments.keyOf(row.context(), row.user(), row.role()));
        }
        blocks.set(block, rows.entries());
        details.set(block, rows.details());
      }
    }
    return new Parts(
        blocks.build(),
        details.build(),
        components.build(),
        byContext.build(),
        TimedAssignments.NONE,
        order.length,
        epochSecond);
  }

  private RoleAssignment rowAt(int row) {
    return new RoleAssignment(
        rowIds.get(row),
        users.get(row),
        contexts.get(row),
        roles.get(row),
        AssignmentSource.of(components.get((int) componentsOfRows.get(row)), itemIds.get(row)),
        contextsOfRows.get(row));
  }

  /** The rows by user, by counting. */
  private int[] orderedByUser(int userCount) {
    int[] next = new int[userCount + 1];
    for (int row = 0; row < users.length(); row++) {
      next[users.get(row) + 1]++;
    }
    for (int user = 0; user < userCount; user++) {
      next[user + 1] += next[user];
    }
    int[] order = new int[users.length()];
    for (int row = 0; row < order.length; row++) {
      order[next[users.get(row)]++] = row;
    }
    return order;
  }
}
