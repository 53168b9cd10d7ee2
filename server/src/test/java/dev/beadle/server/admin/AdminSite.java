package dev.beadle.server.admin;

import dev.beadle.server.change.Change;
import dev.beadle.server.change.Changes;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.AssignmentSource;
import dev.beadle.server.graph.FactCursor;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotEditor;
import dev.beadle.server.graph.SnapshotRows;
import dev.beadle.server.graph.TableRow;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.testing.Oracle;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A new site on which commands are done, one after the other. Not thread-safe. */
final class AdminSite {
  static final ContextName SYSTEM = new ContextName.ById(1);
  static final long MANAGER = 1;
  static final long EDITING_TEACHER = 3;
  static final long TEACHER = 4;
  static final long STUDENT = 5;
  static final StandardDefinitions STANDARD = StandardDefinitions.standard();
  private static final PolicySnapshot NEW = Oracle.snapshotOf(StandardSite.tables(STANDARD));

  private final Administration administration =
      new Administration(
          STANDARD,
          new AdminGuard(new DecisionPoint(new Resolver()), Enforcement.AUTO),
          AdminLimits.DEFAULT);
  private PolicySnapshot site = NEW;
  private Instant now = NEW.readAt();

  PolicySnapshot site() {
    return site;
  }

  /** Does commands as the operator, all or none. */
  List<Change> run(AdminCommand... commands) {
    return runAs(AdminGuard.OPERATOR, commands);
  }

  /** Does commands as a user, all or none. */
  List<Change> runAs(long actor, AdminCommand... commands) {
    return run(new AdminBatch(actor, "", "", List.of(), List.of(commands)));
  }

  List<Change> run(AdminBatch batch) {
    List<Change> changes = administration.propose(batch).on(site).changes();
    if (!changes.isEmpty()) {
      SnapshotEditor editor = SnapshotEditor.of(site);
      changes.forEach(change -> Changes.apply(change, editor));
      site = editor.build(site.revision(), now);
    }
    return changes;
  }

  /** Creates a user; his id. */
  long user(String name) {
    run(new UserCommand.CreateUser(name));
    return site.lastIds().of(SiteTable.USER);
  }

  /** Creates a course in the first category; its id. */
  long course(String name) {
    run(new ContextCommand.CreateCourse(1, CourseTraits.named(name)));
    return site.lastIds().of(SiteTable.COURSE);
  }

  AdminSite assign(long roleId, long userId, ContextName context) {
    run(
        new AssignmentCommand.AssignRole(
            roleId, userId, context, AssignmentSource.BY_HAND, Period.ALWAYS));
    return this;
  }

  /** Lets time pass. */
  AdminSite at(long epochSecond) {
    now = Instant.ofEpochSecond(epochSecond);
    site = site.asOf(now.toEpochMilli());
    return this;
  }

  List<TableRow> rows(SiteTable table) {
    List<TableRow> rows = new ArrayList<>();
    FactCursor cursor = SnapshotRows.of(site, table);
    while (cursor.next()) {
      rows.add(TableRow.of(table, TableRow.copyOf(table, cursor).values().toArray()));
    }
    return rows;
  }
}
