package dev.beadle.server.store;

import com.zaxxer.hikari.HikariDataSource;
import dev.beadle.server.change.LogUnavailableException;
import dev.beadle.server.moodle.DatabaseAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * The database of a store: its connections, its tables, and transactions in it. Thread-safe; calls
 * block.
 */
final class StoreDatabase implements AutoCloseable {
  /** The number of the lock of whoever makes the tables, in the server's database. */
  static final long MIGRATION_LOCK = CheckpointTurn.LOCK + 1;

  private static final String NOTHING_WRITTEN = "; nothing was written";
  private static final String UNKNOWN =
      "; whether it was written is not known, and is found out by the next look at the log";

  private final StoreDialect dialect;
  private final StoreFailure failure;
  private final StoreSettings settings;
  private final @Nullable FolderLock lock;
  private final Readers readers;
  private final @Nullable HikariDataSource writer;

  /** What is done in a transaction, and what comes of it. */
  @FunctionalInterface
  interface Work<T extends @Nullable Object> {
    T in(Connection connection) throws SQLException;
  }

  /** What is done in a transaction of which nothing comes but that it did not fail. */
  @FunctionalInterface
  interface Step {
    void in(Connection connection) throws SQLException;
  }

  private StoreDatabase(
      StoreAddress address,
      StoreSettings settings,
      @Nullable FolderLock lock,
      Readers readers,
      @Nullable HikariDataSource writer) {
    this.dialect =
        address instanceof StoreAddress.Server ? StoreDialect.POSTGRESQL : StoreDialect.SQLITE;
    this.failure = new StoreFailure(address);
    this.settings = settings;
    this.lock = lock;
    this.readers = readers;
    this.writer = writer;
  }

  /**
   * Opens a database to read and write, and brings its tables up to date.
   *
   * @throws LogUnavailableException if that cannot be done
   */
  static StoreDatabase open(StoreAddress address, StoreSettings settings) {
    var failure = new StoreFailure(address);
    // Not a switch over types: for it the JVM makes a class in each start.
    if (address instanceof StoreAddress.Folder(Path folder)) {
      return openFolder(address, folder, settings, failure);
    }
    DatabaseAccess access = ((StoreAddress.Server) address).access();
    int seconds = (int) settings.statementTimeout().toSeconds();
    migrateInTurn(access, seconds, failure);
    return new StoreDatabase(
        address,
        settings,
        null,
        StoreConnections.postgresqlReaders(access, seconds),
        StoreConnections.postgresqlWriters(access, seconds));
  }

  /**
   * Opens a database to read only; beside another process, if there is one.
   *
   * @throws LogUnavailableException if there is none
   */
  static StoreDatabase openToRead(StoreAddress address, StoreSettings settings) {
    int seconds = (int) settings.statementTimeout().toSeconds();
    return switch (address) {
      case StoreAddress.Folder(Path folder) -> {
        if (!Files.isRegularFile(folder.resolve(StoreConnections.FILE))) {
          throw new StoreFailure(address)
              .saying("no store there (expected: a folder with " + StoreConnections.FILE + ")");
        }
        probe(address, StoreConnections.sqlite(folder, SQLiteConfig.TransactionMode.DEFERRED));
        yield new StoreDatabase(
            address, settings, null, StoreConnections.sqliteReaders(folder), null);
      }
      case StoreAddress.Server(DatabaseAccess access) -> {
        probe(address, StoreConnections.postgresql(access, seconds));
        yield new StoreDatabase(
            address, settings, null, StoreConnections.postgresqlReaders(access, seconds), null);
      }
    };
  }

  /** A pool would try for a while, and then tell of its own troubles. */
  private static void probe(StoreAddress address, DataSource source) {
    try (Connection connection = source.getConnection()) {
      long _ = StoreDialect.number(connection, "SELECT count(*) FROM beadle_log");
    } catch (SQLException refused) {
      throw new StoreFailure(address).at("open the store", refused);
    }
  }

  private static StoreDatabase openFolder(
      StoreAddress address, Path folder, StoreSettings settings, StoreFailure failure) {
    try {
      Files.createDirectories(folder);
    } catch (IOException refused) {
      throw failure.saying("cannot make the folder: " + refused, refused);
    }
    FolderLock lock = FolderLock.take(folder, failure);
    try {
      migrate(StoreConnections.sqlite(folder, SQLiteConfig.TransactionMode.IMMEDIATE), failure);
      return new StoreDatabase(
          address,
          settings,
          lock,
          StoreConnections.sqliteReaders(folder),
          StoreConnections.sqliteWriter(folder));
    } catch (RuntimeException refused) {
      closeQuietly(lock, refused);
      throw refused;
    }
  }

