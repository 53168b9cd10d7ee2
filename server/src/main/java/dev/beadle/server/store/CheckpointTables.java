package dev.beadle.server.store;

import dev.beadle.server.model.SiteTable;
import dev.beadle.server.moodle.RowCursor;
import dev.beadle.server.moodle.SiteReadException;
import dev.beadle.server.moodle.TableSource;
import dev.beadle.server.store.CheckpointHeader.StoredTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The tables of a site as a checkpoint holds them. */
final class CheckpointTables implements TableSource {
  private final StoreDatabase database;
  private final long checkpoint;
  private final CheckpointHeader header;

  CheckpointTables(StoreDatabase database, long checkpoint, CheckpointHeader header) {
    this.database = database;
    this.checkpoint = checkpoint;
    this.header = header;
  }

  @Override
  public RowCursor open(SiteTable table) {
    return new CheckpointCursor(this, header.of(table));
  }

  @Override
  public String description() {
    return "the checkpoint of revision " + header.revision().token();
  }

  @Override
  public void close() {
    // Each table is closed by whoever reads it.
  }

  /**
   * One chunk, verified.
   *
   * @throws SiteReadException if it is missing or damaged
   */
  Chunk chunk(StoredTable table, long number) {
    byte[] bytes =
        database.read("read a checkpoint", connection -> bytes(connection, table, number));
    try {
      return Chunk.read(bytes, table, number);
    } catch (SiteReadException damaged) {
      throw new SiteReadException(where(table, number) + ": " + damaged.getMessage(), damaged);
    }
  }

  String where(StoredTable table, long number) {
    return description() + ", chunk " + number + " (" + table.table().tableName() + ")";
  }

  private byte[] bytes(Connection connection, StoredTable table, long number) throws SQLException {
    try (PreparedStatement query =
        database.prepare(
            connection,
            "SELECT crc, bytes FROM beadle_checkpoint_chunk"
                + " WHERE checkpoint = ? AND number = ?")) {
      query.setLong(1, checkpoint);
      query.setLong(2, number);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw new SiteReadException(where(table, number) + ": is missing");
        }
        byte[] bytes = row.getBytes(2);
        if (bytes == null || Chunk.crc(bytes) != row.getLong(1)) {
          throw new SiteReadException(where(table, number) + ": its checksum is wrong");
        }
        return bytes;
      }
    }
  }
}
