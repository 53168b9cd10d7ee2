package dev.beadle.server.store;

import dev.beadle.server.change.ChangeLog;
import dev.beadle.server.change.LogEntry;
import dev.beadle.server.change.LogUnavailableException;
import dev.beadle.server.change.MalformedChangeException;
import dev.beadle.server.store.LogHead.LogEnd;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The change log in a database. Every entry that is read has its checksum verified, and that it
 * follows the one before it. Thread-safe; closing it ends its following, not the store.
 */
public final class SqlChangeLog implements ChangeLog {
  /** Of all payloads that one read gives, so that a caller's limit bounds memory too. */
  private static final long MAX_READ_BYTES = 16 << 20;

  /** Instead of bytes that were written: somebody else has written meanwhile. */
  private static final long BEHIND = -1;

  private static final int ROWS_PER_FETCH = 500;
  private static final int ROWS_PER_TRUNCATION = 10_000;

  private final StoreDatabase database;
  private final String identity;
  private final LogNotifications notifications;
  private final LongAdder payloadBytes = new LongAdder();

  SqlChangeLog(StoreDatabase database, String identity, LogNotifications notifications) {
    this.database = database;
    this.identity = identity;
    this.notifications = notifications;
  }

  @Override
  public String identity() {
    return identity;
  }

  @Override
  public long head() {
    return ends().head().position();
  }

  @Override
  public long tail() {
    return ends().base().position();
  }

  @Override
  public boolean append(List<LogEntry> entries) {
    if (entries.isEmpty()) {
      return true;
    }
    requireSuccession(entries);
    long bytes = database.write("write to the log", connection -> append(connection, entries));
    payloadBytes.add(Math.max(0, bytes));
    return bytes != BEHIND;
  }

  /** Gives the bytes of the payloads, or {@link #BEHIND}. */
  private long append(Connection connection, List<LogEntry> entries) throws SQLException {
    LogHead log = head(connection);
    long first = entries.getFirst().revision().position();
    if (first <= log.head().position()) {
      return BEHIND;
    }
    if (first > log.head().position() + 1) {
      throw new IllegalArgumentException(
          "entry " + first + " does not follow " + log.head().position());
    }
    List<EntryRow> rows = new ArrayList<>(entries.size());
    LogEnd head = log.head();
    for (LogEntry entry : entries) {
      EntryRow row = EntryRow.of(entry, head.checksum());
      rows.add(row);
      head = new LogEnd(row.position(), row.checksum());
    }
    if (!moveHead(connection, log.head(), head)) {
      return BEHIND;
    }
    insert(connection, rows);
    database.dialect().tell(connection, entries.getLast().revision().token());
    return bytesOf(rows);
  }

  /** One writer at a time: another one finds the head elsewhere once this is committed. */
  private boolean moveHead(Connection connection, LogEnd from, LogEnd to) throws SQLException {
    try (PreparedStatement update =
        prepare(
            connection,
            "UPDATE beadle_log SET head_position = ?, head_checksum = ?"
                + " WHERE slot = 1 AND identity = ? AND head_position = ?")) {
      update.setLong(1, to.position());
      update.setLong(2, to.checksum());
      update.setString(3, identity);
      update.setLong(4, from.position());
      return update.executeUpdate() == 1;
    }
  }

  private void insert(Connection connection, List<EntryRow> rows) throws SQLException {
    try (PreparedStatement insertion =
        prepare(
            connection,
            "INSERT INTO beadle_log_entry ("
                + EntryRow.COLUMNS
                + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
      for (EntryRow row : rows) {
        row.write(insertion);
        insertion.executeUpdate();
      }
    } catch (SQLException refused) {
      if (StoreFailure.isDuplicate(refused)) {
        throw database
            .failure()
            .saying(
                "nothing was written: an idempotency key, or a position, is in the log already",
                refused);
      }
      throw refused;
    }
  }

  private void requireSuccession(List<LogEntry> entries) {
    Set<String> keys = new HashSet<>();
    long expected = entries.getFirst().revision().position();
    for (LogEntry entry : entries) {
      String key = entry.origin().idempotencyKey();
      if (!entry.revision().log().equals(identity) || entry.revision().position() != expected++) {
        throw new IllegalArgumentException(
            "entry " + entry.revision().token() + " does not follow the one before it");
      }
      if (!key.isEmpty() && !keys.add(key)) {
        throw new IllegalArgumentException("idempotency key `" + key + "` twice in one write");
      }
    }
  }

  @Override
  public List<LogEntry> read(long after, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit " + limit + " (expected: at least 1)");
    }
    List<EntryRow> rows =
        database.read("read the log", connection -> read(connection, after, limit));
    payloadBytes.add(bytesOf(rows));
    List<LogEntry> entries = new ArrayList<>(rows.size());
    for (EntryRow row : rows) {
      entries.add(entryOf(row));
    }
    return entries;
  }

  private List<EntryRow> read(Connection connection, long after, int limit) throws SQLException {
    LogHead log = head(connection);
    if (after < log.base().position()) {
      throw database
          .failure()
          .saying(
              "the log begins after position "
                  + log.base().position()
                  + " and no longer reaches back to "
                  + after);
    }
    if (after >= log.head().position()) {
      return List.of();
    }
    List<EntryRow> rows = query(connection, after, limit);
    LogEnd last = verify(rows, new LogEnd(after, checksumAt(connection, log, after)));
    boolean isCut = rows.size() == limit || bytesOf(rows) >= MAX_READ_BYTES;
    if (!isCut && last.position() < log.head().position()) {
      throw damaged(last.position() + 1, "is missing");
    }
    if (last.position() == log.head().position() && last.checksum() != log.head().checksum()) {
      throw damaged(last.position(), "is not the one that was written last");
    }
    return rows;
  }

