package dev.beadle.server.admin;

import dev.beadle.server.change.Change;
import dev.beadle.server.graph.AssignmentWindow;
import dev.beadle.server.graph.ContextTree;
import dev.beadle.server.graph.FactCursor;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleAssignments;
import dev.beadle.server.graph.RoleAssignments.RoleAssignment;
import dev.beadle.server.graph.SnapshotRows;
import dev.beadle.server.graph.TimedAssignments.TimedAssignment;
import dev.beadle.server.graph.UserDirectory;
import dev.beadle.server.model.SiteTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** A row of {@code role_assignments}, and how such rows are found. */
record StoredAssignment(
    long id,
    long roleId,
    long contextId,
    long userId,
    String component,
    long itemId,
    long startsAt,
    long endsAt) {
  private static final Comparator<StoredAssignment> BY_ID =
      Comparator.comparingLong(StoredAssignment::id);

  /** The user's rows, whether they count at present or not, by id. Cost: as many as he has. */
  static List<StoredAssignment> ofUser(PolicySnapshot site, long userId) {
    int user = site.users().find(userId);
    List<StoredAssignment> found = new ArrayList<>();
    if (user != UserDirectory.ABSENT) {
      addUntimed(site, user, _ -> true, found);
      site.assignments().timed().forEachOf(user, timed -> found.add(of(site, timed)));
    }
    found.sort(BY_ID);
    return found;
  }

  /** The user's rows that count at the snapshot's own second, by id. Cost: as many as he has. */
  static List<StoredAssignment> countingOf(PolicySnapshot site, long userId) {
    long now = site.assignments().epochSecond();
    List<StoredAssignment> rows = ofUser(site, userId);
    rows.removeIf(row -> !new AssignmentWindow(row.startsAt(), row.endsAt()).isOpenAt(now));
    return rows;
  }

  /**
   * The rows of some contexts, whether they count at present or not, by id. Cost: all rows of the
   * users who have one there.
   */
  static List<StoredAssignment> in(PolicySnapshot site, Set<Long> contextIds) {
    Set<Integer> contexts = new HashSet<>();
    Set<Integer> places = new HashSet<>();
    for (long id : contextIds) {
      int context = site.contexts().find(id);
      if (context != ContextTree.ABSENT) {
        contexts.add(context);
        // A row counts at the node of its context, which damage may have put elsewhere.
        int node = site.contexts().nodeOf(context);
        places.add(node == ContextTree.NO_PARENT ? context : node);
      }
    }
    Set<Integer> users = new HashSet<>();
    List<StoredAssignment> found = new ArrayList<>();
    for (int place : places) {
      site.assignments().forEachUserIn(place, users::add);
      site.assignments()
          .timed()
          .forEachIn(
              place,
              timed -> {
                if (contexts.contains(timed.row().contextOfRow())) {
                  found.add(of(site, timed));
                }
              });
    }
    users.forEach(
        user -> addUntimed(site, user, row -> contexts.contains(row.contextOfRow()), found));
    found.sort(BY_ID);
    return found;
  }

  private static void addUntimed(
      PolicySnapshot site,
      int user,
      Predicate<RoleAssignment> matches,
      List<StoredAssignment> found) {
    RoleAssignments assignments = site.assignments();
    for (int i = 0; i < assignments.countOf(user); i++) {
      RoleAssignment row = assignments.get(user, i);
      if (matches.test(row) && !assignments.timed().contains(row.rowId())) {
        found.add(of(site, new TimedAssignment(row, AssignmentWindow.ALWAYS)));
      }
    }
  }

  private static StoredAssignment of(PolicySnapshot site, TimedAssignment timed) {
    RoleAssignment row = timed.row();
    return new StoredAssignment(
        row.rowId(),
        site.roles().idOf(row.role()),
        site.contexts().idOf(row.contextOfRow()),
        site.users().idOf(row.user()),
        row.source().component(),
        row.source().itemId(),
        timed.window().start(),
        timed.window().end());
  }

  /** The rows that match, by id. Cost: a look at every row. */
  static List<StoredAssignment> all(PolicySnapshot site, Predicate<StoredAssignment> matches) {
    List<StoredAssignment> found = new ArrayList<>();
    FactCursor rows = SnapshotRows.of(site, SiteTable.ROLE_ASSIGNMENTS);
    while (rows.next()) {
      var row =
          new StoredAssignment(
              rows.numberAt(0),
              rows.numberAt(1),
              rows.numberAt(2),
              rows.numberAt(3),
              rows.textAt(4),
              rows.numberAt(5),
              rows.numberAt(6),
              rows.numberAt(7));
      if (matches.test(row)) {
        found.add(row);
      }
    }
    found.sort(BY_ID);
    return found;
  }

  /** The change by which it goes away. */
  Change removed() {
    return new Change.RoleUnassigned(
        id, roleId, contextId, userId, component, itemId, startsAt, endsAt);
  }

  /** The change by which it is there, for a period. */
  Change during(Period period) {
    return new Change.RoleAssigned(
        id, roleId, contextId, userId, component, itemId, period.startsAt(), period.endsAt());
  }
}
