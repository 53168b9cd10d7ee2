package dev.beadle.server.store;

import com.zaxxer.hikari.HikariDataSource;
import dev.beadle.server.store.StoreDatabase.Work;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Transactions that read, a few at a time: of many that come at once the others wait, for ten
 * seconds at most. Thread-safe; calls block.
 */
interface Readers extends AutoCloseable {
  /**
   * Does what is to be done in a transaction of its own.
   *
   * @throws SQLException if it fails, or has waited too long for its turn
   */
  <T extends @Nullable Object> T read(Work<T> work) throws SQLException;

  @Override
  void close() throws SQLException;

  /** Those of a server's pool, which bounds them itself. */
  static Readers of(HikariDataSource pool) {
    return new Readers() {
      @Override
      public <T extends @Nullable Object> T read(Work<T> work) throws SQLException {
        try (Connection connection = pool.getConnection()) {
          T result = work.in(connection);
          connection.rollback();
          return result;
        }
      }

      @Override
      public void close() {
        pool.close();
      }
    };
  }
}
