package dev.beadle.server.store;

import dev.beadle.server.graph.FactCursor;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotRows;
import dev.beadle.server.model.SiteTable;
import dev.beadle.server.moodle.LoadProgress;
import dev.beadle.server.store.CheckpointHeader.StoredTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Writes the chunks of one checkpoint, some at a time. Not thread-safe; used once. */
final class CheckpointWriter {
  /** Chunks of one transaction, while which nobody else writes to a folder. */
  private static final int CHUNKS_PER_WRITE = 4;

  private final StoreDatabase database;
  private final long checkpoint;
  private final LoadProgress progress;
  private final List<byte[]> waiting = new ArrayList<>();
  private long chunks;
  private long totalRows;
  private long bytes;

  CheckpointWriter(StoreDatabase database, long checkpoint, LoadProgress progress) {
    this.database = database;
    this.checkpoint = checkpoint;
    this.progress = progress;
  }

  /** Writes all rows; what comes back makes the checkpoint complete. */
  CheckpointHeader write(PolicySnapshot snapshot) {
    List<StoredTable> tables = new ArrayList<>();
    for (SiteTable table : SiteTable.values()) {
      tables.add(write(table, SnapshotRows.of(snapshot, table)));
    }
    writeWaiting();
    return new CheckpointHeader(
        snapshot.revision(), snapshot.lastIds(), snapshot.capabilities().deprecated(), tables);
  }

  /** The bytes of all chunks so far. */
  long bytes() {
    return bytes;
  }

  private StoredTable write(SiteTable table, FactCursor rows) {
    long firstChunk = chunks;
    long count = 0;
    var chunk = new ChunkWriter(table);
    while (rows.next()) {
      if (!chunk.hasRoomFor(rows)) {
        finish(chunk);
        progress.read(table.tableName(), count, totalRows + count);
      }
      chunk.add(rows);
      count++;
    }
    if (chunk.rows() > 0) {
      finish(chunk);
    }
    totalRows += count;
    progress.read(table.tableName(), count, totalRows);
    return StoredTable.of(table, count, firstChunk, chunks - firstChunk);
  }

  private void finish(ChunkWriter chunk) {
    byte[] finished = chunk.finish(chunks++);
    bytes += finished.length;
    waiting.add(finished);
    if (waiting.size() == CHUNKS_PER_WRITE) {
      writeWaiting();
    }
  }

  private void writeWaiting() {
    database.perform("write a checkpoint", this::insert);
    waiting.clear();
  }

  private void insert(Connection connection) throws SQLException {
    try (PreparedStatement insertion =
        database.prepare(
            connection,
            "INSERT INTO beadle_checkpoint_chunk (checkpoint, number, crc, bytes)"
                + " VALUES (?, ?, ?, ?)")) {
      for (int i = 0; i < waiting.size(); i++) {
        byte[] bytes = waiting.get(i);
        insertion.setLong(1, checkpoint);
        insertion.setLong(2, chunks - waiting.size() + i);
        insertion.setLong(3, Chunk.crc(bytes));
        insertion.setBytes(4, bytes);
        insertion.executeUpdate();
      }
    }
  }
}
