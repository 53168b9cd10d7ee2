package dev.beadle.server.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * Keeps a second process off a folder, until it is closed or the process ends in whatever way. It
 * is the lock of an empty database, since SQLite sees to it that no other file that this process
 * opens or closes gives it away. Thread-safe.
 */
final class FolderLock implements AutoCloseable {
  static final String FILE = "beadle.lock";

  private final Connection connection;

  private FolderLock(Connection connection) {
    this.connection = connection;
  }

  /**
   * Takes the lock of a folder, or says that somebody has it.
   *
   * @throws dev.beadle.server.change.LogUnavailableException if it cannot be had
   */
  static FolderLock take(Path folder, StoreFailure failure) {
    var config = new SQLiteConfig();
    config.setBusyTimeout(0);
    var source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + folder.resolve(FILE));
    try {
      Connection connection = source.getConnection();
      try (Statement statement = connection.createStatement()) {
        statement.execute("BEGIN EXCLUSIVE");
        return new FolderLock(connection);
      } catch (SQLException taken) {
        connection.close();
        throw taken;
      }
    } catch (SQLException refused) {
      if (StoreFailure.isBusy(refused)) {
        throw failure.saying(
            "another process uses this folder (stop it first, or ask it: one process at a time"
                + " owns a folder)",
            refused);
      }
      throw failure.at("lock the folder", refused);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
