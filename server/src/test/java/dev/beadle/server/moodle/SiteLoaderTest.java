package dev.beadle.server.moodle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.server.graph.InvalidFactException;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.testing.Oracle;
import dev.beadle.server.testing.TestSite;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loading a site: all of it or nothing (house, "a failed load never silently passes"). */
final class SiteLoaderTest {
  private final TestSite site = TestSite.classroom();

  /** The report tells what was read: from where, how much, how long. */
  @Test
  void load_wholeSite_reportsWhatWasRead() {
    Iterator<Instant> times =
        List.of(Instant.ofEpochSecond(100), Instant.ofEpochSecond(107)).iterator();
    InstantSource clock = times::next;
    var loaded =
        new SiteLoader(List.of(), clock, LoadProgress.SILENT).load(site.rows(), Oracle.REVISION);
    LoadReport report = loaded.report();
    assertThat(report.source()).isEqualTo("a site made by hand");
    assertThat(report.duration()).isEqualTo(Duration.ofSeconds(7));
    assertThat(loaded.snapshot().readAt()).isEqualTo(Instant.ofEpochSecond(100));
    assertThat(loaded.snapshot().revision()).isEqualTo(Oracle.REVISION);
    assertThat(report.rows()).containsOnlyKeys(SiteTable.values());
    assertThat(report.rows()).containsEntry(SiteTable.CAPABILITIES, 3L);
    assertThat(report.rows()).containsEntry(SiteTable.CONTEXT, 7L);
    assertThat(report.totalRows())
        .isEqualTo(report.rows().values().stream().mapToLong(Long::longValue).sum());
    assertThat(report.oddities()).isEmpty();
  }

  /** Progress is told at the end of each table, with the sum so far. */
  @Test
  void load_wholeSite_tellsProgress() {
    List<String> told = new ArrayList<>();
    LoadProgress progress =
        (table, rows, totalRows) -> told.add(table + " " + rows + " " + totalRows);
    LoadReport report =
        new SiteLoader(List.of(), Oracle.CLOCK, progress)
            .load(site.rows(), Oracle.REVISION)
            .report();
    assertThat(told).hasSize(SiteTable.values().length);
    assertThat(told.getFirst()).isEqualTo("capabilities 3 3");
    assertThat(told.getLast()).endsWith(" " + report.totalRows());
  }

  /** A large table tells of itself in between. */
  @Test
  void load_largeTable_tellsProgressInBetween() {
    List<Long> told = new ArrayList<>();
    for (int id = 1; id <= 70_000; id++) {
      site.put(
          SiteTable.GROUPS_MEMBERS,
          Map.of("id", Integer.toString(id), "groupid", "1", "userid", "1"));
    }
    LoadProgress progress =
        (table, rows, _) -> {
          if (table.equals("groups_members")) {
            told.add(rows);
          }
        };
    new SiteLoader(List.of(), Oracle.CLOCK, progress).load(site.rows(), Oracle.REVISION);
    assertThat(told).containsExactly(65_536L, 70_000L);
  }

  /** A fact that no database could hold is refused by the place of its row. */
  @Test
  void load_invalidFact_isRefusedByItsRow() {
    site.change("forum", "path", "/1/x");
    assertThatThrownBy(this::load)
        .isInstanceOf(SiteReadException.class)
        .hasCauseInstanceOf(InvalidFactException.class)
        .hasMessageContainingAll(
            "table context",
            "row " + site.contextId("forum"),
            "column path",
            "unparsable path `/1/x`");
  }

  /** What is wrong with a table as a whole is refused by the table. */
  @Test
  void load_noSystemContext_isRefusedByTheTable() {
    site.change(TestSite.SYSTEM, "contextlevel", "40");
    assertThatThrownBy(this::load)
        .isInstanceOf(SiteReadException.class)
        .hasMessageContainingAll("a site made by hand", "table context", "no system context");
  }

  /** §5, §6: so is a setting that is to be an id and is none. */
  @ParameterizedTest
  @CsvSource({
    "siteguest, guest",
    "guestroleid, x",
    "notloggedinroleid, 1.5",
    "defaultuserroleid, ' '",
    "defaultfrontpageroleid, '1,2'"
  })
  void load_malformedSetting_isRefusedByTheTable(String setting, String value) {
    site.set(setting, value);
    assertThatThrownBy(this::load)
        .isInstanceOf(SiteReadException.class)
        .hasMessageContainingAll("table config", "`" + value + "`", "setting `" + setting + "`");
  }

  /** Rows in memory are put and removed by their first column. */
  @Test
  void memoryTables_putAndRemove_changeTheCopyOnly() {
    MemoryTables original = site.rows();
    MemoryTables copy = original.copy();
    copy.put(SiteTable.CONFIG, Map.of("name", "forcelogin", "value", "1")::get);
    copy.remove(SiteTable.CONFIG, Map.of("name", "siteadmins")::get);
    assertThat(Oracle.snapshotOf(copy).settings().forceLogin()).isTrue();
    assertThat(Oracle.snapshotOf(copy).settings().siteAdminIds()).isEmpty();
    assertThat(Oracle.snapshotOf(original).settings().forceLogin()).isFalse();
    assertThat(Oracle.snapshotOf(original).settings().siteAdminIds()).containsExactly(2);
  }

  /** Rows in memory are as strict about numbers as files are. */
  @ParameterizedTest
  @CsvSource({"id, ''", "id, x", "deleted, yes", "id, 9223372036854775809", "deleted, 1.0"})
  void memoryTables_malformedNumber_isRefused(String column, String value) {
    Map<String, String> row = new HashMap<>(Map.of("id", "7", "deleted", "0"));
    row.put(column, value);
    assertThatThrownBy(() -> site.rows().put(SiteTable.USER, row::get))
        .isInstanceOf(SiteReadException.class)
        .hasMessage("user." + column + ": malformed number `" + value + "`");
  }

  /** A copy of tables in memory is made of rows that are each there once. */
  @Test
  void memoryTables_copyOfRecordedSite_loadsTheSame() {
    LoadReport direct = Oracle.load("tiny").report();
    LoadReport copied = Oracle.loader().load(Oracle.rows("tiny"), Oracle.REVISION).report();
    assertThat(copied.rows()).isEqualTo(direct.rows());
    assertThat(copied.oddities()).isEqualTo(direct.oddities());
  }

  /** Before its first row a cursor has none. */
  @Test
  void memoryTables_cursorBeforeTheFirstRow_isAFailureOfTheCaller() {
    try (RowCursor cursor = site.rows().open(SiteTable.USER)) {
      assertThatThrownBy(() -> cursor.numberAt(0)).isInstanceOf(IllegalStateException.class);
      assertThat(cursor.where("id")).contains("table user", "row ?", "column id");
    }
  }

  private SiteLoader.Loaded load() {
    return new SiteLoader(List.of(), Oracle.CLOCK, LoadProgress.SILENT)
        .load(site.rows(), Oracle.REVISION);
  }
}
