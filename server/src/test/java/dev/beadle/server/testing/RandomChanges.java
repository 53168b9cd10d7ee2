package dev.beadle.server.testing;

import dev.beadle.server.change.Change;
import dev.beadle.server.change.Change.CapabilityRemoved;
import dev.beadle.server.change.Change.ContextDeleted;
import dev.beadle.server.change.Change.ContextLockChanged;
import dev.beadle.server.change.Change.ContextMoved;
import dev.beadle.server.change.Change.ContextSaved;
import dev.beadle.server.change.Change.PermissionRemoved;
import dev.beadle.server.change.Change.PermissionSet;
import dev.beadle.server.change.Change.RoleAssigned;
import dev.beadle.server.change.Change.RoleDefined;
import dev.beadle.server.change.Change.RoleDeleted;
import dev.beadle.server.change.Change.RoleUnassigned;
import dev.beadle.server.change.Change.RowRemoved;
import dev.beadle.server.change.Change.RowSaved;
import dev.beadle.server.change.Change.SettingChanged;
import dev.beadle.server.change.Change.UserRemoved;
import dev.beadle.server.change.Change.UserSaved;
import dev.beadle.server.change.Changes;
import dev.beadle.server.graph.FactCursor;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SiteSettings;
import dev.beadle.server.graph.SnapshotEditor;
import dev.beadle.server.graph.SnapshotRows;
import dev.beadle.server.graph.TableRow;
import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.SiteTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A random series of changes, each of which fits the site that the ones before it leave. */
public final class RandomChanges {
  private static final List<SiteTable> RELATIONS =
      Arrays.stream(SiteTable.values()).filter(table -> !table.isReadByChecks()).toList();

  private final Random random;
  private PolicySnapshot current;

  public RandomChanges(PolicySnapshot first, Random random) {
    this.current = first;
    this.random = random;
  }

  /** The facts after all that was drawn. */
  public PolicySnapshot current() {
    return current;
  }

  /** Draws one batch and applies it, at the next revision. */
  public List<Change> next() {
    List<Change> batch = drawn();
    while (batch.isEmpty()) {
      batch = drawn();
    }
    current = applied(current, batch);
    return batch;
  }

  /** The facts after changes, one revision later. */
  public static PolicySnapshot applied(PolicySnapshot before, List<Change> changes) {
    SnapshotEditor editor = SnapshotEditor.of(before);
    changes.forEach(change -> Changes.apply(change, editor));
    return editor.build(before.revision().next(), before.readAt());
  }

  /** All rows of a table. */
  public static List<TableRow> rows(PolicySnapshot snapshot, SiteTable table) {
    List<TableRow> rows = new ArrayList<>();
    FactCursor cursor = SnapshotRows.of(snapshot, table);
    while (cursor.next()) {
      rows.add(TableRow.copyOf(table, cursor));
    }
    return rows;
  }

  private List<Change> drawn() {
    return switch (random.nextInt(16)) {
      case 0, 1, 2 -> permission();
      case 3, 4 -> assignment();
      case 5 -> createdContext();
      case 6, 7 -> movedContext();
      case 8 -> List.of(new ContextLockChanged(any(SiteTable.CONTEXT).numberAt(0), coin()));
      case 9 -> deletedContext();
      case 10 -> user();
      case 11 -> List.of(new SettingChanged(anySetting(), String.valueOf(random.nextInt(9))));
      case 12 -> role();
      case 13 -> capability();
      default -> relation();
    };
  }

  private List<Change> permission() {
    List<TableRow> rows = rows(current, SiteTable.ROLE_CAPABILITIES);
    List<Change> changes = new ArrayList<>();
    long id = nextId(SiteTable.ROLE_CAPABILITIES);
    if (!rows.isEmpty() && random.nextInt(2) == 0) {
      TableRow old = rows.get(random.nextInt(rows.size()));
      changes.add(
          new PermissionRemoved(
              old.numberAt(0), old.numberAt(1), old.numberAt(2), old.textAt(3), old.numberAt(4)));
      if (coin()) {
        return changes;
      }
      // The same row elsewhere.
      id = old.numberAt(0);
    }
    long context = any(SiteTable.CONTEXT).numberAt(0);
    long role = idOf(SiteTable.ROLE);
    String capability = any(SiteTable.CAPABILITIES).textAt(1);
    for (TableRow row : rows) {
      boolean isThere =
          row.numberAt(1) == context && row.numberAt(2) == role && row.textAt(3).equals(capability);
      if (isThere && !changes.isEmpty()) {
        return changes;
      }
      id = isThere ? row.numberAt(0) : id;
    }
    long permission = List.of(1L, 1L, -1L, -1000L).get(random.nextInt(4));
    changes.add(new PermissionSet(id, context, role, capability, permission));
    return changes;
  }

