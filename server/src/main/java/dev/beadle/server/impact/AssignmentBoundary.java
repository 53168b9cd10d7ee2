package dev.beadle.server.impact;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.change.Change.RoleAssigned;
import dev.beadle.server.graph.AssignmentWindow;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleAssignments.RoleAssignment;
import dev.beadle.server.graph.TimedAssignments.TimedAssignment;
import java.util.Comparator;

/**
 * The beginning or the end of a role assignment, which comes by itself.
 *
 * @param epochSecond when, in seconds since 1970
 * @param begins whether the assignment counts from then on; else it counts no longer
 * @param assignment as it is stored
 */
public record AssignmentBoundary(long epochSecond, boolean begins, RoleAssigned assignment) {
  /** By time; what ends in a second before what begins in it; by id. */
  static final Comparator<AssignmentBoundary> ORDER =
      Comparator.comparingLong(AssignmentBoundary::epochSecond)
          .thenComparing(AssignmentBoundary::begins)
          .thenComparingLong(boundary -> boundary.assignment().id());

  public AssignmentBoundary {
    requireNonNull(assignment, "assignment");
  }

  /** The row as a change would tell it. */
  static RoleAssigned told(PolicySnapshot snapshot, TimedAssignment timed) {
    RoleAssignment row = timed.row();
    AssignmentWindow window = timed.window();
    return new RoleAssigned(
        row.rowId(),
        snapshot.roles().idOf(row.role()),
        snapshot.contexts().idOf(row.contextOfRow()),
        snapshot.users().idOf(row.user()),
        row.source().component(),
        row.source().itemId(),
        window.start(),
        window.end());
  }
}
