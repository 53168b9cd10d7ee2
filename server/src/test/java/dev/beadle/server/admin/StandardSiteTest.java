package dev.beadle.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.change.Change;
import dev.beadle.server.change.Changes;
import dev.beadle.server.graph.FactCursor;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotEditor;
import dev.beadle.server.graph.SnapshotRows;
import dev.beadle.server.graph.TableRow;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.moodle.CapabilityFile;
import dev.beadle.server.testing.Oracle;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A new site is a freshly installed Moodle, but for its administrator and dashboard. */
final class StandardSiteTest {
  private final PolicySnapshot made =
      Oracle.snapshotOf(StandardSite.tables(StandardDefinitions.standard()));
  private final PolicySnapshot installed = Oracle.load("stock").snapshot();

  /** Row for row, ids included. */
  @ParameterizedTest
  @EnumSource(
      value = SiteTable.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"CONTEXT", "USER", "CONFIG", "COURSE", "COURSE_CATEGORIES", "BLOCK_INSTANCES"})
  void tables_policyTable_equalsFreshMoodle(SiteTable table) {
    assertThat(rows(made, table)).isEqualTo(rows(installed, table));
  }

  /** What is not there: the administrator, his context, five blocks of the dashboard. */
  @Test
  void tables_otherTables_lackAdministratorAndDashboard() {
    assertThat(missing(SiteTable.USER)).extracting(row -> row.get("id")).containsExactly(2L);
    assertThat(missing(SiteTable.CONTEXT))
        .extracting(row -> row.get("id"))
        .containsExactlyInAnyOrder(5L, 6L, 7L, 8L, 9L, 10L);
    assertThat(missing(SiteTable.BLOCK_INSTANCES)).hasSize(5);
    assertThat(missing(SiteTable.CONFIG))
        .containsExactly(TableRow.of(SiteTable.CONFIG, "siteadmins", "2"));
    assertThat(rows(installed, SiteTable.CONTEXT)).containsAll(rows(made, SiteTable.CONTEXT));
    assertThat(rows(installed, SiteTable.USER)).containsAll(rows(made, SiteTable.USER));
    assertThat(rows(installed, SiteTable.CONFIG)).containsAll(rows(made, SiteTable.CONFIG));
    assertThat(missing(SiteTable.COURSE)).extracting(row -> row.get("id")).containsExactly(1L);
  }

  /** §3: the names out of use come with the definitions; no table holds them. */
  @Test
  void deprecated_standardDefinitions_areThoseOfTheFile() {
    assertThat(StandardDefinitions.standard().deprecated())
        .isNotEmpty()
        .isEqualTo(CapabilityFile.read(Oracle.capabilities()));
  }

  /** Nobody may do anything yet; the operator makes the first administrator. */
  @Test
  void plan_firstAdministrator_makesTheSiteAdministrable() {
    assertThat(made.settings().siteAdminIds()).isEmpty();
    assertThat(Enforcement.AUTO.isOn(made)).isFalse();
    var planner = new AdminPlanner(StandardDefinitions.standard(), 100);
    List<Change> changes =
        planner.plan(
            made, List.of(new UserCommand.CreateUser("dean"), new SettingCommand.AddSiteAdmin(2)));
    SnapshotEditor editor = SnapshotEditor.of(made);
    changes.forEach(change -> Changes.apply(change, editor));
    PolicySnapshot after = editor.build(made.revision(), made.readAt());
    assertThat(after.settings().isSiteAdmin(2)).isTrue();
    assertThat(Enforcement.AUTO.isOn(after)).isTrue();
  }

  private Set<TableRow> missing(SiteTable table) {
    Set<TableRow> missing = rows(installed, table);
    missing.removeAll(rows(made, table));
    return missing;
  }

  private static Set<TableRow> rows(PolicySnapshot site, SiteTable table) {
    Set<TableRow> rows = new HashSet<>();
    FactCursor cursor = SnapshotRows.of(site, table);
    while (cursor.next()) {
      rows.add(TableRow.of(table, TableRow.copyOf(table, cursor).values().toArray()));
    }
    return rows;
  }
}
