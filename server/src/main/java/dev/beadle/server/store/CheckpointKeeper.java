package dev.beadle.server.store;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.change.LogEntry;
import dev.beadle.server.change.PublicationListener;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.store.SiteStore.CheckpointOutcome;
import dev.beadle.server.store.SiteStore.Opened;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes checkpoints and images of a site while it is served, so that a start has little to read:
 * after so many entries or bytes of the log, and at the end. One at a time, on a thread of its own;
 * a failure is told and counted, and the next one is tried when it is due. Thread-safe.
 */
public final class CheckpointKeeper implements PublicationListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointKeeper.class);

  private final SiteStore store;
  private final SqlChangeLog log;
  private final Limits limits;
  private final LongSupplier nanoClock;
  private final Opened opened;
  private final AtomicLong failures = new AtomicLong();
  private final Thread thread =
      Thread.ofPlatform().daemon().name("checkpoint-keeper").unstarted(this::run);
  private volatile @Nullable PolicySnapshot latest;
  private volatile Base base = new Base(Long.MAX_VALUE, 0);
  private volatile Figures figures = new Figures(0, 0, Duration.ZERO, 0);
  private volatile boolean isClosing;

  /**
   * When a checkpoint is due.
   *
   * @param entries of the log since the one before ({@code --checkpoint-entries})
   * @param logBytes that these entries take, at the least ({@code --checkpoint-log-megabytes})
   */
  public record Limits(long entries, long logBytes) {
    public Limits {
      requirePositive(entries, "checkpoint-entries");
      requirePositive(logBytes, "checkpoint-log-megabytes");
    }

    private static void requirePositive(long value, String name) {
      if (value < 1) {
        throw new IllegalArgumentException(name + ": " + value + " (expected: at least 1)");
      }
    }
  }

  /**
   * What has come of it.
   *
   * @param position of the latest checkpoint that is known of, whoever wrote it
   * @param written by this process
   * @param duration of the last one that this process wrote; zero before
   * @param bytes of the last one that this process wrote; 0 before
   */
  public record Figures(long position, long written, Duration duration, long bytes) {}

  /** From where entries and bytes are counted. */
  private record Base(long position, long logBytes) {}

  /**
   * Prepares; nothing happens before {@link #start}.
   *
   * @param log what the site is written to, whose bytes are counted
   * @param nanoClock for durations: nanoseconds from any origin
   * @param opened how the site was read
   */
  public CheckpointKeeper(
      SiteStore store, SqlChangeLog log, Limits limits, LongSupplier nanoClock, Opened opened) {
    this.store = requireNonNull(store, "store");
    this.log = requireNonNull(log, "log");
    this.limits = requireNonNull(limits, "limits");
    this.nanoClock = requireNonNull(nanoClock, "nanoClock");
    this.opened = requireNonNull(opened, "opened");
  }

  /**
   * Begins; once.
   *
   * @param current the site as it is now; what comes after it must be told
   */
  public void start(PolicySnapshot current) {
    latest = current;
    thread.start();
  }

  @Override
  public void published(LogEntry entry, PolicySnapshot snapshot) {
    latest = snapshot;
    if (isDue(snapshot)) {
      LockSupport.unpark(thread);
    }
  }

  public Figures figures() {
    return figures;
  }

  /** How many checkpoints could not be written. */
  public long failures() {
    return failures.get();
  }

  /**
   * Waits for one that is being written, and writes a last one if the log has gone on since. The
   * store must still be open, and nothing be written to the log any more.
   */
  @Override
  public void close() {
    isClosing = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException _) {
      // What is half written does not count, and is removed at the next start.
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    PolicySnapshot first = requireNonNull(latest, "started with a site");
    lookBack(first);
    if (!opened.isOfImage()) {
      store.keepImage(first, opened.report());
    }
    PolicySnapshot current = first;
    while (!isClosing) {
      if (isDue(current)) {
        write(current, limits.entries());
      } else {
        LockSupport.park(this);
      }
      current = requireNonNull(latest, "started with a site");
    }
    current = requireNonNull(latest, "started with a site");
    if (current.revision().position() > figures.position()) {
      write(current, 1);
    }
  }

  /** Finds out how long ago the last one was, in entries. */
  private void lookBack(PolicySnapshot current) {
    long position = current.revision().position();
    try {
      Long found = store.checkpoints().findLatest(current.revision().log());
      position = found == null ? position : found;
    } catch (RuntimeException unknown) {
      count(unknown, position);
    }
    figures = new Figures(position, 0, Duration.ZERO, 0);
    base = new Base(position, log.payloadBytes());
  }

  private boolean isDue(PolicySnapshot snapshot) {
    Base from = base;
    return snapshot.revision().position() - from.position() >= limits.entries()
        || (snapshot.revision().position() > from.position()
            && log.payloadBytes() - from.logBytes() >= limits.logBytes());
  }

  private void write(PolicySnapshot snapshot, long entries) {
    long position = snapshot.revision().position();
    long logBytes = log.payloadBytes();
    long startedAt = nanoClock.getAsLong();
    try {
      CheckpointOutcome outcome = store.checkpoint(snapshot, entries);
      var duration = Duration.ofNanos(nanoClock.getAsLong() - startedAt);
      Figures before = figures;
      if (outcome.isWritten()) {
        figures = new Figures(outcome.position(), before.written() + 1, duration, outcome.bytes());
        LOG.atInfo()
            .addKeyValue("position", position)
            .addKeyValue("millis", duration.toMillis())
            .addKeyValue("bytes", outcome.bytes())
            .log("checkpoint written");
        store.keepImage(snapshot, opened.report());
      } else {
        figures =
            new Figures(outcome.position(), before.written(), before.duration(), before.bytes());
      }
    } catch (RuntimeException | OutOfMemoryError failed) {
      count(failed, position);
    }
    // Also after a failure: a disk that is full is not tried again with every entry.
    base = new Base(position, logBytes);
  }

  private void count(Throwable failed, long position) {
    failures.incrementAndGet();
    LOG.atWarn()
        .addKeyValue("position", position)
        .addKeyValue("problem", failed.getMessage())
        .log("no checkpoint was written; a start has more of the log to read");
  }
}
