package dev.beadle.server.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.model.ContextLevel;
import dev.beadle.server.model.Revision;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.testing.RandomSite;
import dev.beadle.server.testing.Seeds;
import dev.beadle.server.testing.SnapshotFacts;
import dev.beadle.server.testing.TestSite;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The law "incremental == reload", for every structure of a snapshot. */
class SnapshotEditorTest {
  private static final Revision REVISION = new Revision("edited", 2);

  /** House, laws: whatever changes in whatever order, the next snapshot says what a reload says. */
  @Test
  void build_afterRandomChanges_equalsAReload() {
    Seeds.check(
        300,
        seed -> {
          var random = new Random(seed);
          PolicySnapshot current = RandomSite.of(seed).snapshot();
          var model = new Model(current);
          for (int batch = 0; batch < 6; batch++) {
            PolicySnapshot before = current;
            Map<String, ?> factsBefore = SnapshotFacts.of(before);
            SnapshotEditor editor = SnapshotEditor.of(current);
            RandomEdits edits = new RandomEdits(model, editor, random);
            for (int i = random.nextInt(12); i >= 0; i--) {
              edits.makeOne();
            }
            current = editor.build(REVISION, Instant.EPOCH);
            SnapshotFacts.assertSame(current, model.reload(), edits.said());
            assertThat(SnapshotFacts.of(before)).isEqualTo(factsBefore);
          }
        });
  }

  /** House, the way of one change: snapshots share what did not change. */
  @Test
  void build_oneAssignmentMore_sharesTheRest() {
    PolicySnapshot before = RandomSite.of(7).snapshot();
    SnapshotEditor editor = SnapshotEditor.of(before);
    editor.put(TableRow.of(SiteTable.ROLE_ASSIGNMENTS, 9_999, 1, 1, 2, "", 0, 0, 0));
    PolicySnapshot after = editor.build(REVISION, Instant.EPOCH);
    assertThat(after.assignments()).isNotSameAs(before.assignments());
    assertThat(after.contexts()).isSameAs(before.contexts());
    assertThat(after.definitions()).isSameAs(before.definitions());
    assertThat(after.capabilities()).isSameAs(before.capabilities());
    assertThat(after.settings()).isSameAs(before.settings());
    assertThat(after.relation(SiteTable.COURSE)).isSameAs(before.relation(SiteTable.COURSE));
  }

  /** House, what is cached: an override makes new scopes at its node and below, nowhere else. */
  @Test
  void build_oneOverrideMore_renewsTheScopesBelowOnly() {
    TestSite site =
        TestSite.classroom()
            .category("other", TestSite.SYSTEM)
            .role("student")
            .allow("student", TestSite.SYSTEM, TestSite.VIEW)
            .prevent("student", "forum", TestSite.VIEW)
            .prevent("student", "other", TestSite.VIEW);
    PolicySnapshot before = site.snapshot();
    SnapshotEditor editor = SnapshotEditor.of(before);
    editor.put(
        TableRow.of(
            SiteTable.ROLE_CAPABILITIES,
            9_999,
            site.contextId("course"),
            site.roleId("student"),
            TestSite.REPLY,
            -1));
    PolicySnapshot after = editor.build(REVISION, Instant.EPOCH);
    assertThat(scopeOf(after, site.contextId("forum")))
        .isNotSameAs(scopeOf(before, site.contextId("forum")));
    assertThat(scopeOf(after, site.contextId("other")))
        .isSameAs(scopeOf(before, site.contextId("other")));
    assertThat(scopeOf(after, 1)).isSameAs(scopeOf(before, 1));
  }

  private static @Nullable OverrideScope scopeOf(PolicySnapshot snapshot, long contextId) {
    return snapshot.definitions().findScope(snapshot.contexts().find(contextId));
  }

  /** The rows as plain maps: what the site is, without any of the engine's structures. */
  private static final class Model {
    private final Map<SiteTable, Map<Object, TableRow>> rows = new EnumMap<>(SiteTable.class);
    private final PolicySnapshot first;

    Model(PolicySnapshot first) {
      this.first = first;
      for (SiteTable table : SiteTable.values()) {
        Map<Object, TableRow> ofTable = new LinkedHashMap<>();
        FactCursor cursor = SnapshotRows.of(first, table);
        while (cursor.next()) {
          TableRow row = TableRow.copyOf(table, cursor);
          ofTable.put(row.key(), row);
        }
        rows.put(table, ofTable);
      }
    }

    Map<Object, TableRow> of(SiteTable table) {
      return rows.getOrDefault(table, Map.of());
    }

    PolicySnapshot reload() {
      var builder = new SnapshotBuilder(first.capabilities().deprecated());
      for (SiteTable table : SiteTable.values()) {
        of(table).values().forEach(row -> builder.add(table, row));
        builder.end(table);
      }
      return builder.build(REVISION, Instant.EPOCH);
    }
  }

