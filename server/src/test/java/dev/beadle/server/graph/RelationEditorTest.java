package dev.beadle.server.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.model.Column;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A relation that is edited is that of the resulting rows. */
final class RelationEditorTest {
  private static final List<SiteTable> TABLES =
      List.of(SiteTable.ENROL, SiteTable.GROUPS_MEMBERS, SiteTable.MODULES);

  /** Values that fold onto each other, and ordinary ones. */
  private static final long[] VALUES = {
    0, 1, 2, 3, -1, -2, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE, 0x3FFF_FFFFL, 0x7FFF_FFFFL
  };

  private record Version(Relation relation, Map<Long, TableRow> rows) {}

  /** Law: incremental == reload; and house, "Snapshots share structure". */
  @Test
  void edit_manyVersions_areAsBuiltAfreshAndLeaveTheOldOnes() {
    Seeds.check(
        60,
        seed -> {
          var random = new Random(seed);
          SiteTable table = TABLES.get(random.nextInt(TABLES.size()));
          List<Version> versions = new ArrayList<>();
          versions.add(built(table, random));
          for (int step = 0; step < 8; step++) {
            int from =
                random.nextInt(4) == 0 ? random.nextInt(versions.size()) : versions.size() - 1;
            versions.add(edited(table, versions.get(from), random));
          }
          versions.forEach(version -> assertRows(table, version));
        });
  }

  private static Version built(SiteTable table, Random random) {
    var builder = new Relation.Builder(table);
    Map<Long, TableRow> rows = new TreeMap<>();
    for (long id = random.nextInt(600); id > 0; id--) {
      TableRow row = randomRow(table, id, random);
      rows.put(id, row);
      builder.add(row);
    }
    return new Version(builder.build(), rows);
  }

  private static Version edited(SiteTable table, Version old, Random random) {
    RelationEditor editor = old.relation.edit();
    Map<Long, TableRow> rows = new TreeMap<>(old.rows);
    int removals = random.nextInt(4);
    for (int step = random.nextInt(200); step > 0; step--) {
      long id = random.nextLong(1, 800);
      if (random.nextInt(4) < removals) {
        editor.remove(id);
        rows.remove(id);
      } else {
        TableRow row = randomRow(table, id, random);
        editor.put(row);
        rows.put(id, row);
      }
      assertThat(editor.contains(id)).isEqualTo(rows.containsKey(id));
    }
    assertThat(editor.rowCount()).isEqualTo(rows.size());
    return new Version(editor.build(), rows);
  }

  private static void assertRows(SiteTable table, Version version) {
    Relation relation = version.relation;
    assertThat(relation.rowCount()).isEqualTo(version.rows.size());
    version.rows.forEach((id, row) -> assertThat(relation.rowAt(relation.find(id))).isEqualTo(row));
    assertThat(relation.find(801)).isEqualTo(Relation.ABSENT);
    for (Column column : table.columns()) {
      if (column.kind().isText()) {
        continue;
      }
      for (long value : VALUES) {
        Set<Long> expected = new TreeSet<>();
        for (TableRow row : version.rows.values()) {
          if (row.get(column.name()).equals(value)) {
            expected.add(row.numberAt(0));
          }
        }
        List<Long> found = new ArrayList<>();
        relation.forEachWith(column.name(), value, row -> found.add(relation.numberAt(row, 0)));
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
      }
    }
  }

  private static TableRow randomRow(SiteTable table, long id, Random random) {
    Object[] values = new Object[table.columns().size()];
    values[0] = id;
    for (int i = 1; i < values.length; i++) {
      values[i] =
          table.columns().get(i).kind().isText()
              ? "text " + random.nextInt(5)
              : (Object) VALUES[random.nextInt(VALUES.length)];
    }
    return TableRow.of(table, values);
  }
}
