package dev.beadle.server.store;

import dev.beadle.server.change.LogUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to write a checkpoint, which one process of a fleet has at a time. It ends with the
 * connection that took it, in whatever way the process ends. Confined to one thread.
 */
final class CheckpointTurn implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointTurn.class);

  /** The number of the lock, in the server's database: "beadle" in ASCII. */
  static final long LOCK = 0x62_65_61_64_6c_65L;

  private final @Nullable Connection connection;

  private CheckpointTurn(@Nullable Connection connection) {
    this.connection = connection;
  }

  /**
   * Takes the turn, or gives null when another process has it. In a folder there are no others.
   *
   * @throws LogUnavailableException if the server cannot be asked
   */
  static @Nullable CheckpointTurn findFree(StoreAddress address, StoreSettings settings) {
    return switch (address) {
      case StoreAddress.Folder _ -> new CheckpointTurn(null);
      case StoreAddress.Server server -> {
        try {
          yield findFree(server, settings);
        } catch (SQLException failed) {
          throw new StoreFailure(address).at("begin a checkpoint", failed);
        }
      }
    };
  }

  private static @Nullable CheckpointTurn findFree(
      StoreAddress.Server server, StoreSettings settings) throws SQLException {
    int seconds = (int) settings.statementTimeout().toSeconds();
    Connection connection = StoreConnections.postgresql(server.access(), seconds).getConnection();
    try {
      if (take(connection)) {
        return new CheckpointTurn(connection);
      }
    } catch (SQLException failed) {
      connection.close();
      throw failed;
    }
    connection.close();
    return null;
  }

  private static boolean take(Connection connection) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement("SELECT pg_try_advisory_lock(?)")) {
      query.setLong(1, LOCK);
      try (ResultSet row = query.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  @Override
  public void close() {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException lost) {
      // A connection that is lost has no turn either.
      LOG.atDebug().addKeyValue("sqlState", lost.getSQLState()).log("not closed in order");
    }
  }
}
