package dev.beadle.server.store;

import dev.beadle.server.change.LogUnavailableException;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.model.Revision;
import dev.beadle.server.moodle.LoadProgress;
import dev.beadle.server.store.LogHead.LogEnd;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All facts of a site at some positions of its log, to start from. A checkpoint counts only once it
 * is complete. Thread-safe; calls block, and writing takes seconds on a large site, between whose
 * parts others may write to the log.
 */
public final class Checkpoints {
  /** One to start from, and one to fall back to. */
  private static final int KEPT = 2;

  /** A checkpoint that takes longer has been given up by its process. */
  private static final Duration ABANDONED_AFTER = Duration.ofHours(1);

  private static final int CHUNKS_PER_DELETION = 32;

  /** Of processes that begin at the same time each gets its number after this many tries. */
  private static final int MOST_BEGINNINGS = 100;

  private final StoreDatabase database;
  private final InstantSource clock;

  Checkpoints(StoreDatabase database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Writes a checkpoint of a snapshot of the log.
   *
   * @return its bytes
   * @throws LogUnavailableException if it cannot be written, or the log does not hold its position
   */
  public long write(PolicySnapshot snapshot) {
    return write(
        snapshot,
        LoadProgress.SILENT,
        connection -> requirePosition(connection, snapshot.revision()));
  }

  /**
   * Starts a log whose first revision is that of the snapshot.
   *
   * @param replace whether another log, which is gone then, may be there
   * @throws LogUnavailableException if it cannot be written, or another log is there
   */
  void startLog(PolicySnapshot snapshot, boolean replace, LoadProgress progress) {
    database.check("look at the log", connection -> requireFree(connection, replace));
    long _ =
        write(
            snapshot,
            progress,
            connection -> {
              // Of several that find no log, the second must find that of the first.
              database.dialect().keepOthersFromLog(connection);
              requireFree(connection, replace);
              replaceLog(connection, snapshot.revision());
            });
    prune(snapshot.revision().log());
  }

  /** Writes the chunks; the last step makes them count, if it finds the log as it should be. */
  private long write(PolicySnapshot snapshot, LoadProgress progress, StoreDatabase.Step lastStep) {
    long id = begin(snapshot.revision());
    try {
      var writer = new CheckpointWriter(database, id, progress);
      CheckpointHeader header = writer.write(snapshot);
      database.perform(
          "complete a checkpoint",
          connection -> {
            lastStep.in(connection);
            complete(connection, id, header);
          });
      return writer.bytes();
    } catch (RuntimeException failed) {
      discardQuietly(id, failed);
      throw failed;
    }
  }

  private long begin(Revision revision) {
    for (int i = 0; i < MOST_BEGINNINGS; i++) {
      Long id = database.write("begin a checkpoint", c -> tryToBegin(c, revision));
      if (id != null) {
        return id;
      }
    }
    throw database.failure().saying("others begin checkpoints all the time");
  }

  /** The number of a new checkpoint, or null when another process has just taken it. */
  private @Nullable Long tryToBegin(Connection connection, Revision revision) throws SQLException {
    long id =
        StoreDialect.number(connection, "SELECT coalesce(max(id), 0) + 1 FROM beadle_checkpoint");
    try (PreparedStatement insertion =
        database.prepare(
            connection,
            "INSERT INTO beadle_checkpoint (id, log, position, started_at) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT DO NOTHING")) {
      insertion.setLong(1, id);
      insertion.setString(2, revision.log());
      insertion.setLong(3, revision.position());
      insertion.setLong(4, clock.millis());
      return insertion.executeUpdate() == 1 ? id : null;
    }
  }

  private void complete(Connection connection, long id, CheckpointHeader header)
      throws SQLException {
    byte[] bytes = header.toBytes();
    try (PreparedStatement update =
        database.prepare(
            connection, "UPDATE beadle_checkpoint SET header = ?, header_crc = ? WHERE id = ?")) {
      update.setBytes(1, bytes);
      update.setLong(2, Chunk.crc(bytes));
      update.setLong(3, id);
      if (update.executeUpdate() != 1) {
        throw database.failure().saying("somebody has removed the checkpoint that was written");
      }
    }
  }

  private void requirePosition(Connection connection, Revision revision) throws SQLException {
    LogHead log = LogHead.require(connection, revision.log(), database.failure());
    if (revision.position() < log.base().position()
        || revision.position() > log.head().position()) {
      throw database
          .failure()
          .saying(
              "no checkpoint of position "
                  + revision.position()
                  + ": the log reaches from "
                  + log.base().position()
                  + " to "
                  + log.head().position());
    }
  }

  private void requireFree(Connection connection, boolean replace) throws SQLException {
    LogHead log = LogHead.find(connection);
    if (log != null && !replace) {
      throw database.failure().saying("log " + log.identity() + " is there already");
    }
  }

  private void replaceLog(Connection connection, Revision revision) throws SQLException {
    execute(connection, "DELETE FROM beadle_log_entry");
    execute(connection, "DELETE FROM beadle_log");
    var start = new LogEnd(revision.position(), EntryRow.checksumOf(revision));
    try (PreparedStatement insertion =
        database.prepare(
            connection,
            "INSERT INTO beadle_log (slot, identity, format, base_position, base_checksum,"
                + " head_position, head_checksum) VALUES (1, ?, ?, ?, ?, ?, ?)")) {
      insertion.setString(1, revision.log());
      insertion.setLong(2, LogHead.FORMAT);
      insertion.setLong(3, start.position());
      insertion.setLong(4, start.checksum());
      insertion.setLong(5, start.position());
      insertion.setLong(6, start.checksum());
      insertion.executeUpdate();
    }
  }

  private void execute(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = database.prepare(connection, sql)) {
      statement.executeUpdate();
    }
  }

