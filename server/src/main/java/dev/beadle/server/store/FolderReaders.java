package dev.beadle.server.store;

import dev.beadle.server.store.StoreDatabase.Work;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Those of a folder's database. Their connections are opened when they are first needed, and stay:
 * with the last one SQLite would remove the files that the others need, which on a full disk cannot
 * be made again.
 *
 * <p>Not a HikariCP pool, which takes 40 ms of each start for three connections to a file.
 */
final class FolderReaders implements Readers {
  private static final int MOST = 3;
  private static final int PATIENCE_SECONDS = 10;

  private final DataSource source;
  private final Semaphore turns = new Semaphore(MOST, true);
  private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean isClosed;

  FolderReaders(DataSource source) {
    this.source = source;
  }

  @Override
  public <T extends @Nullable Object> T read(Work<T> work) throws SQLException {
    awaitTurn();
    try {
      if (isClosed) {
        throw new SQLException("the store is closed");
      }
      Connection known = idle.pollFirst();
      return read(known != null ? known : source.getConnection(), work);
    } finally {
      turns.release();
    }
  }

  private void awaitTurn() throws SQLException {
    try {
      if (!turns.tryAcquire() && !turns.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new SQLTimeoutException(
            "no turn within %d s (%d read at a time)".formatted(PATIENCE_SECONDS, MOST));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted while it waited for its turn", stopped);
    }
  }

  private <T extends @Nullable Object> T read(Connection connection, Work<T> work)
      throws SQLException {
    T result;
    try {
      result = work.in(connection);
    } catch (SQLException | RuntimeException | Error failed) {
      try {
        giveBack(connection);
      } catch (SQLException alsoFailed) {
        failed.addSuppressed(alsoFailed);
      }
      throw failed;
    }
    giveBack(connection);
    return result;
  }

  /** A connection that cannot end its transaction is of no use any more. */
  private void giveBack(Connection connection) throws SQLException {
    try {
      connection.rollback();
    } catch (SQLException failed) {
      connection.close();
      throw failed;
    }
    if (isClosed) {
      connection.close();
    } else {
      idle.addFirst(connection);
    }
  }

  /** Those that read are waited for, and who comes later is refused. */
  @Override
  public void close() throws SQLException {
    isClosed = true;
    boolean haveAllTurns = false;
    boolean wasInterrupted = false;
    try {
      haveAllTurns = turns.tryAcquire(MOST, PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      wasInterrupted = true;
    }
    for (Connection connection = idle.pollFirst();
        connection != null;
        connection = idle.pollFirst()) {
      connection.close();
    }
    if (haveAllTurns) {
      // Whoever comes later is refused at once, rather than made to wait.
      turns.release(MOST);
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
