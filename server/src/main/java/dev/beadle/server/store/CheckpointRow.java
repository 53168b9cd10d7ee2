package dev.beadle.server.store;

import dev.beadle.server.moodle.SiteReadException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A checkpoint as the table of checkpoints lists it.
 *
 * @param startedAt in milliseconds since 1970
 * @param isComplete whether it counts
 */
record CheckpointRow(long id, String log, long position, long startedAt, boolean isComplete) {
  /** Of unfinished ones there may be some; more than that is not read at once. */
  private static final int MOST = 1000;

  /** All checkpoints of all logs: complete or not, the latest first. */
  static List<CheckpointRow> all(StoreDatabase database, Connection connection)
      throws SQLException {
    try (PreparedStatement query =
        database.prepare(
            connection,
            "SELECT id, log, position, started_at, CASE WHEN header IS NULL THEN 0 ELSE 1 END"
                + " FROM beadle_checkpoint ORDER BY position DESC, id DESC LIMIT "
                + MOST)) {
      List<CheckpointRow> rows = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          rows.add(
              new CheckpointRow(
                  row.getLong(1),
                  row.getString(2),
                  row.getLong(3),
                  row.getLong(4),
                  row.getInt(5) == 1));
        }
      }
      return rows;
    }
  }

  /**
   * What it says of itself.
   *
   * @throws SiteReadException if that is damaged
   */
  CheckpointHeader header(StoreDatabase database, Connection connection) throws SQLException {
    try (PreparedStatement query =
        database.prepare(
            connection, "SELECT header, header_crc FROM beadle_checkpoint WHERE id = ?")) {
      query.setLong(1, id);
      try (ResultSet row = query.executeQuery()) {
        byte[] bytes = row.next() ? row.getBytes(1) : null;
        if (bytes == null || Chunk.crc(bytes) != row.getLong(2)) {
          throw new SiteReadException(
              "the checkpoint at position " + position + ": its header is missing or damaged");
        }
        CheckpointHeader header = CheckpointHeader.read(bytes);
        if (!header.revision().log().equals(log) || header.revision().position() != position) {
          throw new SiteReadException(
              "the checkpoint at position "
                  + position
                  + ": its header is that of "
                  + header.revision().token());
        }
        return header;
      }
    }
  }
}
