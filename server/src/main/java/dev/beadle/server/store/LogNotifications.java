package dev.beadle.server.store;

import dev.beadle.server.moodle.DatabaseAccess;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of what other processes write, on a connection and a virtual thread of its own: at once by
 * a notification, and by looking every so often in any case. In a folder there are no others.
 * Thread-safe.
 */
final class LogNotifications implements AutoCloseable {
  static final String CHANNEL = "beadle_log";

  private static final Logger LOG = LoggerFactory.getLogger(LogNotifications.class);
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;
  private static final int PROBE_SECONDS = 5;

  private final @Nullable DatabaseAccess access;
  private final Duration pollInterval;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicBoolean started = new AtomicBoolean();
  private final AtomicReference<@Nullable Connection> listening = new AtomicReference<>();

  /**
   * @param access of the server, or null when nobody else can write
   */
  LogNotifications(@Nullable DatabaseAccess access, Duration pollInterval) {
    this.access = access;
    this.pollInterval = pollInterval;
  }

  void start(Runnable wake) {
    if (!started.compareAndSet(false, true)) {
      throw new IllegalStateException("the log is followed already");
    }
    if (access != null) {
      Thread.ofVirtual().name("log-follower").start(() -> follow(access, wake));
    }
  }

  private void follow(DatabaseAccess server, Runnable wake) {
    long pauseMillis = FIRST_PAUSE_MILLIS;
    while (closed.getCount() > 0) {
      try (Connection connection = connect(server)) {
        listening.set(connection);
        pauseMillis = FIRST_PAUSE_MILLIS;
        listen(connection, wake);
      } catch (SQLException lost) {
        if (closed.getCount() > 0) {
          LOG.atWarn()
              .addKeyValue("sqlState", lost.getSQLState())
              .addKeyValue("retryMillis", pauseMillis)
              .log("the log's notifications are lost for now; connecting again");
          // Whoever reads the log now learns himself whether it can be reached.
          wake.run();
          pause(pauseMillis);
          pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
        }
      } finally {
        listening.set(null);
      }
    }
  }

  private Connection connect(DatabaseAccess server) throws SQLException {
    int silentSeconds = PROBE_SECONDS + (int) pollInterval.toSeconds();
    return StoreConnections.postgresql(server, silentSeconds).getConnection();
  }

  private void listen(Connection connection, Runnable wake) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("LISTEN " + CHANNEL);
    }
    PGConnection notified = connection.unwrap(PGConnection.class);
    while (closed.getCount() > 0) {
      // Also at first: what was written before the connection listened has been told to nobody.
      wake.run();
      int millis = (int) Math.min(Integer.MAX_VALUE, pollInterval.toMillis());
      if (notified.getNotifications(millis).length == 0 && !connection.isValid(PROBE_SECONDS)) {
        throw new SQLException("the connection is dead", "08006");
      }
    }
  }

  private void pause(long millis) {
    try {
      // The answer does not matter: the loop looks again.
      boolean _ = closed.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      closed.countDown();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    Connection connection = listening.get();
    if (connection != null) {
      try {
        connection.abort(Runnable::run);
      } catch (SQLException failed) {
        LOG.atDebug().addKeyValue("sqlState", failed.getSQLState()).log("not closed in order");
      }
    }
  }
}
