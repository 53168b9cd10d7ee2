package dev.beadle.server.store;

import dev.beadle.server.change.ChangePayload;
import dev.beadle.server.change.LogEntry;
import dev.beadle.server.change.LogEntry.Origin;
import dev.beadle.server.model.Revision;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** A row of the log's table: an entry, still as bytes. Its payload is never changed. */
final class EntryRow {
  static final String COLUMNS =
      "position, committed_at, actor, reason, idempotency_key, fingerprint, payload, checksum";

  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final long position;
  private final long committedAt;
  private final Origin origin;
  private final byte[] payload;
  private final long checksum;

  private EntryRow(long position, long committedAt, Origin origin, byte[] payload, long checksum) {
    this.position = position;
    this.committedAt = committedAt;
    this.origin = origin;
    this.payload = payload;
    this.checksum = checksum;
  }

  /** The row of an entry that follows one with a checksum. */
  static EntryRow of(LogEntry entry, long previousChecksum) {
    Instant at = entry.committedAt();
    long nanos =
        Math.addExact(
            Math.multiplyExact(at.getEpochSecond(), NANOS_PER_SECOND), (long) at.getNano());
    byte[] payload = ChangePayload.write(entry.changes());
    long position = entry.revision().position();
    long checksum = checksum(previousChecksum, position, nanos, entry.origin(), payload);
    return new EntryRow(position, nanos, entry.origin(), payload, checksum);
  }

  /** The row at which a query by {@link #COLUMNS} stands. */
  static EntryRow read(ResultSet row) throws SQLException {
    String key = row.getString(5);
    var origin =
        new Origin(row.getLong(3), row.getString(4), key == null ? "" : key, row.getString(6));
    return new EntryRow(row.getLong(1), row.getLong(2), origin, row.getBytes(7), row.getLong(8));
  }

  /** Sets the parameters of an insertion by {@link #COLUMNS}. */
  void write(PreparedStatement insertion) throws SQLException {
    insertion.setLong(1, position);
    insertion.setLong(2, committedAt);
    insertion.setLong(3, origin.actor());
    insertion.setString(4, origin.reason());
    insertion.setString(5, origin.idempotencyKey().isEmpty() ? null : origin.idempotencyKey());
    insertion.setString(6, origin.fingerprint());
    insertion.setBytes(7, payload);
    insertion.setLong(8, checksum);
  }

  long position() {
    return position;
  }

  long checksum() {
    return checksum;
  }

  int payloadBytes() {
    return payload.length;
  }

  /** Whether it is as it was written, after an entry with this checksum. */
  boolean follows(long previousChecksum) {
    return checksum == checksum(previousChecksum, position, committedAt, origin, payload);
  }

  /**
   * The entry.
   *
   * @throws dev.beadle.server.change.MalformedChangeException if a later version wrote it
   */
  LogEntry toEntry(String log) {
    Instant at =
        Instant.ofEpochSecond(
            Math.floorDiv(committedAt, NANOS_PER_SECOND),
            Math.floorMod(committedAt, NANOS_PER_SECOND));
    return new LogEntry(new Revision(log, position), at, origin, ChangePayload.read(payload));
  }

  /** The checksum before the first entry of a log. */
  static long checksumOf(Revision start) {
    return digest(start.token().getBytes(StandardCharsets.UTF_8));
  }

  private static long checksum(
      long previous, long position, long committedAt, Origin origin, byte[] payload) {
    var bytes = new ByteArrayOutputStream(payload.length + 200);
    try (var out = new DataOutputStream(bytes)) {
      out.writeLong(previous);
      out.writeLong(position);
      out.writeLong(committedAt);
      out.writeLong(origin.actor());
      for (String text :
          new String[] {origin.reason(), origin.idempotencyKey(), origin.fingerprint()}) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
      }
      out.write(payload);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return digest(bytes.toByteArray());
  }

  private static long digest(byte[] bytes) {
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(bytes)).getLong();
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
