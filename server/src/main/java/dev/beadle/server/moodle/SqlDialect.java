package dev.beadle.server.moodle;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;

/** What differs between the databases that Moodle runs on: connecting, SQL and its catalogue. */
enum SqlDialect {
  POSTGRESQL,
  /** MariaDB and MySQL. */
  MARIADB;

  /** The longest wait for an answer, in seconds, unless the URL says otherwise. */
  private static final int ANSWER_TIMEOUT_SECONDS = 300;

  private static final String UNKNOWN_COLUMN = "42S22";

  /**
   * Connects.
   *
   * @throws SQLException if it fails; what it says may quote anything that it was given
   */
  Connection connect(DatabaseAccess access) throws SQLException {
    var properties = new Properties();
    setUnlessEmpty(properties, "user", access.user());
    setUnlessEmpty(properties, "password", access.password());
    DatabaseUrl url = access.parsedUrl();
    Connection connection =
        switch (this) {
          case POSTGRESQL -> connectToPostgresql(url, properties);
          case MARIADB -> connectToMariadb(url, properties);
        };
    if (connection == null) {
      throw new SQLException("the driver does not take URLs of this form");
    }
    return connection;
  }

  // Properties are defaults: in both drivers a parameter of the URL goes before the property.
  private static Connection connectToPostgresql(DatabaseUrl url, Properties properties)
      throws SQLException {
    properties.setProperty("ApplicationName", "beadle");
    properties.setProperty("socketTimeout", Integer.toString(ANSWER_TIMEOUT_SECONDS));
    return connect(new org.postgresql.Driver(), url, properties);
  }

  private static Connection connectToMariadb(DatabaseUrl url, Properties properties)
      throws SQLException {
    properties.setProperty("socketTimeout", Integer.toString(ANSWER_TIMEOUT_SECONDS * 1000));
    // A tinyint(1), such as a group's visibility of 0 to 3, is a number and no bit; and the server
    // must not be able to ask for this machine's files, which it can by default.
    DatabaseUrl fitted = url.with("tinyInt1isBit", "false").with("allowLocalInfile", "false");
    if (url.scheme().equals("mysql")) {
      fitted = fitted.with("permitMysqlScheme", "true");
    }
    return connect(new org.mariadb.jdbc.Driver(), fitted, properties);
  }

  private static Connection connect(Driver driver, DatabaseUrl url, Properties properties)
      throws SQLException {
    return driver.connect(url.text(), properties);
  }

  private static void setUnlessEmpty(Properties properties, String key, String value) {
    if (!value.isEmpty()) {
      properties.setProperty(key, value);
    }
  }

  /**
   * The statements that begin a transaction that cannot write and that sees the database as of its
   * beginning. They hold for this transaction only, so a connection pool in between is left as it
   * was.
   */
  List<String> beginSnapshot() {
    return switch (this) {
      case POSTGRESQL ->
          List.of(
              "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
              // A policy that hides rows is to be an error, not a smaller site.
              "SET LOCAL row_security = off",
              // The moment is that of the first query.
              "SELECT 1");
      case MARIADB ->
          List.of(
              "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
              "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
    };
  }

  /** A name as an identifier, whether or not it is a reserved word. */
  String quoted(String name) {
    return switch (this) {
      case POSTGRESQL -> '"' + name + '"';
      case MARIADB -> '`' + name + '`';
    };
  }

  /**
   * The query for a table's columns: their names, and whether the user may read them. Its parameter
   * is {@link #tableParameter}. No rows when there is no such table.
   */
  String columnsQuery() {
    return switch (this) {
      case POSTGRESQL ->
          """
          SELECT attname, pg_catalog.has_column_privilege(attrelid, attnum, 'SELECT')
          FROM pg_catalog.pg_attribute
          WHERE attrelid = pg_catalog.to_regclass(?) AND attnum > 0 AND NOT attisdropped
          """;
      case MARIADB ->
          """
          SELECT column_name, FIND_IN_SET('select', privileges) > 0
          FROM information_schema.columns
          WHERE table_schema = DATABASE() AND table_name = ?
          """;
    };
  }

  /** The parameter of {@link #columnsQuery} for a table. */
  String tableParameter(String table) {
    return switch (this) {
      case POSTGRESQL -> quoted(table);
      case MARIADB -> table;
    };
  }

  /** The query for the names of the tables that end in its parameter, a LIKE pattern. */
  String tablesQuery() {
    return switch (this) {
      case POSTGRESQL ->
          """
          SELECT relname FROM pg_catalog.pg_class
          WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND relname LIKE ?
            AND pg_catalog.pg_table_is_visible(oid)
          """;
      case MARIADB ->
          """
          SELECT table_name FROM information_schema.tables
          WHERE table_schema = DATABASE() AND table_name LIKE ?
          """;
    };
  }

  /** Whether {@link #columnsQuery} leaves out the columns that the user may not read. */
  boolean hidesUnreadableColumns() {
    return switch (this) {
      case POSTGRESQL -> false;
      case MARIADB -> true;
    };
  }

  /** Whether a statement failed because a column of it does not exist. */
  static boolean isUnknownColumn(SQLException failure) {
    return UNKNOWN_COLUMN.equals(failure.getSQLState());
  }
}
