package dev.beadle.server.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What SQLite and PostgreSQL do not do alike. */
enum StoreDialect {
  /** Embedded; one process. */
  SQLITE {
    @Override
    void tell(Connection connection, String revision) {
      // There is nobody else.
    }

    @Override
    void keepOthersFromLog(Connection connection) {
      // A transaction that writes is the only one from its beginning.
    }

    @Override
    long sizeInBytes(Connection connection) throws SQLException {
      return number(connection, "PRAGMA page_count") * number(connection, "PRAGMA page_size");
    }
  },
  /** On a server; shared by several processes. */
  POSTGRESQL {
    @Override
    void tell(Connection connection, String revision) throws SQLException {
      try (PreparedStatement notify = connection.prepareStatement("SELECT pg_notify(?, ?)")) {
        notify.setString(1, LogNotifications.CHANNEL);
        notify.setString(2, revision);
        notify.execute();
      }
    }

    @Override
    void keepOthersFromLog(Connection connection) throws SQLException {
      try (Statement lock = connection.createStatement()) {
        lock.execute("LOCK TABLE beadle_log IN EXCLUSIVE MODE");
      }
    }

    @Override
    long sizeInBytes(Connection connection) throws SQLException {
      return number(
          connection,
          "SELECT pg_total_relation_size('beadle_log_entry')"
              + " + pg_total_relation_size('beadle_checkpoint_chunk')");
    }
  };

  /** Tells the other processes, once the transaction is committed, that there is something new. */
  abstract void tell(Connection connection, String revision) throws SQLException;

  /** From now on until the end of the transaction nobody else starts a log or writes to it. */
  abstract void keepOthersFromLog(Connection connection) throws SQLException;

  /** What log and checkpoints take. */
  abstract long sizeInBytes(Connection connection) throws SQLException;

  static long number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      return result.next() ? result.getLong(1) : 0;
    }
  }
}