  /** Random changes, made to the model and said to the editor. */
  private static final class RandomEdits {
    private final Model model;
    private final SnapshotEditor editor;
    private final Random random;
    private final List<String> said = new ArrayList<>();

    RandomEdits(Model model, SnapshotEditor editor, Random random) {
      this.model = model;
      this.editor = editor;
      this.random = random;
    }

    List<String> said() {
      return said;
    }

    void makeOne() {
      switch (random.nextInt(14)) {
        case 0, 1 -> putPermission();
        case 2 -> removeOne(SiteTable.ROLE_CAPABILITIES);
        case 3, 4 -> putAssignment();
        case 5 -> removeOne(SiteTable.ROLE_ASSIGNMENTS);
        case 6 -> createContext();
        case 7 -> removeContext();
        case 8 -> moveContext();
        case 9 -> lockContext();
        case 10 -> changeUser();
        case 11 -> changeSetting();
        case 12 -> changeRoleOrCapability();
        default -> changeRelation();
      }
    }

    private void put(TableRow row) {
      said.add("put " + row);
      model.of(row.table()).put(row.key(), row);
      editor.put(row);
    }

    private void removeOne(SiteTable table) {
      if (!model.of(table).isEmpty()) {
        remove(any(table));
      }
    }

    private void remove(TableRow row) {
      said.add("remove " + row);
      model.of(row.table()).remove(row.key());
      editor.remove(row);
    }

    private TableRow any(SiteTable table) {
      List<TableRow> rows = new ArrayList<>(model.of(table).values());
      return rows.get(random.nextInt(rows.size()));
    }

    private long nextId(SiteTable table) {
      return 1
          + model.of(table).keySet().stream()
              .mapToLong(key -> (Long) key)
              .max()
              .orElse(random.nextInt(3));
    }

    private long anyId(SiteTable table) {
      boolean unheardOf = model.of(table).isEmpty() || random.nextInt(12) == 0;
      return unheardOf ? 900 + random.nextInt(5) : (Long) any(table).key();
    }

    private void putPermission() {
      long context = anyId(SiteTable.CONTEXT);
      long role = anyId(SiteTable.ROLE);
      String capability =
          random.nextInt(12) == 0 ? "mod/new:thing" : any(SiteTable.CAPABILITIES).textAt(1);
      long id =
          model.of(SiteTable.ROLE_CAPABILITIES).values().stream()
              .filter(row ->
                  row.numberAt(1) == context
                      && row.numberAt(2) == role
                      && row.textAt(3).equals(capability))
              .map(row -> row.numberAt(0))
              .findFirst()
              .orElse(nextId(SiteTable.ROLE_CAPABILITIES));
      long permission = List.of(1L, -1L, -1000L, 0L).get(random.nextInt(4));
      put(TableRow.of(SiteTable.ROLE_CAPABILITIES, id, context, role, capability, permission));
    }

    private void putAssignment() {
      long id = nextId(SiteTable.ROLE_ASSIGNMENTS);
      put(
          TableRow.of(
              SiteTable.ROLE_ASSIGNMENTS,
              id,
              anyId(SiteTable.ROLE),
              anyId(SiteTable.CONTEXT),
              anyId(SiteTable.USER),
              random.nextBoolean() ? "" : "enrol_" + random.nextInt(3),
              random.nextInt(2),
              random.nextInt(4) == 0 ? 50 : 0,
              random.nextInt(4) == 0 ? 100 : 0));
    }

    private void createContext() {
      TableRow parent = any(SiteTable.CONTEXT);
      // Sometimes an id that other tables mention, or a path names, already.
      long id = random.nextInt(4) == 0 ? 900 + random.nextInt(5) : nextId(SiteTable.CONTEXT);
      if (model.of(SiteTable.CONTEXT).containsKey(id)) {
        return;
      }
      long level = List.of(30L, 40L, 50L, 70L, 80L).get(random.nextInt(5));
      long instance = 1_000 + id;
      if (level == ContextLevel.USER && random.nextBoolean()) {
        long user = anyId(SiteTable.USER);
        boolean hasOne =
            model.of(SiteTable.CONTEXT).values().stream()
                .anyMatch(row -> row.numberAt(1) == level && row.numberAt(2) == user);
        instance = hasOne ? instance : user;
      }
      String path = parent.textAt(3) + "/" + id;
      put(
          TableRow.of(
              SiteTable.CONTEXT,
              id,
              level,
              instance,
              path,
              ContextPath.parse(path).length,
              random.nextInt(6) == 0 ? 1 : 0));
    }

