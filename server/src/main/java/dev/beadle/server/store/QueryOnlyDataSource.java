package dev.beadle.server.store;

import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteOpenMode;

/**
 * Connections to a folder's database that cannot write to it, nor make it, and read in
 * transactions. Thread-safe.
 */
final class QueryOnlyDataSource extends SQLiteDataSource {
  QueryOnlyDataSource(SQLiteConfig config) {
    super(config);
    config.resetOpenMode(SQLiteOpenMode.CREATE);
  }

  @Override
  public SQLiteConnection getConnection(@Nullable String user, @Nullable String password)
      throws SQLException {
    SQLiteConnection connection = super.getConnection(user, password);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA query_only = 1");
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException | RuntimeException refused) {
      try {
        connection.close();
      } catch (SQLException alsoFailed) {
        refused.addSuppressed(alsoFailed);
      }
      throw refused;
    }
  }
}
