package dev.beadle.server.moodle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.beadle.server.model.Revision;
import dev.beadle.server.model.SiteTable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads dumps of real sites from a real PostgreSQL. */
class JdbcTablesTest {
  private static final String CANARY = "c4nary-Passw0rd";

  /** More than the rows that are held at a time. */
  private static final int MANY_ROWS = 25_000;

  @TempDir private static Path folder;
  private static PgSites sites;

  @BeforeAll
  static void startServer() throws IOException, SQLException {
    sites = PgSites.start(folder, CANARY);
    sites.restore("tiny");
    sites.restore("quirks");
  }

  @AfterAll
  static void stopServer() throws IOException {
    sites.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny", "quirks"})
  void open_everyTable_givesTheRowsOfTheExport(String site) {
    try (var tables = JdbcTables.open(access(site));
        var export = SiteRows.exportOf(site)) {
      for (SiteTable table : SiteTable.values()) {
        assertThat(SiteRows.of(tables, table))
            .as(table.tableName())
            .isNotEmpty()
            .isEqualTo(SiteRows.of(export, table));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny", "quirks"})
  void load_database_readsWhatTheExportGives(String site) {
    var loader = new SiteLoader(List.of(), InstantSource.system(), LoadProgress.SILENT);
    try (var tables = JdbcTables.open(access(site));
        var export = SiteRows.exportOf(site)) {
      LoadReport fromDatabase = loader.load(tables, new Revision("test", 1)).report();
      LoadReport fromExport = loader.load(export, new Revision("test", 1)).report();
      assertThat(withoutConfig(fromDatabase)).isEqualTo(withoutConfig(fromExport));
      assertThat(fromDatabase.oddities()).isEqualTo(fromExport.oddities());
      assertThat(fromDatabase.source()).isEqualTo(access(site).description());
    }
  }

  @Test
  void open_optionalColumnPresent_isRead() {
    try (var tables = JdbcTables.open(access("tiny"));
        RowCursor row = tables.open(SiteTable.COURSE_CATEGORIES)) {
      int name = SiteTable.COURSE_CATEGORIES.positionOf("name");
      List<String> names = new ArrayList<>();
      while (row.next()) {
        names.add(row.textAt(name));
      }
      assertThat(names).contains("Category 1");
    }
  }

  @Test
  void open_config_asksForNoOtherSetting() throws SQLException {
    String site = sites.copyOf("tiny");
    sites.execute(site, "INSERT INTO mdl_config (name, value) VALUES ('anothersecret', 'secret')");
    try (var tables = JdbcTables.open(access(site));
        RowCursor row = tables.open(SiteTable.CONFIG)) {
      List<String> names = new ArrayList<>();
      while (row.next()) {
        names.add(row.textAt(0));
      }
      assertThat(names).contains("siteadmins").doesNotContain("anothersecret");
    }
  }

  /** Blanks are a password, as in PHP. */
  @Test
  void open_secret_tellsOnlyWhetherItIsThere() throws SQLException {
    String site = sites.copyOf("tiny");
    sites.execute(site, "DELETE FROM mdl_enrol WHERE id > 4");
    sites.execute(site, "UPDATE mdl_enrol SET password = NULL WHERE id = 1");
    sites.execute(site, "UPDATE mdl_enrol SET password = '' WHERE id = 2");
    sites.execute(site, "UPDATE mdl_enrol SET password = 'letmein' WHERE id = 3");
    sites.execute(site, "UPDATE mdl_enrol SET password = '  ' WHERE id = 4");
    try (var tables = JdbcTables.open(access(site))) {
      assertThat(SiteRows.of(tables, SiteTable.ENROL))
          .satisfiesExactly(
              row -> assertThat(row).startsWith("id=1 ").endsWith(" password=0 "),
              row -> assertThat(row).startsWith("id=2 ").endsWith(" password=0 "),
              row -> assertThat(row).startsWith("id=3 ").endsWith(" password=1 "),
              row -> assertThat(row).startsWith("id=4 ").endsWith(" password=1 "));
    }
  }

  @Test
  void open_emptyPrefix_readsReservedWordsAsNames() throws SQLException {
    String site = sites.copyOf("tiny");
    sites.execute(site, "ALTER TABLE mdl_user RENAME TO \"user\"");
    sites.execute(site, "ALTER TABLE mdl_groups RENAME TO \"groups\"");
    try (var tables = JdbcTables.open(access(site, ""));
        var export = SiteRows.exportOf("tiny")) {
      assertThat(SiteRows.of(tables, SiteTable.USER))
          .isEqualTo(SiteRows.of(export, SiteTable.USER));
      assertThat(SiteRows.of(tables, SiteTable.GROUPS))
          .isEqualTo(SiteRows.of(export, SiteTable.GROUPS));
    }
  }

  @Test
  void open_optionalColumnsAbsent_areReadAsNothing() throws SQLException {
    String site = sites.copyOf("tiny");
    sites.execute(site, "ALTER TABLE mdl_user DROP COLUMN username, DROP COLUMN suspended");
    try (var tables = JdbcTables.open(access(site))) {
      assertThat(SiteRows.of(tables, SiteTable.USER))
          .isNotEmpty()
          .allSatisfy(row -> assertThat(row).contains("username=\"\"").contains("suspended=0"));
    }
  }

  @Test
  void open_nulls_areNothingButInKeys() throws SQLException {
    String site = sites.copyOf("tiny");
    sites.execute(
        site, "ALTER TABLE mdl_role ALTER name DROP NOT NULL, ALTER sortorder DROP NOT NULL");
    sites.execute(site, "UPDATE mdl_role SET name = NULL, sortorder = NULL");
    sites.execute(site, "ALTER TABLE mdl_context ALTER instanceid DROP NOT NULL");
    sites.execute(site, "UPDATE mdl_context SET instanceid = NULL WHERE id = 1");
    try (var tables = JdbcTables.open(access(site))) {
      assertThat(SiteRows.of(tables, SiteTable.ROLE))
          .allSatisfy(row -> assertThat(row).contains(" name=\"\"").contains("sortorder=0"));
      assertThatExceptionOfType(SiteReadException.class)
          .isThrownBy(() -> SiteRows.of(tables, SiteTable.CONTEXT))
          .withMessage(
              tables.description()
                  + ", table mdl_context, id 1, column instanceid: nothing there (expected: a"
                  + " whole number)");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.5", "one", "99999999999999999999", " 1"})
  void open_noWholeNumber_isRefusedWithItsRow(String value) throws SQLException {
    String site = sites.copyOf("tiny");
    sites.execute(site, "ALTER TABLE mdl_role ALTER sortorder DROP DEFAULT");
    sites.execute(site, "ALTER TABLE mdl_role ALTER sortorder TYPE text");
    sites.execute(site, "UPDATE mdl_role SET sortorder = '" + value + "' WHERE id = 3");
    try (var tables = JdbcTables.open(access(site))) {
      assertThatExceptionOfType(SiteReadException.class)
          .isThrownBy(() -> SiteRows.of(tables, SiteTable.ROLE))
          .withMessage(
              tables.description()
                  + ", table mdl_role, id 3, column sortorder: malformed number `"
                  + value
                  + "`");
    }
  }

  /** A type that can hold whole numbers, and does, is as good as another. */
  @Test
  void open_numbersOfOtherTypes_areRead() throws SQLException {
    String site = sites.copyOf("tiny");
    sites.execute(site, "ALTER TABLE mdl_role ALTER sortorder DROP DEFAULT");
    sites.execute(site, "ALTER TABLE mdl_role ALTER sortorder TYPE text");
    sites.execute(site, "ALTER TABLE mdl_role ALTER id TYPE numeric(20)");
    try (var tables = JdbcTables.open(access(site));
        var export = SiteRows.exportOf("tiny")) {
      assertThat(SiteRows.of(tables, SiteTable.ROLE))
          .isEqualTo(SiteRows.of(export, SiteTable.ROLE));
    }
  }

  @Test
  void open_numberThatFailsInTheFirstColumn_isRefusedWithTheRowsPlace() throws SQLException {
    String site = sites.copyOf("tiny");
    sites.execute(site, "ALTER TABLE mdl_modules ALTER id TYPE numeric");
    sites.execute(site, "DELETE FROM mdl_modules");
    sites.execute(site, "INSERT INTO mdl_modules (id, name) VALUES (1, 'quiz'), (2.5, 'forum')");
    try (var tables = JdbcTables.open(access(site))) {
      assertThatExceptionOfType(SiteReadException.class)
          .isThrownBy(() -> SiteRows.of(tables, SiteTable.MODULES))
          .withMessage(
              tables.description()
                  + ", table mdl_modules, row 2, column id: malformed number"
                  + " `2.5`");
    }
  }

  @Test
  void where_rowWithoutId_namesItByItsFirstColumn() {
    try (var tables = JdbcTables.open(access("tiny"));
        RowCursor row = tables.open(SiteTable.CONFIG)) {
      assertThat(row.next()).isTrue();
      assertThat(row.where("value"))
          .isEqualTo(
              tables.description()
                  + ", table mdl_config, name "
                  + row.textAt(0)
                  + ", column value");
    }
  }

  @Test
  void read_writerCommitsInTheMiddle_isNotSeen() throws SQLException {
    String site = sites.copyOf("tiny");
    try (var tables = JdbcTables.open(access(site));
        var export = SiteRows.exportOf("tiny")) {
      // Nothing has been read yet, and still this is after the moment.
      sites.execute(site, "DELETE FROM mdl_role_assignments");
      assertThat(SiteRows.of(tables, SiteTable.ROLE))
          .isEqualTo(SiteRows.of(export, SiteTable.ROLE));
      sites.execute(site, "UPDATE mdl_role SET archetype = 'manager', sortorder = sortorder + 100");
      sites.execute(site, "INSERT INTO mdl_modules (id, name) VALUES (777, 'late')");
      for (SiteTable table : SiteTable.values()) {
        assertThat(SiteRows.of(tables, table))
            .as(table.tableName())
            .isEqualTo(SiteRows.of(export, table));
      }
    }
    try (var later = JdbcTables.open(access(site))) {
      assertThat(SiteRows.of(later, SiteTable.ROLE_ASSIGNMENTS)).isEmpty();
    }
  }

  @Test
  void read_writerCommitsWhileATableIsRead_isNotSeen() throws SQLException {
    String site = sites.copyOf("tiny");
    fillRoleNames(site);
    try (var tables = JdbcTables.open(access(site));
        RowCursor row = tables.open(SiteTable.ROLE_NAMES)) {
      assertThat(row.next()).isTrue();
      sites.execute(site, "DELETE FROM mdl_role_names");
      int rows = 1;
      while (row.next()) {
        rows++;
      }
      assertThat(rows).isEqualTo(MANY_ROWS);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO mdl_modules (id, name) VALUES (777, 'own')",
        "UPDATE mdl_role SET sortorder = 0",
        "DELETE FROM mdl_role",
        "DROP TABLE mdl_role",
        "CREATE TABLE own (id int)"
      })
  void session_anyWrite_isRefused(String write) throws SQLException {
    try (var session = ReadOnlySession.open(access("tiny"));
        Statement statement = session.connection().createStatement()) {
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> statement.execute(write))
          .withMessageContaining("read-only transaction");
    }
  }

  /** The option makes the driver's own switch do nothing: the transaction's must hold. */
  @Test
  void session_driverIgnoresReadOnly_writeIsRefusedAllTheSame() throws SQLException {
    String url = sites.urlOf("tiny") + "?user=postgres&readOnlyMode=ignore";
    try (var session = ReadOnlySession.open(DatabaseAccess.of(url, "mdl_", Map.of(), null));
        Statement statement = session.connection().createStatement()) {
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> statement.execute("DELETE FROM mdl_role"))
          .withMessageContaining("read-only transaction");
    }
  }

  @Test
  void session_secondTransaction_isReadOnlyToo() throws SQLException {
    try (var session = ReadOnlySession.open(access("tiny"));
        Statement statement = session.connection().createStatement()) {
      session.connection().rollback();
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> statement.execute("DELETE FROM mdl_role"))
          .withMessageContaining("read-only transaction");
    }
  }

  @Test
  void open_tableMissing_saysWhich() throws SQLException {
    String site = sites.copyOf("tiny");
    sites.execute(site, "DROP TABLE mdl_groupings");
    try (var tables = JdbcTables.open(access(site))) {
      assertThatExceptionOfType(SiteReadException.class)
          .isThrownBy(() -> tables.open(SiteTable.GROUPINGS))
          .withMessage(
              tables.description()
                  + ": no table `mdl_groupings` (Moodle's `groupings` with the prefix `mdl_`);"
                  + " other tables of Moodle's with this prefix are there");
      // The refusal leaves the connection as it was.
      assertThat(SiteRows.of(tables, SiteTable.ROLE)).isNotEmpty();
    }
  }

  @Test
  void open_columnMissing_saysWhich() throws SQLException {
    String site = sites.copyOf("tiny");
    sites.execute(site, "ALTER TABLE mdl_groups DROP COLUMN visibility");
    try (var tables = JdbcTables.open(access(site))) {
      assertThatExceptionOfType(SiteReadException.class)
          .isThrownBy(() -> tables.open(SiteTable.GROUPS))
          .withMessage(tables.description() + ", table mdl_groups: missing column `visibility`");
    }
  }

  @Test
  void open_wrongPrefix_namesTheRightOne() {
    try (var tables = JdbcTables.open(access("tiny", "moodle_"))) {
      assertThatExceptionOfType(SiteReadException.class)
          .isThrownBy(() -> tables.open(SiteTable.CAPABILITIES))
          .withMessageContaining(tables.description() + ": no table `moodle_capabilities`")
          .withMessageContaining("`--table-prefix=mdl_`");
    }
  }

  @Test
  void open_databaseOfAnother_hintsAtPrefixAndRights() {
    try (var tables = JdbcTables.open(access("postgres"))) {
      assertThatExceptionOfType(SiteReadException.class)
          .isThrownBy(() -> tables.open(SiteTable.CAPABILITIES))
          .withMessageContaining("no table `mdl_capabilities`")
          .withMessageContaining("--table-prefix");
    }
  }

  /** A reader who may see no more than what decides is enough; a right that lacks is told. */
  @Test
  void open_readerOfSomeColumns_readsThemAndHearsWhatLacks() throws SQLException {
    String site = sites.copyOf("tiny");
    sites.execute(site, "GRANT SELECT (id, username, deleted) ON mdl_user TO reader");
    sites.execute(site, "GRANT SELECT (id, name, visible) ON mdl_modules TO reader");
    try (var tables = JdbcTables.open(readerOf(site, CANARY))) {
      assertThat(SiteRows.of(tables, SiteTable.MODULES)).isNotEmpty();
      assertThatExceptionOfType(SiteReadException.class)
          .isThrownBy(() -> tables.open(SiteTable.USER))
          .withMessageStartingWith(
              tables.description() + ", table mdl_user: column `suspended` may not be read");
    }
  }

  /** A policy must not make the site smaller without a word. */
  @Test
  void open_rowsHiddenByPolicy_isRefused() throws SQLException {
    String site = sites.copyOf("tiny");
    sites.execute(site, "GRANT SELECT ON mdl_role TO reader");
    sites.execute(site, "ALTER TABLE mdl_role ENABLE ROW LEVEL SECURITY");
    sites.execute(site, "CREATE POLICY few ON mdl_role USING (id < 3)");
    try (var tables = JdbcTables.open(readerOf(site, CANARY))) {
      assertThatExceptionOfType(SiteReadException.class)
          .isThrownBy(() -> tables.open(SiteTable.ROLE))
          .withMessageContaining("table mdl_role: cannot be read")
          .withMessageContaining("row-level security");
    }
  }

  @Test
  void open_wrongPassword_isRefusedWithoutShowingIt() {
    DatabaseAccess access = readerOf("tiny", "wrong-" + CANARY);
    assertThatExceptionOfType(SiteReadException.class)
        .isThrownBy(() -> JdbcTables.open(access))
        .withMessageStartingWith(access.description() + ": cannot connect: ")
        .withMessageContaining("password authentication failed")
        .satisfies(refused -> assertThat(messagesOf(refused)).noneMatch(m -> m.contains(CANARY)));
  }

  @Test
  void open_noSuchDatabase_isRefused() {
    DatabaseAccess access = access("absent");
    assertThatExceptionOfType(SiteReadException.class)
        .isThrownBy(() -> JdbcTables.open(access))
        .withMessageContaining("database \"absent\" does not exist");
  }

  @Test
  void next_backendTerminated_saysHowFarItCame() throws SQLException {
    String site = sites.copyOf("tiny");
    fillRoleNames(site);
    try (var tables = JdbcTables.open(access(site))) {
      assertThatExceptionOfType(SiteReadException.class)
          .isThrownBy(() -> readWhileTerminating(tables, site))
          .withMessageStartingWith(
              tables.description() + ", table mdl_role_names: broke off after 10000 rows: ")
          .satisfies(refused -> assertThat(refused.getSuppressed()).isEmpty());
      assertThatExceptionOfType(SiteReadException.class)
          .isThrownBy(() -> tables.open(SiteTable.ROLE))
          .withMessageStartingWith(tables.description() + ", table mdl_role: cannot be read: ");
    }
  }

  /** An export has some settings more, which a database is not asked for. */
  private static Map<SiteTable, Long> withoutConfig(LoadReport report) {
    Map<SiteTable, Long> rows = new EnumMap<>(report.rows());
    rows.remove(SiteTable.CONFIG);
    return rows;
  }

  private static void readWhileTerminating(JdbcTables tables, String site) {
    try (RowCursor row = tables.open(SiteTable.ROLE_NAMES)) {
      assertThat(row.next()).isTrue();
      terminateReaderOf(site);
      while (row.next()) {
        assertThat(row.numberAt(0)).isPositive();
      }
    }
  }

  /** Ends the reader's process and waits until it is gone. */
  private static void terminateReaderOf(String site) {
    try (Connection admin = sites.connect("postgres");
        Statement statement = admin.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity"
                    + " WHERE application_name = 'beadle' AND datname = '"
                    + site
                    + "'")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getBoolean(1)).isTrue();
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static void fillRoleNames(String site) throws SQLException {
    sites.execute(site, "DELETE FROM mdl_role_names");
    sites.execute(
        site,
        "INSERT INTO mdl_role_names (id, roleid, contextid, name)"
            + " SELECT n, n, n, 'name ' || n FROM generate_series(1, "
            + MANY_ROWS
            + ") n");
  }

  private static DatabaseAccess access(String database) {
    return access(database, "mdl_");
  }

  private static DatabaseAccess access(String database, String prefix) {
    return DatabaseAccess.of(sites.urlOf(database) + "?user=postgres", prefix, Map.of(), null);
  }

  private static DatabaseAccess readerOf(String database, String password) {
    String url = sites.urlOf(database) + "?user=reader&password=" + password;
    return DatabaseAccess.of(url, "mdl_", Map.of(), null);
  }

  private static List<String> messagesOf(Throwable failure) {
    List<String> messages = new ArrayList<>();
    for (Throwable each = failure; each != null; each = each.getCause()) {
      messages.add(each.toString());
    }
    return messages;
  }
}
