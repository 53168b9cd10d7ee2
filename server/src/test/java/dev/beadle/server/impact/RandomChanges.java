package dev.beadle.server.impact;

import dev.beadle.server.change.Change;
import dev.beadle.server.change.Changes;
import dev.beadle.server.graph.FactCursor;
import dev.beadle.server.graph.InvalidFactException;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotEditor;
import dev.beadle.server.graph.SnapshotRows;
import dev.beadle.server.graph.TableRow;
import dev.beadle.server.model.SiteTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Random changes of every kind that checks read, to random sites. Confined to one thread. */
final class RandomChanges {
  private static final List<Integer> PERMISSIONS = List.of(1, 1, 1, -1, -1, -1000, 0);
  private static final List<String> SWITCHES =
      List.of("forcelogin", "contextlocking", "contextlockappliestoadmin");
  private static final List<String> ROLE_SETTINGS =
      List.of("guestroleid", "notloggedinroleid", "defaultuserroleid", "defaultfrontpageroleid");
  private static final List<Integer> LEVELS = List.of(30, 40, 50, 70, 80);

  private final Random random;
  private PolicySnapshot snapshot;

  RandomChanges(PolicySnapshot snapshot, Random random) {
    this.snapshot = snapshot;
    this.random = random;
  }

  /** The snapshot after all changes so far. */
  PolicySnapshot snapshot() {
    return snapshot;
  }

  /** So many changes that can be made one after the other, made. */
  List<Change> make(int count) {
    List<Change> made = new ArrayList<>();
    while (made.size() < count) {
      Change change = draw(random.nextInt(20));
      try {
        snapshot = after(snapshot, List.of(change));
        made.add(change);
      } catch (InvalidFactException _) {
        // No site could have these facts: another change is drawn.
      }
    }
    return made;
  }

  /** The snapshot after some changes. */
  static PolicySnapshot after(PolicySnapshot before, List<Change> changes) {
    SnapshotEditor editor = SnapshotEditor.of(before);
    changes.forEach(change -> Changes.apply(change, editor));
    return editor.build(before.revision().next(), Instant.EPOCH);
  }

  private Change draw(int kind) {
    return switch (kind) {
      case 0, 1, 2 -> permission();
      case 3 -> {
        TableRow row = any(SiteTable.ROLE_CAPABILITIES, this::newPermission);
        yield new Change.PermissionRemoved(
            number(row, "id"),
            number(row, "contextid"),
            number(row, "roleid"),
            text(row, "capability"),
            number(row, "permission"));
      }
      case 4, 5 -> assigned();
      case 6, 7 -> unassigned();
      case 8 -> new Change.ContextLockChanged(contextId(), random.nextBoolean());
      case 9, 10 -> new Change.ContextMoved(contextId(), contextId());
      case 11 -> newContext();
      case 12 -> new Change.ContextDeleted(contextId());
      case 13, 14 -> user();
      case 15, 16 -> setting();
      case 17, 18 -> capability();
      default -> role();
    };
  }

  private Change permission() {
    TableRow row =
        random.nextInt(3) == 0
            ? any(SiteTable.ROLE_CAPABILITIES, this::newPermission)
            : newPermission();
    return new Change.PermissionSet(
        number(row, "id"),
        number(row, "contextid"),
        number(row, "roleid"),
        text(row, "capability"),
        pick(PERMISSIONS));
  }

  private TableRow newPermission() {
    return TableRow.of(
        SiteTable.ROLE_CAPABILITIES,
        nextId(SiteTable.ROLE_CAPABILITIES),
        contextId(),
        roleId(),
        snapshot.capabilities().nameOf(random.nextInt(snapshot.capabilities().size())),
        1);
  }

  private Change assigned() {
    return new Change.RoleAssigned(
        nextId(SiteTable.ROLE_ASSIGNMENTS),
        roleId(),
        contextId(),
        userId(),
        "",
        0,
        random.nextInt(4) == 0 ? random.nextInt(10) : 0,
        random.nextInt(4) == 0 ? random.nextInt(10) : 0);
  }

  private Change unassigned() {
    List<TableRow> rows = rows(SiteTable.ROLE_ASSIGNMENTS);
    if (rows.isEmpty()) {
      return assigned();
    }
    TableRow row = pick(rows);
    return new Change.RoleUnassigned(
        number(row, "id"),
        number(row, "roleid"),
        number(row, "contextid"),
        number(row, "userid"),
        text(row, "component"),
        number(row, "itemid"),
        0,
        0);
  }

