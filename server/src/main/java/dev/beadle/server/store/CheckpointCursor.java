package dev.beadle.server.store;

import dev.beadle.server.model.SiteTable;
import dev.beadle.server.moodle.RowCursor;
import dev.beadle.server.moodle.SiteReadException;
import dev.beadle.server.store.CheckpointHeader.StoredTable;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one table of a checkpoint. A thread of its own reads and decodes the chunks ahead, so
 * that whoever builds the graph of the rows need not. Otherwise confined to one thread.
 */
final class CheckpointCursor implements RowCursor {
  private static final int CHUNKS_AHEAD = 3;
  private static final int ABSENT = -1;

  private final CheckpointTables checkpoint;
  private final StoredTable table;
  // Where each column of the table is stored; a column that came later is not.
  private final int[] storedAt;
  private final BlockingQueue<Fetched> ahead = new ArrayBlockingQueue<>(CHUNKS_AHEAD);
  private final @Nullable Thread reader;
  private @Nullable Chunk chunk;
  private long nextChunk;
  private long rowsBefore;
  private int row;

  /** A chunk, or why there is none. */
  private record Fetched(@Nullable Chunk chunk, @Nullable RuntimeException failure) {}

  CheckpointCursor(CheckpointTables checkpoint, StoredTable table) {
    this.checkpoint = checkpoint;
    this.table = table;
    this.storedAt = storedAt(table);
    this.reader =
        table.chunks() == 0
            ? null
            : Thread.ofPlatform().daemon().name("checkpoint-reader").start(this::readAhead);
  }

  private static int[] storedAt(StoredTable stored) {
    SiteTable table = stored.table();
    int[] at = new int[table.columns().size()];
    for (int column = 0; column < at.length; column++) {
      at[column] = stored.columns().indexOf(table.columns().get(column).name());
    }
    return at;
  }

  @Override
  public boolean next() {
    row++;
    while (chunk == null || row >= chunk.rows()) {
      rowsBefore += chunk == null ? 0 : chunk.rows();
      if (nextChunk == table.chunks()) {
        requireAllRows();
        return false;
      }
      chunk = take();
      nextChunk++;
      row = 0;
    }
    return true;
  }

  private void requireAllRows() {
    chunk = null;
    if (rowsBefore != table.rows()) {
      throw new SiteReadException(
          where("")
              + rowsBefore
              + " rows of "
              + table.table().tableName()
              + " (expected: "
              + table.rows()
              + ")");
    }
  }

  @Override
  public long numberAt(int column) {
    int stored = storedAt[column];
    return stored == ABSENT ? 0 : here().numberAt(stored, row);
  }

  @Override
  public String textAt(int column) {
    int stored = storedAt[column];
    return stored == ABSENT ? "" : here().textAt(stored, row);
  }

  @Override
  public String where(String column) {
    String place = checkpoint.description() + ", row " + (rowsBefore + row + 1);
    return column.isEmpty() ? place + ": " : place + ", column " + column;
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.interrupt();
    }
  }

  private Chunk here() {
    if (chunk == null) {
      throw new IllegalStateException("there is no row");
    }
    return chunk;
  }

  private Chunk take() {
    try {
      Fetched fetched = ahead.take();
      if (fetched.failure() != null) {
        throw fetched.failure();
      }
      if (fetched.chunk() != null) {
        return fetched.chunk();
      }
      throw new IllegalStateException("neither a chunk nor a failure");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new SiteReadException(checkpoint.description() + ": reading was stopped", stopped);
    }
  }

  private void readAhead() {
    try {
      for (long i = 0; i < table.chunks(); i++) {
        ahead.put(fetch(table.firstChunk() + i));
      }
    } catch (InterruptedException _) {
      // Nobody wants the rest.
      Thread.currentThread().interrupt();
    }
  }

  private Fetched fetch(long number) {
    try {
      return new Fetched(checkpoint.chunk(table, number), null);
    } catch (RuntimeException failed) {
      return new Fetched(null, failed);
    } catch (OutOfMemoryError full) {
      // Who waits for the chunk must not wait for ever.
      return new Fetched(null, new IllegalStateException("no memory for chunk " + number, full));
    }
  }
}
