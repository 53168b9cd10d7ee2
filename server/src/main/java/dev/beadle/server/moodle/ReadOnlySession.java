package dev.beadle.server.moodle;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A connection to Moodle's database in one transaction, which cannot write and sees the database as
 * of its beginning. Confined to one thread.
 */
final class ReadOnlySession implements AutoCloseable {
  private final DatabaseAccess access;
  private final SqlDialect dialect;
  private final DriverFailure failures;
  private final Connection connection;

  private ReadOnlySession(DatabaseAccess access, DriverFailure failures, Connection connection) {
    this.access = access;
    this.dialect = access.parsedUrl().dialect();
    this.failures = failures;
    this.connection = connection;
  }

  /**
   * Connects and begins the transaction.
   *
   * @throws SiteReadException if it fails
   */
  static ReadOnlySession open(DatabaseAccess access) {
    var failures = new DriverFailure(access);
    ReadOnlySession session;
    try {
      Connection connection = access.parsedUrl().dialect().connect(access);
      session = new ReadOnlySession(access, failures, connection);
    } catch (SQLException | RuntimeException failed) {
      // MariaDB's driver refuses a parameter's value with a runtime exception.
      throw failures.at(": cannot connect", failed);
    }
    try {
      session.begin();
      return session;
    } catch (SQLException failed) {
      session.close();
      throw failures.at(": cannot begin a read-only transaction", failed);
    }
  }

  private void begin() throws SQLException {
    connection.setAutoCommit(false);
    connection.setReadOnly(true);
    try (Statement statement = connection.createStatement()) {
      for (String sql : dialect.beginSnapshot()) {
        statement.execute(sql);
      }
    }
  }

  Connection connection() {
    return connection;
  }

  SqlDialect dialect() {
    return dialect;
  }

  String prefix() {
    return access.prefix();
  }

  /** The database, for people. */
  String description() {
    return access.description();
  }

  /** An exception that says where in this database, and what the driver said. */
  SiteReadException failure(String where, SQLException failed) {
    return failures.at(where, failed);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException _) {
      // Nothing was written and what was read is whole: there is nothing to lose.
    }
  }
}
