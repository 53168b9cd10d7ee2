package dev.beadle.server.store;

import com.zaxxer.hikari.HikariDataSource;
import dev.beadle.server.moodle.DatabaseAccess;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** How the two databases are connected to. Stateless. */
final class StoreConnections {
  static final String FILE = "beadle.db";

  /** How long to wait for another transaction of this process, or for a reader's lock. */
  private static final int BUSY_MILLIS = 10_000;

  private static final int CONNECT_SECONDS = 10;

  /** So that a write-ahead log that once grew large does not stay so. */
  private static final int KEPT_WAL_BYTES = 64 << 20;

  private static final int POSTGRESQL_CONNECTIONS = 3;

  private StoreConnections() {}

  static DataSource sqlite(Path folder, SQLiteConfig.TransactionMode mode) {
    return at(folder, new SQLiteDataSource(sqliteConfig(mode)));
  }

  static Readers sqliteReaders(Path folder) {
    SQLiteConfig config = sqliteConfig(SQLiteConfig.TransactionMode.DEFERRED);
    return new FolderReaders(at(folder, new QueryOnlyDataSource(config)));
  }

  private static SQLiteDataSource at(Path folder, SQLiteDataSource source) {
    source.setUrl("jdbc:sqlite:" + folder.resolve(FILE));
    return source;
  }

  private static SQLiteConfig sqliteConfig(SQLiteConfig.TransactionMode mode) {
    var config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    // A commit has reached the disk when it returns.
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setJournalSizeLimit(KEPT_WAL_BYTES);
    config.setBusyTimeout(BUSY_MILLIS);
    config.setTransactionMode(mode);
    return config;
  }

  /**
   * @param timeoutSeconds how long the server may stay silent
   */
  static PGSimpleDataSource postgresql(DatabaseAccess access, int timeoutSeconds) {
    var source = new PGSimpleDataSource();
    source.setUrl(access.url());
    if (!access.user().isEmpty()) {
      source.setUser(access.user());
    }
    if (!access.password().isEmpty()) {
      source.setPassword(access.password());
    }
    source.setApplicationName("beadle");
    source.setConnectTimeout(CONNECT_SECONDS);
    source.setLoginTimeout(CONNECT_SECONDS);
    source.setSocketTimeout(timeoutSeconds);
    source.setTcpKeepAlive(true);
    return source;
  }

  /** The only connection that writes to a folder's database. */
  static HikariDataSource sqliteWriter(Path folder) {
    return pool(sqlite(folder, SQLiteConfig.TransactionMode.IMMEDIATE), "writer", 1);
  }

  /** Connections each of whose transactions sees the store as of one moment. */
  static Readers postgresqlReaders(DatabaseAccess access, int timeoutSeconds) {
    HikariDataSource pool = postgresqlPool(access, timeoutSeconds, "reader");
    pool.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
    pool.setReadOnly(true);
    return Readers.of(pool);
  }

  static HikariDataSource postgresqlWriters(DatabaseAccess access, int timeoutSeconds) {
    HikariDataSource pool = postgresqlPool(access, timeoutSeconds, "writer");
    pool.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    return pool;
  }

  private static HikariDataSource postgresqlPool(
      DatabaseAccess access, int timeoutSeconds, String name) {
    HikariDataSource pool =
        pool(
            postgresql(access, 2 * timeoutSeconds + CONNECT_SECONDS), name, POSTGRESQL_CONNECTIONS);
    // A process that is stopped in the middle of a write must not stop the others for long.
    pool.setConnectionInitSql(
        "SET statement_timeout = '%ds'; SET lock_timeout = '%ds';"
                .formatted(timeoutSeconds, timeoutSeconds)
            + " SET idle_in_transaction_session_timeout = '"
            + Math.max(1, timeoutSeconds / 3)
            + "s'; SET synchronous_commit = on");
    return pool;
  }

  /** A pool, which connects when it is first asked. */
  private static HikariDataSource pool(DataSource source, String name, int connections) {
    var pool = new HikariDataSource();
    pool.setPoolName("beadle-" + name);
    pool.setDataSource(source);
    pool.setAutoCommit(false);
    pool.setMaximumPoolSize(connections);
    pool.setMinimumIdle(1);
    pool.setConnectionTimeout(CONNECT_SECONDS * 1000L);
    // The pool must not keep a program from starting: who asks first is told.
    pool.setInitializationFailTimeout(-1);
    return pool;
  }
}
