package dev.beadle.server.store;

import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;

/**
 * Connections to a folder's database that cannot write, each a transaction of its own. They are not
 * pooled: opening one takes a tenth of a millisecond, and to make a pool 40 of each start.
 * Thread-safe.
 */
final class QueryOnlyDataSource extends SQLiteDataSource {
  QueryOnlyDataSource(SQLiteConfig config) {
    super(config);
  }

  @Override
  public SQLiteConnection getConnection(@Nullable String user, @Nullable String password)
      throws SQLException {
    SQLiteConnection connection = super.getConnection(user, password);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA query_only = 1");
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException refused) {
      connection.close();
      throw refused;
    }
  }
}