  private Change newContext() {
    TableRow parent = pick(rows(SiteTable.CONTEXT));
    long id = nextId(SiteTable.CONTEXT);
    int level = pick(LEVELS);
    long instanceId = level == 30 ? userId() : 1_000_000 + id;
    return new Change.ContextSaved(
        id,
        level,
        instanceId,
        random.nextInt(8) == 0 ? "" : text(parent, "path") + "/" + id,
        random.nextInt(8) == 0 ? 0 : number(parent, "depth") + 1,
        random.nextInt(4) == 0);
  }

  private Change user() {
    return switch (random.nextInt(4)) {
      case 0 -> new Change.UserRemoved(userId());
      case 1 -> new Change.UserSaved(nextId(SiteTable.USER), "new", random.nextBoolean(), false);
      case 2 -> new Change.UserSaved(userId(), "guest", false, false);
      default -> new Change.UserSaved(userId(), "", random.nextBoolean(), random.nextBoolean());
    };
  }

  private Change setting() {
    return switch (random.nextInt(6)) {
      case 0 -> new Change.SettingRemoved(pick(ROLE_SETTINGS));
      case 1, 2 -> new Change.SettingChanged(pick(ROLE_SETTINGS), Long.toString(roleId()));
      case 3 -> new Change.SettingChanged(pick(SWITCHES), random.nextBoolean() ? "1" : "0");
      case 4 -> new Change.SettingChanged("siteadmins", userId() + "," + userId());
      default -> new Change.SettingChanged("siteguest", Long.toString(userId()));
    };
  }

  private Change capability() {
    TableRow row = pick(rows(SiteTable.CAPABILITIES));
    if (random.nextInt(3) == 0 && rows(SiteTable.CAPABILITIES).size() > 1) {
      return new Change.CapabilityRemoved(number(row, "id"), text(row, "name"));
    }
    boolean isNew = random.nextInt(3) == 0;
    long id = isNew ? nextId(SiteTable.CAPABILITIES) : number(row, "id");
    List<String> names =
        List.of("mod/new:view" + id, "mod/gone:view", "mod/forum:oldpost", "mod/forum:replypost");
    return new Change.CapabilityDefined(
        id,
        isNew ? pick(names) : text(row, "name"),
        random.nextBoolean() ? "write" : "read",
        50,
        isNew ? "mod_forum" : text(row, "component"),
        random.nextInt(64));
  }

  private Change role() {
    TableRow row = pick(rows(SiteTable.ROLE));
    if (random.nextInt(3) == 0 && rows(SiteTable.ROLE).size() > 1) {
      return new Change.RoleDeleted(number(row, "id"));
    }
    if (random.nextInt(3) == 0) {
      TableRow course = pick(rows(SiteTable.COURSE));
      return new Change.RowSaved(course.with("category", random.nextInt(2)));
    }
    long id = random.nextBoolean() ? nextId(SiteTable.ROLE) : number(row, "id");
    return new Change.RoleDefined(
        id, "", "role" + id, random.nextInt(100), random.nextBoolean() ? "guest" : "");
  }

  private TableRow any(SiteTable table, Supplier<TableRow> otherwise) {
    List<TableRow> rows = rows(table);
    return rows.isEmpty() ? otherwise.get() : pick(rows);
  }

  private List<TableRow> rows(SiteTable table) {
    List<TableRow> rows = new ArrayList<>();
    FactCursor cursor = SnapshotRows.of(snapshot, table);
    while (cursor.next()) {
      rows.add(TableRow.copyOf(table, cursor));
    }
    return rows;
  }

  private long contextId() {
    List<TableRow> rows = rows(SiteTable.CONTEXT);
    return number(random.nextInt(4) == 0 ? rows.getFirst() : pick(rows), "id");
  }

  private long roleId() {
    return snapshot.roles().idOf(random.nextInt(snapshot.roles().size()));
  }

  private long userId() {
    return snapshot.users().idOf(random.nextInt(snapshot.users().size()));
  }

  private long nextId(SiteTable table) {
    return snapshot.lastIds().of(table) + 1;
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private static long number(TableRow row, String column) {
    return (Long) row.get(column);
  }

  private static String text(TableRow row, String column) {
    return (String) row.get(column);
  }
}
