package dev.beadle.server.search.reports;

import dev.beadle.server.graph.AssignmentWindow;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleAssignments;
import dev.beadle.server.graph.RoleAssignments.RoleAssignment;
import dev.beadle.server.graph.RoleCatalog;
import dev.beadle.server.graph.SpecialRoles;
import dev.beadle.server.graph.TimedAssignments.TimedAssignment;
import dev.beadle.server.search.Checkpoint;
import java.util.BitSet;
import java.util.Set;
import java.util.function.Consumer;

/** What of the role assignments, and of the roles, can be tidied up. Not thread-safe. */
final class AssignmentHygiene {
  private final PolicySnapshot snapshot;
  private final Set<HygieneKind> kinds;
  private final Consumer<HygieneFinding> action;
  private final BitSet heldRoles = new BitSet();

  AssignmentHygiene(
      PolicySnapshot snapshot, Set<HygieneKind> kinds, Consumer<HygieneFinding> action) {
    this.snapshot = snapshot;
    this.kinds = kinds;
    this.action = action;
  }

  void look(Checkpoint checkpoint) {
    for (int user = 0; user < snapshot.users().size(); user++) {
      checkpoint.at(user);
      lookAtUser(user, checkpoint);
    }
    var counted = new CountedSteps(checkpoint);
    snapshot
        .assignments()
        .timed()
        .forEach(timed -> {
          counted.step();
          lookAtTimed(timed);
        });
    lookAtRoles();
  }

  /** The rows that always count; one by one only where something is amiss. */
  private void lookAtUser(int user, Checkpoint checkpoint) {
    RoleAssignments assignments = snapshot.assignments();
    boolean isThere = isThere(user);
    boolean holds = isThere && snapshot.users().idOf(user) != snapshot.settings().guestUserId();
    int[] block = assignments.blockOf(user);
    int from = RoleAssignments.from(block, user);
    int count = assignments.countOf(user);
    for (int i = 0; i < count; i++) {
      checkpoint.at(i);
      int at = from + i * RoleAssignments.ENTRY_LENGTH;
      int role = block[at + 1];
      boolean isPlaced = snapshot.contexts().hasRow(block[at]);
      if (isThere && isPlaced && snapshot.roles().findRow(role) != null) {
        heldRoles.set(role, holds || heldRoles.get(role));
        continue;
      }
      RoleAssignment row = assignments.get(user, i);
      if (!assignments.timed().contains(row.rowId())) {
        look(row, true);
      }
    }
  }

  private void lookAtTimed(TimedAssignment timed) {
    AssignmentWindow window = timed.window();
    boolean isOver = window.end() != 0 && window.end() <= snapshot.assignments().epochSecond();
    look(timed.row(), window.opens() && !isOver);
  }

  private void look(RoleAssignment row, boolean mayCount) {
    boolean isThere = isThere(row.user());
    boolean isPlaced = snapshot.contexts().hasRow(row.contextOfRow());
    if (!isPlaced) {
      tell(HygieneKind.ASSIGNMENT_IN_MISSING_CONTEXT, row);
    }
    if (!isThere) {
      tell(HygieneKind.ASSIGNMENT_TO_MISSING_USER, row);
    }
    if (snapshot.roles().findRow(row.role()) == null) {
      tell(HygieneKind.MISSING_ROLE, row);
    }
    long userId = snapshot.users().idOf(row.user());
    if (mayCount && isThere && isPlaced && userId != snapshot.settings().guestUserId()) {
      heldRoles.set(row.role());
    }
  }

  private boolean isThere(int user) {
    return snapshot.users().hasRow(user) && !snapshot.users().isDeleted(user);
  }

  private void lookAtRoles() {
    SpecialRoles special = snapshot.specialRoles();
    int[] ofEverybody = {
      special.defaultUser(), special.frontPage(), special.guest(), special.notLoggedIn()
    };
    for (int role : ofEverybody) {
      if (role >= 0) {
        heldRoles.set(role);
      }
    }
    RoleCatalog roles = snapshot.roles();
    for (int role = 0; role < roles.size(); role++) {
      if (roles.findRow(role) != null
          && !heldRoles.get(role)
          && kinds.contains(HygieneKind.ROLE_HELD_BY_NOBODY)) {
        action.accept(HygieneFinding.ofRole(HygieneKind.ROLE_HELD_BY_NOBODY, roles.idOf(role)));
      }
    }
  }

  private void tell(HygieneKind kind, RoleAssignment row) {
    if (kinds.contains(kind)) {
      action.accept(
          new HygieneFinding(
              kind,
              row.rowId(),
              snapshot.roles().idOf(row.role()),
              snapshot.contexts().idOf(row.contextOfRow()),
              snapshot.users().idOf(row.user()),
              "",
              0));
    }
  }
}