    private void removeContext() {
      TableRow context = any(SiteTable.CONTEXT);
      if (context.numberAt(1) == ContextLevel.SYSTEM) {
        return;
      }
      if (random.nextBoolean()) {
        // A whole subtree, its top first or last.
        List<TableRow> subtree = new ArrayList<>();
        for (TableRow row : model.of(SiteTable.CONTEXT).values()) {
          if (row.textAt(3).startsWith(context.textAt(3) + "/")) {
            subtree.add(row);
          }
        }
        subtree.add(random.nextBoolean() ? 0 : subtree.size(), context);
        subtree.stream()
            .filter(row -> row.numberAt(1) != ContextLevel.SYSTEM)
            .forEach(this::remove);
      } else {
        remove(context);
      }
    }

    private void moveContext() {
      TableRow moved = any(SiteTable.CONTEXT);
      TableRow parent = any(SiteTable.CONTEXT);
      String from = moved.textAt(3);
      boolean possible =
          moved.numberAt(1) != ContextLevel.SYSTEM
              && !from.isEmpty()
              && !parent.textAt(3).isEmpty()
              && !(parent.textAt(3) + "/").startsWith(from + "/");
      if (!possible) {
        return;
      }
      String to = parent.textAt(3) + "/" + moved.key();
      int deeper = ContextPath.parse(to).length - ContextPath.parse(from).length;
      boolean rowByRow = random.nextBoolean();
      List<TableRow> rows = new ArrayList<>();
      for (TableRow row : model.of(SiteTable.CONTEXT).values()) {
        String path = row.textAt(3);
        if (path.equals(from) || path.startsWith(from + "/")) {
          rows.add(
              row.with("path", to + path.substring(from.length()))
                  .with("depth", row.numberAt(4) + deeper));
        }
      }
      if (rowByRow) {
        rows.forEach(this::put);
      } else {
        said.add("move " + moved.key() + " below " + parent.key());
        rows.forEach(row -> model.of(SiteTable.CONTEXT).put(row.key(), row));
        editor.moveContext((Long) moved.key(), (Long) parent.key());
      }
    }

    private void lockContext() {
      TableRow context = any(SiteTable.CONTEXT);
      boolean locked = random.nextBoolean();
      said.add("lock " + context.key() + " " + locked);
      TableRow changed = context.with("locked", locked ? 1 : 0);
      model.of(SiteTable.CONTEXT).put(changed.key(), changed);
      editor.lockContext((Long) context.key(), locked);
    }

    private void changeUser() {
      if (random.nextInt(4) == 0) {
        removeOne(SiteTable.USER);
        return;
      }
      long id = random.nextBoolean() ? anyId(SiteTable.USER) : nextId(SiteTable.USER);
      TableRow known = model.of(SiteTable.USER).get(id);
      put(
          TableRow.of(
              SiteTable.USER,
              id,
              known == null ? "" : known.textAt(1),
              random.nextInt(4) == 0 ? 1 : 0,
              random.nextInt(2)));
    }

    private void changeSetting() {
      String name = List.copyOf(SiteSettings.NAMES).get(random.nextInt(SiteSettings.NAMES.size()));
      if (random.nextInt(5) == 0) {
        TableRow known = model.of(SiteTable.CONFIG).get(name);
        if (known != null) {
          remove(known);
        }
        return;
      }
      put(TableRow.of(SiteTable.CONFIG, name, String.valueOf(random.nextInt(9))));
    }

    private void changeRoleOrCapability() {
      boolean role = random.nextBoolean();
      if (random.nextInt(4) == 0) {
        removeOne(role ? SiteTable.ROLE : SiteTable.CAPABILITIES);
        return;
      }
      if (role) {
        long id = random.nextBoolean() ? anyId(SiteTable.ROLE) : nextId(SiteTable.ROLE);
        String archetype = random.nextInt(3) == 0 ? "guest" : "";
        put(TableRow.of(SiteTable.ROLE, id, "", "role" + id, random.nextInt(20), archetype));
        return;
      }
      long id = nextId(SiteTable.CAPABILITIES);
      String name = random.nextInt(3) == 0 ? "mod/new:thing" : "mod/new:thing" + id;
      for (TableRow row : model.of(SiteTable.CAPABILITIES).values()) {
        id = row.textAt(1).equals(name) ? row.numberAt(0) : id;
      }
      String type = random.nextBoolean() ? "write" : "read";
      put(TableRow.of(SiteTable.CAPABILITIES, id, name, type, 50, "mod_new", random.nextInt(64)));
    }

    private void changeRelation() {
      SiteTable table = SiteTable.values()[random.nextInt(SiteTable.values().length)];
      if (table.isReadByChecks()) {
        return;
      }
      if (random.nextInt(3) == 0) {
        removeOne(table);
        return;
      }
      Object[] values = new Object[table.columns().size()];
      for (int i = 0; i < values.length; i++) {
        boolean text = table.columns().get(i).kind().isText();
        values[i] = text ? "text" + random.nextInt(4) : (Object) (long) random.nextInt(5);
      }
      values[0] = random.nextBoolean() ? nextId(table) : anyId(table);
      put(TableRow.of(table, values));
    }
  }
}
