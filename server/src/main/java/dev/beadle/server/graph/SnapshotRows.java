package dev.beadle.server.graph;

import dev.beadle.server.graph.RoleAssignments.RoleAssignment;
import dev.beadle.server.graph.RoleCatalog.Role;
import dev.beadle.server.graph.RoleDefinitions.StoredPermission;
import dev.beadle.server.graph.TimedAssignments.TimedAssignment;
import dev.beadle.server.model.SiteTable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a snapshot stands for: whoever reads them gets the same snapshot again. What the
 * graph does not keep comes out as it is read: settings that do not decide are left out, names of
 * users are empty but for the guest account's, passwords of enrolment are {@code 1} or empty.
 * Stateless.
 */
public final class SnapshotRows {
  private SnapshotRows() {}

  /** The rows of one table, in no order that means anything. */
  public static FactCursor of(PolicySnapshot snapshot, SiteTable table) {
    return switch (table) {
      case CAPABILITIES -> new ListedRows(capabilities(snapshot.capabilities()));
      case ROLE -> new ListedRows(roles(snapshot.roles()));
      case CONTEXT -> new ContextRows(snapshot.contexts());
      case USER -> new UserRows(snapshot.users());
      case CONFIG -> new ListedRows(settings(snapshot.settings()));
      case ROLE_CAPABILITIES ->
          new PermissionRows(snapshot, snapshot.definitions().storedPermissions());
      case ROLE_ASSIGNMENTS -> new AssignmentRows(snapshot);
      default -> snapshot.relation(table).rows();
    };
  }

  /**
   * The rows of {@code role_capabilities} of one context (an ordinal). Cost: that of what is stored
   * there.
   */
  public static FactCursor permissionsIn(PolicySnapshot snapshot, int context) {
    int node = snapshot.contexts().nodeOf(context);
    return new PermissionRows(snapshot, snapshot.definitions().storedIn(context, node));
  }

  /** The row of a context, or null when it has none. */
  public static @Nullable TableRow findContext(PolicySnapshot snapshot, long contextId) {
    int context = snapshot.contexts().find(contextId);
    return context == ContextTree.ABSENT ? null : contextAt(snapshot.contexts(), context);
  }

  private static TableRow contextAt(ContextTree contexts, int context) {
    ContextRow row = contexts.rowOf(context);
    return TableRow.of(
        SiteTable.CONTEXT,
        row.id(),
        row.level(),
        row.instanceId(),
        row.path(),
        row.depth(),
        row.locked() ? 1 : 0);
  }

  private static List<TableRow> capabilities(CapabilityCatalog catalog) {
    List<TableRow> rows = new ArrayList<>();
    for (int capability = 0; capability < catalog.size(); capability++) {
      if (catalog.hasRow(capability)) {
        CapabilityCatalog.Capability row = catalog.rowOf(capability);
        rows.add(
            TableRow.of(
                SiteTable.CAPABILITIES,
                row.id(),
                row.name(),
                row.type(),
                row.level(),
                row.component(),
                row.risks()));
      }
    }
    return rows;
  }

  private static List<TableRow> roles(RoleCatalog catalog) {
    List<TableRow> rows = new ArrayList<>();
    for (int role = 0; role < catalog.size(); role++) {
      Role row = catalog.findRow(role);
      if (row != null) {
        rows.add(
            TableRow.of(
                SiteTable.ROLE,
                row.id(),
                row.name(),
                row.shortName(),
                row.sortOrder(),
                row.archetype()));
      }
    }
    return rows;
  }

  private static List<TableRow> settings(SiteSettings settings) {
    List<TableRow> rows = new ArrayList<>();
    settings
        .values()
        .forEach((name, value) -> rows.add(TableRow.of(SiteTable.CONFIG, name, value)));
    return rows;
  }

  /** Rows that are listed beforehand: of tables that are small on every site. */
  private static final class ListedRows implements FactCursor {
    private final Iterator<TableRow> rows;
    private @Nullable TableRow current;

    ListedRows(List<TableRow> rows) {
      this.rows = rows.iterator();
    }

    @Override
    public boolean next() {
      current = rows.hasNext() ? rows.next() : null;
      return current != null;
    }

    @Override
    public long numberAt(int column) {
      return row().numberAt(column);
    }

    @Override
    public String textAt(int column) {
      return row().textAt(column);
    }

    private TableRow row() {
      if (current == null) {
        throw new IllegalStateException("there is no row");
      }
      return current;
    }
  }

  private static final class ContextRows implements FactCursor {
    private final ContextTree contexts;
    private int context = -1;

    ContextRows(ContextTree contexts) {
      this.contexts = contexts;
    }

