package dev.beadle.server.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The log as a whole: where it begins and ends.
 *
 * @param format of the tables' contents
 * @param base the end before the first entry that is kept
 * @param head the last entry, or the base when there is none
 */
record LogHead(String identity, long format, LogEnd base, LogEnd head) {
  /** The only format so far. */
  static final long FORMAT = 1;

  private static final String QUERY =
      "SELECT identity, format, base_position, base_checksum, head_position, head_checksum"
          + " FROM beadle_log WHERE slot = 1";

  /**
   * One end of the log.
   *
   * @param checksum of the entry at the position; of the log's name where there never was one
   */
  record LogEnd(long position, long checksum) {}

  /** The log of a store, or null while the store is empty. */
  static @Nullable LogHead find(Connection connection) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(QUERY);
        ResultSet row = query.executeQuery()) {
      if (!row.next()) {
        return null;
      }
      return new LogHead(
          row.getString(1),
          row.getLong(2),
          new LogEnd(row.getLong(3), row.getLong(4)),
          new LogEnd(row.getLong(5), row.getLong(6)));
    }
  }

  /**
   * The log, which is still the one of this identity.
   *
   * @throws dev.beadle.server.change.LogUnavailableException if it is not
   */
  static LogHead require(Connection connection, String identity, StoreFailure failure)
      throws SQLException {
    LogHead found = find(connection);
    if (found == null || !found.identity.equals(identity)) {
      throw failure.saying(
          "log "
              + identity
              + " is gone: the store was replaced by "
              + (found == null ? "an empty one" : "log " + found.identity)
              + " (start again)");
    }
    return found;
  }
}