  private List<EntryRow> query(Connection connection, long after, int limit) throws SQLException {
    try (PreparedStatement query =
        prepare(
            connection,
            "SELECT "
                + EntryRow.COLUMNS
                + " FROM beadle_log_entry WHERE position > ? ORDER BY position LIMIT ?")) {
      query.setFetchSize(ROWS_PER_FETCH);
      query.setLong(1, after);
      query.setInt(2, limit);
      List<EntryRow> rows = new ArrayList<>();
      long bytes = 0;
      try (ResultSet result = query.executeQuery()) {
        while (bytes < MAX_READ_BYTES && result.next()) {
          EntryRow row = EntryRow.read(result);
          bytes += row.payloadBytes();
          rows.add(row);
        }
      }
      return rows;
    }
  }

  private LogEnd verify(List<EntryRow> rows, LogEnd before) {
    LogEnd last = before;
    for (EntryRow row : rows) {
      if (row.position() != last.position() + 1) {
        throw damaged(last.position() + 1, "is missing");
      }
      if (!row.follows(last.checksum())) {
        throw damaged(row.position(), "is not as it was written, or not after the one before it");
      }
      last = new LogEnd(row.position(), row.checksum());
    }
    return last;
  }

  /** The checksum of the entry at a position, or null when the log does not hold it. */
  @Nullable Long findChecksum(long position) {
    return database.read(
        "look at the log", connection -> findChecksum(connection, head(connection), position));
  }

  private long checksumAt(Connection connection, LogHead log, long position) throws SQLException {
    Long checksum = findChecksum(connection, log, position);
    if (checksum == null) {
      throw damaged(position, "is missing");
    }
    return checksum;
  }

  private @Nullable Long findChecksum(Connection connection, LogHead log, long position)
      throws SQLException {
    if (position == log.base().position()) {
      return log.base().checksum();
    }
    try (PreparedStatement query =
        prepare(connection, "SELECT checksum FROM beadle_log_entry WHERE position = ?")) {
      query.setLong(1, position);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? row.getLong(1) : null;
      }
    }
  }

  @Override
  public @Nullable LogEntry findByKey(String idempotencyKey) {
    if (idempotencyKey.isEmpty()) {
      return null;
    }
    List<EntryRow> found =
        database.read(
            "read the log",
            connection -> {
              try (PreparedStatement query =
                  prepare(
                      connection,
                      "SELECT position FROM beadle_log_entry WHERE idempotency_key = ?")) {
                query.setString(1, idempotencyKey);
                try (ResultSet row = query.executeQuery()) {
                  return row.next() ? read(connection, row.getLong(1) - 1, 1) : List.of();
                }
              }
            });
    return found.isEmpty() ? null : entryOf(found.getFirst());
  }

  /**
   * Forgets the oldest entries.
   *
   * @param upTo the last position to forget; nothing happens when it is before the tail
   * @throws LogUnavailableException if it cannot be done whole; part of it may be
   */
  void truncate(long upTo) {
    boolean more = true;
    while (more) {
      more = database.write("truncate the log", connection -> truncateSome(connection, upTo));
    }
  }

  private boolean truncateSome(Connection connection, long upTo) throws SQLException {
    LogHead log = head(connection);
    long last = Math.min(upTo, log.head().position());
    if (last <= log.base().position()) {
      return false;
    }
    long now = Math.min(last, log.base().position() + ROWS_PER_TRUNCATION);
    long checksum = checksumAt(connection, log, now);
    try (PreparedStatement update =
            prepare(
                connection,
                "UPDATE beadle_log SET base_position = ?, base_checksum = ?"
                    + " WHERE slot = 1 AND identity = ? AND base_position = ?");
        PreparedStatement deletion =
            prepare(connection, "DELETE FROM beadle_log_entry WHERE position <= ?")) {
      update.setLong(1, now);
      update.setLong(2, checksum);
      update.setString(3, identity);
      update.setLong(4, log.base().position());
      if (update.executeUpdate() == 1) {
        deletion.setLong(1, now);
        deletion.executeUpdate();
      }
    }
    return now < last;
  }

  /** The bytes of all changes that were written to it or read from it through this object. */
  long payloadBytes() {
    return payloadBytes.sum();
  }

  @Override
  public void follow(Runnable wake) {
    notifications.start(wake);
  }

  @Override
  public long sizeInBytes() {
    try {
      return database.read("measure the store", database.dialect()::sizeInBytes);
    } catch (LogUnavailableException _) {
      // A figure for a metric is not worth more.
      return -1;
    }
  }

  @Override
  public void close() {
    notifications.close();
  }

  private LogHead ends() {
    return database.read("read the log", this::head);
  }

  private LogHead head(Connection connection) throws SQLException {
    return LogHead.require(connection, identity, database.failure());
  }

  private LogEntry entryOf(EntryRow row) {
    try {
      return row.toEntry(identity);
    } catch (MalformedChangeException | IllegalArgumentException unknown) {
      throw database
          .failure()
          .saying(
              "entry "
                  + row.position()
                  + " was written by a later version, which is needed to read it: "
                  + unknown.getMessage(),
              unknown);
    }
  }

  private LogUnavailableException damaged(long position, String how) {
    return database
        .failure()
        .saying("the log is damaged: entry " + position + " " + how + " (restore a backup)");
  }

  private static long bytesOf(List<EntryRow> rows) {
    long bytes = 0;
    for (EntryRow row : rows) {
      bytes += row.payloadBytes();
    }
    return bytes;
  }

  private PreparedStatement prepare(Connection connection, String sql) throws SQLException {
    return database.prepare(connection, sql);
  }
}