    @Override
    public boolean next() {
      do {
        context++;
      } while (context < contexts.contextCount() && !contexts.hasRow(context));
      return context < contexts.contextCount();
    }

    @Override
    public long numberAt(int column) {
      return switch (column) {
        case 0 -> contexts.idOf(context);
        case 1 -> contexts.levelOf(context);
        case 2 -> contexts.instanceIdOf(context);
        case 4 -> contexts.rowOf(context).depth();
        case 5 -> contexts.rowOf(context).locked() ? 1 : 0;
        default -> throw new IllegalArgumentException("column " + column + " holds no number");
      };
    }

    @Override
    public String textAt(int column) {
      return contexts.rowOf(context).path();
    }
  }

  private static final class UserRows implements FactCursor {
    private final UserDirectory users;
    private int user = -1;

    UserRows(UserDirectory users) {
      this.users = users;
    }

    @Override
    public boolean next() {
      do {
        user++;
      } while (user < users.size() && !users.hasRow(user));
      return user < users.size();
    }

    @Override
    public long numberAt(int column) {
      return switch (column) {
        case 0 -> users.idOf(user);
        case 2 -> users.isDeleted(user) ? 1 : 0;
        case 3 -> users.isSuspended(user) ? 1 : 0;
        default -> throw new IllegalArgumentException("column " + column + " holds no number");
      };
    }

    @Override
    public String textAt(int column) {
      return users.isNamedGuest(user) ? UserDirectory.GUEST_NAME : "";
    }
  }

  private static final class PermissionRows implements FactCursor {
    private final PolicySnapshot snapshot;
    private final Iterator<StoredPermission> rows;
    private @Nullable StoredPermission current;

    PermissionRows(PolicySnapshot snapshot, List<StoredPermission> rows) {
      this.snapshot = snapshot;
      this.rows = rows.iterator();
    }

    @Override
    public boolean next() {
      current = rows.hasNext() ? rows.next() : null;
      return current != null;
    }

    @Override
    public long numberAt(int column) {
      StoredPermission row = row();
      return switch (column) {
        case 0 -> row.rowId();
        case 1 -> snapshot.contexts().idOf(row.context());
        case 2 -> snapshot.roles().idOf(row.role());
        case 4 -> row.permission();
        default -> throw new IllegalArgumentException("column " + column + " holds no number");
      };
    }

    @Override
    public String textAt(int column) {
      return snapshot.capabilities().nameOf(row().capability());
    }

    private StoredPermission row() {
      if (current == null) {
        throw new IllegalStateException("there is no row");
      }
      return current;
    }
  }

  /** The rows that always count, by user; then those that have a beginning or an end. */
  private static final class AssignmentRows implements FactCursor {
    private final PolicySnapshot snapshot;
    private final RoleAssignments assignments;
    private final Iterator<TimedAssignment> timed;
    private int user;
    private int index = -1;
    private @Nullable TimedAssignment current;

    AssignmentRows(PolicySnapshot snapshot) {
      this.snapshot = snapshot;
      this.assignments = snapshot.assignments();
      List<TimedAssignment> ofTime = new ArrayList<>();
      assignments.timed().forEach(ofTime::add);
      this.timed = ofTime.iterator();
    }

    @Override
    public boolean next() {
      current = findUntimed();
      if (current == null && timed.hasNext()) {
        current = timed.next();
      }
      return current != null;
    }

    private @Nullable TimedAssignment findUntimed() {
      while (user < snapshot.users().size()) {
        index++;
        if (index >= assignments.countOf(user)) {
          user++;
          index = -1;
          continue;
        }
        RoleAssignment row = assignments.get(user, index);
        if (!assignments.timed().contains(row.rowId())) {
          return new TimedAssignment(row, AssignmentWindow.ALWAYS);
        }
      }
      return null;
    }

    @Override
    public long numberAt(int column) {
      RoleAssignment row = assignment().row();
      return switch (column) {
        case 0 -> row.rowId();
        case 1 -> snapshot.roles().idOf(row.role());
        case 2 -> snapshot.contexts().idOf(row.contextOfRow());
        case 3 -> snapshot.users().idOf(row.user());
        case 5 -> row.source().itemId();
        case 6 -> assignment().window().start();
        case 7 -> assignment().window().end();
        default -> throw new IllegalArgumentException("column " + column + " holds no number");
      };
    }

    @Override
    public String textAt(int column) {
      return assignment().row().source().component();
    }

    private TimedAssignment assignment() {
      if (current == null) {
        throw new IllegalStateException("there is no row");
      }
      return current;
    }
  }
}