  private List<Change> assignment() {
    List<TableRow> rows = rows(current, SiteTable.ROLE_ASSIGNMENTS);
    List<Change> changes = new ArrayList<>();
    long id = nextId(SiteTable.ROLE_ASSIGNMENTS);
    if (!rows.isEmpty() && random.nextInt(2) == 0) {
      TableRow old = rows.get(random.nextInt(rows.size()));
      changes.add(
          new RoleUnassigned(
              old.numberAt(0),
              old.numberAt(1),
              old.numberAt(2),
              old.numberAt(3),
              old.textAt(4),
              old.numberAt(5),
              old.numberAt(6),
              old.numberAt(7)));
      if (coin()) {
        return changes;
      }
      id = old.numberAt(0);
    }
    changes.add(
        new RoleAssigned(
            id,
            idOf(SiteTable.ROLE),
            any(SiteTable.CONTEXT).numberAt(0),
            any(SiteTable.USER).numberAt(0),
            "",
            random.nextInt(3),
            0,
            0));
    return changes;
  }

  private List<Change> createdContext() {
    TableRow parent = any(SiteTable.CONTEXT);
    if (parent.textAt(3).isEmpty()) {
      return List.of();
    }
    long id = nextId(SiteTable.CONTEXT);
    String path = parent.textAt(3) + "/" + id;
    int level = List.of(40, 50, 70, 80).get(random.nextInt(4));
    long depth = path.chars().filter(character -> character == '/').count();
    return List.of(new ContextSaved(id, level, 5_000 + id, path, depth, false));
  }

  private List<Change> movedContext() {
    TableRow moved = any(SiteTable.CONTEXT);
    TableRow parent = any(SiteTable.CONTEXT);
    String from = moved.textAt(3);
    boolean isPossible =
        moved.numberAt(1) != ContextLevel.SYSTEM
            && !from.isEmpty()
            && !parent.textAt(3).isEmpty()
            && !(parent.textAt(3) + "/").startsWith(from + "/");
    return isPossible
        ? List.of(new ContextMoved(moved.numberAt(0), parent.numberAt(0)))
        : List.of();
  }

  private List<Change> deletedContext() {
    TableRow context = any(SiteTable.CONTEXT);
    return context.numberAt(1) == ContextLevel.SYSTEM
        ? List.of()
        : List.of(new ContextDeleted(context.numberAt(0)));
  }

  private List<Change> user() {
    TableRow known = any(SiteTable.USER);
    if (random.nextInt(4) == 0 && rows(current, SiteTable.USER).size() > 2) {
      return List.of(new UserRemoved(known.numberAt(0)));
    }
    long id = coin() ? known.numberAt(0) : nextId(SiteTable.USER);
    return List.of(new UserSaved(id, "user" + id, random.nextInt(3) == 0, coin()));
  }

  private List<Change> role() {
    long id = coin() ? idOf(SiteTable.ROLE) : nextId(SiteTable.ROLE);
    return random.nextInt(4) == 0
        ? List.of(new RoleDeleted(id))
        : List.of(new RoleDefined(id, "", "role" + id, random.nextInt(30), coin() ? "" : "guest"));
  }

  private List<Change> capability() {
    TableRow known = any(SiteTable.CAPABILITIES);
    return random.nextInt(4) == 0 && rows(current, SiteTable.CAPABILITIES).size() > 2
        ? List.of(new CapabilityRemoved(known.numberAt(0), known.textAt(1)))
        : List.of(
            new Change.CapabilityDefined(
                known.numberAt(0),
                known.textAt(1),
                coin() ? "write" : "read",
                50,
                known.textAt(4),
                random.nextInt(64)));
  }

  private List<Change> relation() {
    SiteTable table = RELATIONS.get(random.nextInt(RELATIONS.size()));
    List<TableRow> rows = rows(current, table);
    if (!rows.isEmpty() && random.nextInt(3) == 0) {
      return List.of(new RowRemoved(rows.get(random.nextInt(rows.size()))));
    }
    Object[] values = new Object[table.columns().size()];
    for (int i = 0; i < values.length; i++) {
      boolean isText = table.columns().get(i).kind().isText();
      values[i] = isText ? "text" + random.nextInt(4) : (Object) (long) random.nextInt(5);
    }
    values[0] = nextId(table);
    return List.of(new RowSaved(TableRow.of(table, values)));
  }

  private String anySetting() {
    return List.copyOf(SiteSettings.NAMES).get(random.nextInt(SiteSettings.NAMES.size()));
  }

  private TableRow any(SiteTable table) {
    List<TableRow> rows = rows(current, table);
    return rows.get(random.nextInt(rows.size()));
  }

  private long idOf(SiteTable table) {
    List<TableRow> rows = rows(current, table);
    return rows.isEmpty() ? 900 : rows.get(random.nextInt(rows.size())).numberAt(0);
  }

  private long nextId(SiteTable table) {
    return current.lastIds().of(table) + 1;
  }

  private boolean coin() {
    return random.nextBoolean();
  }
}