  /**
   * One process after the other. Flyway's own lock comes too late for several that start together
   * on an empty database: one of them finds the history that another has made and not yet written
   * in. The lock ends with its connection.
   */
  private static void migrateInTurn(DatabaseAccess access, int seconds, StoreFailure failure) {
    DataSource source = StoreConnections.postgresql(access, seconds);
    if (SchemaVersion.isNewest(source, failure)) {
      return;
    }
    try (Connection turn = StoreConnections.postgresql(access, 2 * seconds).getConnection();
        Statement statement = turn.createStatement()) {
      statement.execute("SET lock_timeout = '" + seconds + "s'");
      statement.execute("SELECT pg_advisory_lock(" + MIGRATION_LOCK + ")");
      migrate(source, failure);
    } catch (SQLException refused) {
      throw failure.at("make or update the tables", refused);
    }
  }

  private static void migrate(DataSource source, StoreFailure failure) {
    if (SchemaVersion.isNewest(source, failure)) {
      return;
    }
    try {
      Flyway.configure()
          .dataSource(source)
          .locations("classpath:" + SchemaVersion.MIGRATIONS)
          .table(SchemaVersion.HISTORY)
          // A server's database may hold other things already.
          .baselineOnMigrate(true)
          .baselineVersion("0")
          .load()
          .migrate();
    } catch (FlywayException refused) {
      Throwable cause = refused;
      while (cause.getCause() != null && !(cause instanceof SQLException)) {
        cause = cause.getCause();
      }
      if (cause instanceof SQLException sql) {
        throw failure.at("make or update the tables", sql);
      }
      throw failure.saying("cannot make or update the tables: " + refused.getMessage(), refused);
    }
  }

  StoreDialect dialect() {
    return dialect;
  }

  StoreFailure failure() {
    return failure;
  }

  StoreSettings settings() {
    return settings;
  }

  /**
   * Reads, all as of one moment. Of many that read at once, three do and the others wait, for ten
   * seconds at most.
   *
   * @param what is read, for messages: what follows "cannot"
   * @throws LogUnavailableException if it fails
   */
  <T extends @Nullable Object> T read(String what, Work<T> work) {
    try {
      return readers.read(work);
    } catch (SQLException failed) {
      throw failure.at(what, failed);
    }
  }

  /**
   * Reads as {@link #read} does, only to find out whether all is as it should be.
   *
   * @param step throws what is wrong
   * @throws LogUnavailableException if it fails
   */
  void check(String what, Step step) {
    read(what, withoutValue(step));
  }

  /**
   * Writes all, or nothing. One at a time in a folder; on a server others may write meanwhile.
   *
   * @param what is written, for messages: what follows "cannot"
   * @throws LogUnavailableException if it fails; the message says whether it may have been written
   */
  <T extends @Nullable Object> T write(String what, Work<T> work) {
    if (writer == null) {
      throw new IllegalStateException("opened to read only");
    }
    String outcome = NOTHING_WRITTEN;
    try (Connection connection = writer.getConnection()) {
      try {
        T result = work.in(connection);
        outcome = UNKNOWN;
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException failed) {
        rollback(writer, connection, failed);
        throw failed;
      }
    } catch (SQLException failed) {
      throw failure.at(what, failed, wasRefused(failed) ? NOTHING_WRITTEN : outcome);
    }
  }

  /**
   * Writes as {@link #write} does, and gives nothing back.
   *
   * @throws LogUnavailableException if it fails; the message says whether it may have been written
   */
  void perform(String what, Step step) {
    write(what, withoutValue(step));
  }

  /** Work whose value says nothing. */
  private static Work<Boolean> withoutValue(Step step) {
    return connection -> {
      step.in(connection);
      return true;
    };
  }

  /** A statement that may not take longer than the settings say. */
  PreparedStatement prepare(Connection connection, String sql) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      if (dialect == StoreDialect.POSTGRESQL) {
        return statement;
      }
      statement.setQueryTimeout((int) settings.statementTimeout().toSeconds());
      return statement;
    } catch (SQLException refused) {
      statement.close();
      throw refused;
    }
  }

  /** Whether the database says itself that a commit did not happen, rather than falling silent. */
  private static boolean wasRefused(SQLException failed) {
    String state = failed.getSQLState();
    return StoreFailure.isFull(failed)
        || StoreFailure.isBusy(failed)
        || (state != null && !StoreFailure.isConnectionLost(failed) && !state.startsWith("57P"));
  }

  /**
   * After a full disk SQLite has rolled back by itself, of which the driver knows nothing: what
   * comes next on that connection would be in no transaction at all.
   */
  private static void rollback(HikariDataSource pool, Connection connection, Exception reason) {
    try {
      connection.rollback();
    } catch (SQLException alsoFailed) {
      reason.addSuppressed(alsoFailed);
      pool.evictConnection(connection);
    }
  }

  private static void closeQuietly(FolderLock lock, Exception reason) {
    try {
      lock.close();
    } catch (SQLException alsoFailed) {
      reason.addSuppressed(alsoFailed);
    }
  }

  @Override
  public void close() {
    // From the last to the first: nobody else has the folder while something is still open.
    try (FolderLock _ = lock;
        HikariDataSource _ = writer) {
      readers.close();
    } catch (SQLException failed) {
      throw failure.at("close the store", failed);
    }
  }
}
