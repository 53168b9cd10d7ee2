package dev.beadle.server.impact;

import dev.beadle.server.change.Change;
import dev.beadle.server.change.Change.RoleAssigned;
import dev.beadle.server.graph.AssignmentWindow;
import dev.beadle.server.graph.TimedAssignments;
import dev.beadle.server.graph.TimedAssignments.TimedAssignment;
import dev.beadle.server.impact.SnapshotComparison.Edit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an edit lets begin or end later. Stateless. */
final class AddedBoundaries {
  private AddedBoundaries() {}

  /** Those that are still to come and that there were not before the edit; in order of time. */
  static List<AssignmentBoundary> of(Edit edit) {
    TimedAssignments timed = edit.after().assignments().timed();
    // No boundary lies between this second and the moment of the comparison.
    long now = edit.after().assignments().epochSecond();
    List<AssignmentBoundary> added = new ArrayList<>();
    lastById(edit.changes())
        .forEach((id, assigned) -> {
          TimedAssignment is = timed.find(id);
          if (is != null && is.window().opens()) {
            AssignmentWindow was = windowBefore(edit, id);
            AssignmentWindow window = is.window();
            if (window.start() > now && window.start() != was.start()) {
              added.add(new AssignmentBoundary(window.start(), true, assigned));
            }
            if (window.end() > now && window.end() != was.end()) {
              added.add(new AssignmentBoundary(window.end(), false, assigned));
            }
          }
        });
    added.sort(AssignmentBoundary.ORDER);
    return added;
  }

  private static Map<Long, RoleAssigned> lastById(List<Change> changes) {
    Map<Long, RoleAssigned> last = new LinkedHashMap<>();
    for (Change change : changes) {
      if (change instanceof RoleAssigned assigned) {
        last.put(assigned.id(), assigned);
      }
    }
    return last;
  }

  private static AssignmentWindow windowBefore(Edit edit, long id) {
    TimedAssignment was = edit.before().assignments().timed().find(id);
    return was == null || !was.window().opens() ? AssignmentWindow.ALWAYS : was.window();
  }
}