  /** The position of the latest checkpoint of a log, or null when there is none. */
  public @Nullable Long findLatest(String log) {
    List<CheckpointRow> complete = complete(log);
    return complete.isEmpty() ? null : complete.getFirst().position();
  }

  /** The checkpoints of a log, the latest first. */
  List<CheckpointRow> complete(String log) {
    return all().stream().filter(row -> row.isComplete() && row.log().equals(log)).toList();
  }

  private List<CheckpointRow> all() {
    return database.read("list the checkpoints", c -> CheckpointRow.all(database, c));
  }

  /**
   * Removes what is not needed: all checkpoints of a log but the latest two, those of other logs,
   * and what unfinished ones have left behind.
   *
   * @return the position of the older one that is kept; what comes before is not needed to start
   */
  public long prune(String log) {
    List<CheckpointRow> all = all();
    long abandonedBefore = clock.millis() - ABANDONED_AFTER.toMillis();
    int kept = 0;
    long oldest = 0;
    for (CheckpointRow row : all) {
      boolean ofLog = row.isComplete() && row.log().equals(log);
      if (ofLog && kept < KEPT) {
        kept++;
        oldest = row.position();
      } else if (row.isComplete() || row.startedAt() < abandonedBefore) {
        discard(row.id());
      }
    }
    return oldest;
  }

  /** Removes what a process has left behind that ended while it wrote a checkpoint. */
  void discardUnfinished() {
    for (CheckpointRow row : all()) {
      if (!row.isComplete()) {
        discard(row.id());
      }
    }
  }

  /** From now on it does not count; then its chunks go, some at a time, and it last. */
  private void discard(long id) {
    database.perform(
        "remove a checkpoint",
        c -> update(c, "UPDATE beadle_checkpoint SET header = NULL WHERE id = ?", id));
    boolean more = true;
    while (more) {
      more = database.write("remove a checkpoint", c -> deleteSome(c, id)) > 0;
    }
    database.perform(
        "remove a checkpoint", c -> update(c, "DELETE FROM beadle_checkpoint WHERE id = ?", id));
  }

  private int deleteSome(Connection connection, long id) throws SQLException {
    return update(
        connection,
        "DELETE FROM beadle_checkpoint_chunk WHERE checkpoint = ? AND number IN"
            + " (SELECT number FROM beadle_checkpoint_chunk WHERE checkpoint = ?"
            + " ORDER BY number LIMIT "
            + CHUNKS_PER_DELETION
            + ")",
        id,
        id);
  }

  private int update(Connection connection, String sql, long... ids) throws SQLException {
    try (PreparedStatement statement = database.prepare(connection, sql)) {
      for (int i = 0; i < ids.length; i++) {
        statement.setLong(i + 1, ids[i]);
      }
      return statement.executeUpdate();
    }
  }

  private void discardQuietly(long id, RuntimeException reason) {
    try {
      discard(id);
    } catch (LogUnavailableException alsoFailed) {
      // It does not count anyway; the next one to prune removes it.
      reason.addSuppressed(alsoFailed);
    }
  }
}
