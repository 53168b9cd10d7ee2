package dev.beadle.server.change;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The durable order of all changes of a site, and checkpoints of its facts to start from.
 * Thread-safe. Calls may block; a write has reached the disk when it returns.
 */
public interface ChangeLog extends AutoCloseable {
  /** The identity of the log: the {@code log} of its revisions. */
  String identity();

  /**
   * The position of the last entry; that of the first checkpoint when there is none after it.
   *
   * @throws LogUnavailableException if it cannot be read
   */
  long head();

  /**
   * The position before the earliest entry that is still kept: what {@link #read} can start after.
   *
   * @throws LogUnavailableException if it cannot be read
   */
  long tail();

  /**
   * Writes entries after the last one: all of them, or none.
   *
   * @param entries their positions follow {@link #head} one by one
   * @return false when somebody else has written meanwhile; nothing is written then
   * @throws LogUnavailableException if it is not known to be written: the disk is full, the
   *     database cannot be reached
   */
  boolean append(List<LogEntry> entries);

  /**
   * Entries in their order.
   *
   * @param after the position after which to begin, at least {@link #tail}
   * @param limit how many at the most
   * @throws LogUnavailableException if they cannot be read or do not follow each other
   */
  List<LogEntry> read(long after, int limit);

  /**
   * The latest entry written under an idempotency key, or null.
   *
   * @throws LogUnavailableException if it cannot be read
   */
  @Nullable LogEntry findByKey(String idempotencyKey);

  /**
   * Calls {@code wake} whenever somebody else may have written; at least every so often in any
   * case. The call must not block. One follower at the most.
   */
  void follow(Runnable wake);

  /** How many bytes log and checkpoints take; -1 when it is not known. */
  long sizeInBytes();

  @Override
  void close();
}
