package dev.beadle.server.admin;

import dev.beadle.server.change.Change;
import dev.beadle.server.graph.FactCursor;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.RoleAssignments.RoleAssignment;
import dev.beadle.server.graph.SnapshotRows;
import dev.beadle.server.graph.UserDirectory;
import dev.beadle.server.model.SiteTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
  /** The user's rows, by id. Cost: as many as he has. */
  static List<StoredAssignment> ofUser(PolicySnapshot site, long userId) {
    List<StoredAssignment> found = new ArrayList<>();
    int user = site.users().find(userId);
    if (user != UserDirectory.ABSENT) {
      for (int i = 0; i < site.assignments().countOf(user); i++) {
        RoleAssignment row = site.assignments().get(user, i);
        found.add(
            new StoredAssignment(
                row.rowId(),
                site.roles().idOf(row.role()),
                site.contexts().idOf(row.context()),
                userId,
                row.source().component(),
                row.source().itemId(),
                0,
                0));
      }
    }
    found.sort(Comparator.comparingLong(StoredAssignment::id));
    return found;
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
    found.sort(Comparator.comparingLong(StoredAssignment::id));
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
