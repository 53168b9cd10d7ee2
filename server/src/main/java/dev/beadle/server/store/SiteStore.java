package dev.beadle.server.store;

import dev.beadle.server.change.Changes;
import dev.beadle.server.change.LogEntry;
import dev.beadle.server.change.LogUnavailableException;
import dev.beadle.server.change.PastFacts;
import dev.beadle.server.graph.InvalidFactException;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotEditor;
import dev.beadle.server.model.Revision;
import dev.beadle.server.moodle.LoadProgress;
import dev.beadle.server.moodle.LoadReport;
import dev.beadle.server.moodle.SiteLoader;
import dev.beadle.server.moodle.SiteReadException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A site kept durably: the log of its changes, and checkpoints to start from. Thread-safe; calls
 * block.
 */
public final class SiteStore implements AutoCloseable {
  /** The file of a folder that a start need not have: see {@link #resume}. */
  public static final String IMAGE_FILE = SiteImage.FILE;

  private static final Logger LOG = LoggerFactory.getLogger(SiteStore.class);
  private static final int ENTRIES_PER_READ = 1000;

  private final StoreDatabase database;
  private final Checkpoints checkpoints;
  private final StoreAddress address;
  private final InstantSource clock;
  private final @Nullable SiteImage image;

  private SiteStore(
      StoreAddress address,
      StoreDatabase database,
      InstantSource clock,
      @Nullable SiteImage image) {
    this.address = address;
    this.database = database;
    this.clock = clock;
    this.checkpoints = new Checkpoints(database, clock);
    this.image = image;
  }

  /**
   * A site that was read from a checkpoint or an image, and perhaps entries after it.
   *
   * @param report of the reading of the checkpoint
   * @param entries of the log that were applied to it
   * @param isOfImage whether no checkpoint was read
   */
  public record Opened(
      PolicySnapshot snapshot, LoadReport report, long entries, boolean isOfImage) {}

  /**
   * What came of an attempt to write a checkpoint.
   *
   * @param position of the latest one
   * @param bytes that were written; 0 when that was not needed
   */
  record CheckpointOutcome(long position, long bytes) {
    boolean isWritten() {
      return bytes > 0;
    }
  }

  /**
   * Opens a store to read and write, and makes it if there is none; it is empty then.
   *
   * @throws LogUnavailableException if that cannot be done: another process has the folder, it
   *     cannot be written to, the server cannot be reached
   */
  public static SiteStore open(StoreAddress address, StoreSettings settings, InstantSource clock) {
    StoreDatabase database = StoreDatabase.open(address, settings);
    try {
      var store = new SiteStore(address, database, clock, findImageOf(address, clock));
      store.requireKnownFormat();
      if (address instanceof StoreAddress.Folder) {
        store.checkpoints.discardUnfinished();
      }
      return store;
    } catch (RuntimeException refused) {
      database.close();
      throw refused;
    }
  }

  /**
   * Opens a store that is there, to read only; another process may be writing to it.
   *
   * @throws LogUnavailableException if there is none, or it cannot be reached
   */
  public static SiteStore openToRead(
      StoreAddress address, StoreSettings settings, InstantSource clock) {
    StoreDatabase database = StoreDatabase.openToRead(address, settings);
    try {
      var store = new SiteStore(address, database, clock, null);
      store.requireKnownFormat();
      return store;
    } catch (RuntimeException refused) {
      database.close();
      throw refused;
    }
  }

  /**
   * The image of a folder. Which build is running is found out now, not when an image is written:
   * its jar may have been replaced by then.
   */
  private static @Nullable SiteImage findImageOf(StoreAddress address, InstantSource clock) {
    if (!(address instanceof StoreAddress.Folder(Path folder))) {
      return null;
    }
    try {
      return new SiteImage(folder, clock, CodeStamp.ofRunningCode());
    } catch (IOException unknown) {
      LOG.atWarn()
          .addKeyValue("problem", unknown.getMessage())
          .log("images are neither read nor written: the running build cannot be told");
      return null;
    }
  }

  private void requireKnownFormat() {
    LogHead log = findLog();
    if (log != null && log.format() != LogHead.FORMAT) {
      throw database
          .failure()
          .saying(
              "the store has format "
                  + log.format()
                  + " (expected: "
                  + LogHead.FORMAT
                  + "; a later version wrote it)");
    }
  }

  /** Where it is, for people: without credentials. */
  public String description() {
    return address.description();
  }

  /** Whether it holds no site yet. */
  public boolean isEmpty() {
    return findLog() == null;
  }

  /**
   * Starts the log with a site; from now on it is not empty.
   *
   * @param site its revision is the first of the log
   * @param replace whether a site that is there may be replaced, with its log
   * @throws LogUnavailableException if it cannot be written, or there is a site already; everything
   *     is as it was then
   */
  public void startLog(PolicySnapshot site, boolean replace, LoadProgress progress) {
    checkpoints.startLog(site, replace, progress);
  }

  /**
   * A new way into the log, whose following ends when it is closed. Cost: one query.
   *
   * @throws LogUnavailableException if the store is empty
   */
  public SqlChangeLog openLog() {
    var notifications =
        new LogNotifications(
            address instanceof StoreAddress.Server server ? server.access() : null,
            database.settings().pollInterval());
    return new SqlChangeLog(database, requireLog().identity(), notifications);
  }

  public Checkpoints checkpoints() {
    return checkpoints;
  }

  /**
   * The site as it is now, for whoever serves it: from its image, if it has one that belongs to the
   * log and to this build, else as {@link #load} reads it.
   *
   * @throws LogUnavailableException if no checkpoint is whole from which the log goes on
   */
  public Opened resume(LoadProgress progress) {
    SqlChangeLog log = openLog();
    Opened ofImage = findImage(log);
    if (ofImage != null) {
      try {
        return follow(ofImage, log, log.head());
      } catch (LogUnavailableException broken) {
        LOG.atWarn()
            .addKeyValue("problem", broken.getMessage())
            .log("the log does not lead on from the image");
      }
    }
    return load(progress);
  }

  /**
   * Keeps an image of a site that {@link #resume} may begin with; stores on a server have none. A
   * failure is told, and costs the next start its time.
   *
   * @param snapshot of a position that the log holds
   * @param report of the last time that the site was read from rows
   */
  public void keepImage(PolicySnapshot snapshot, LoadReport report) {
    if (image == null) {
      return;
    }
    Instant startedAt = clock.instant();
    long position = snapshot.revision().position();
    try {
      Long checksum = openLog().findChecksum(position);
      if (checksum != null) {
        long bytes = image.write(snapshot, report, checksum);
        LOG.atInfo()
            .addKeyValue("position", position)
            .addKeyValue("millis", Duration.between(startedAt, clock.instant()).toMillis())
            .addKeyValue("bytes", bytes)
            .log("image written");
      }
    } catch (IOException | RuntimeException | OutOfMemoryError failed) {
      LOG.atWarn()
          .addKeyValue("position", position)
          .addKeyValue("problem", failed.getMessage())
          .log("no image was written; the next start has more to read");
    }
  }

  private @Nullable Opened findImage(SqlChangeLog log) {
    if (image == null || !image.exists()) {
      return null;
    }
    try {
      SiteImage.Content content =
          image.read(revision ->
              revision.log().equals(log.identity()) ? log.findChecksum(revision.position()) : null);
      return new Opened(content.snapshot(), content.report(), 0, true);
    } catch (SiteImage.ForeignImageException foreign) {
      LOG.atInfo().addKeyValue("reason", foreign.getMessage()).log("the image is left unused");
    } catch (IOException | RuntimeException damaged) {
      LOG.atWarn().addKeyValue("problem", damaged.getMessage()).log("the image is refused");
    }
    return null;
  }

  /**
   * The site as it is now.
   *
   * @throws LogUnavailableException if no checkpoint is whole from which the log goes on
   */
  public Opened load(LoadProgress progress) {
    return load(Long.MAX_VALUE, progress);
  }

  /**
   * The site as it was after an entry of the log.
   *
   * @param position at the most; no entry after it is applied
   * @throws LogUnavailableException if no checkpoint up to there is whole, from which the log goes
   *     on
   */
  public Opened load(long position, LoadProgress progress) {
    SqlChangeLog log = openLog();
    Opened checkpoint = loadCheckpoint(log, position, progress);
    long end = Math.min(position, log.head());
    if (position != Long.MAX_VALUE && end < position) {
      throw database.failure().saying("the log ends at " + end + ", before " + position);
    }
    return follow(checkpoint, log, end);
  }

  /** Applies the entries of the log up to a position. */
  private Opened follow(Opened begun, SqlChangeLog log, long end) {
    PolicySnapshot snapshot = begun.snapshot();
    while (snapshot.revision().position() < end) {
      long after = snapshot.revision().position();
      int limit = (int) Math.min(ENTRIES_PER_READ, end - after);
      snapshot = apply(snapshot, log.read(after, limit));
    }
    long entries = snapshot.revision().position() - begun.snapshot().revision().position();
    return new Opened(snapshot, begun.report(), entries, begun.isOfImage());
  }

  /** The site at positions of the past, from a checkpoint and the entries after it. */
  public PastFacts past() {
    return new PastFacts() {
      @Override
      public long earliest() {
        SqlChangeLog log = openLog();
        long tail = log.tail();
        return checkpoints.complete(log.identity()).stream()
            .mapToLong(CheckpointRow::position)
            .filter(position -> position >= tail)
            .min()
            .orElse(Long.MAX_VALUE);
      }

      @Override
      public PolicySnapshot at(long position) {
        return load(position, LoadProgress.SILENT).snapshot();
      }
    };
  }

  private Opened loadCheckpoint(SqlChangeLog log, long position, LoadProgress progress) {
    List<String> problems = new ArrayList<>();
    for (CheckpointRow row : checkpoints.complete(log.identity())) {
      if (row.position() > position) {
        continue;
      }
      if (row.position() < log.tail()) {
        problems.add("from position " + row.position() + " the log no longer goes on");
        continue;
      }
      try {
        return read(row, progress);
      } catch (SiteReadException | LogUnavailableException damaged) {
        problems.add(String.valueOf(damaged.getMessage()));
        LOG.atWarn()
            .addKeyValue("position", row.position())
            .addKeyValue("problem", damaged.getMessage())
            .log("a checkpoint is refused");
      }
    }
    throw database
        .failure()
        .saying(
            problems.isEmpty()
                ? "no checkpoint goes back that far"
                : "no checkpoint is whole (restore a backup): " + String.join("; ", problems));
  }

  private Opened read(CheckpointRow row, LoadProgress progress) {
    CheckpointHeader header =
        database.read("read a checkpoint", connection -> row.header(database, connection));
    try (var tables = new CheckpointTables(database, row.id(), header)) {
      SiteLoader.Loaded loaded =
          new SiteLoader(header.deprecated(), clock, progress)
              .load(tables, header.revision(), header.lastIds());
      return new Opened(loaded.snapshot(), loaded.report(), 0, false);
    }
  }

  /** Applies entries that follow a snapshot. */
  private PolicySnapshot apply(PolicySnapshot snapshot, List<LogEntry> entries) {
    Revision last = snapshot.revision();
    SnapshotEditor editor = SnapshotEditor.of(snapshot);
    try {
      for (LogEntry entry : entries) {
        last = entry.revision();
        entry.changes().forEach(change -> Changes.apply(change, editor));
      }
      return editor.build(last, clock.instant());
    } catch (InvalidFactException impossible) {
      throw database
          .failure()
          .saying(
              "the changes up to entry "
                  + last.position()
                  + " do not fit the site: "
                  + impossible.getMessage(),
              impossible);
    }
  }

  /**
   * Writes a checkpoint, removes those that are not needed any more, and forgets the entries of the
   * log that are neither needed to start nor to be kept.
   *
   * @return the bytes of the checkpoint
   * @throws LogUnavailableException if it cannot be written
   */
  public long checkpoint(PolicySnapshot snapshot) {
    long bytes = checkpoints.write(snapshot);
    long needed = checkpoints.prune(snapshot.revision().log());
    SqlChangeLog log = openLog();
    log.truncate(Math.min(needed, log.head() - database.settings().retainedEntries()));
    return bytes;
  }

  /**
   * Does what {@link #checkpoint(PolicySnapshot)} does, unless another process is at it, or has
   * just done it.
   *
   * @param entries how many of the log there must be since the latest checkpoint
   * @throws LogUnavailableException if it cannot be written
   */
  CheckpointOutcome checkpoint(PolicySnapshot snapshot, long entries) {
    long position = snapshot.revision().position();
    try (CheckpointTurn turn = CheckpointTurn.findFree(address, database.settings())) {
      Long found = checkpoints.findLatest(snapshot.revision().log());
      long latest = found == null ? 0 : found;
      if (turn == null || position - latest < entries) {
        return new CheckpointOutcome(latest, 0);
      }
      return new CheckpointOutcome(position, checkpoint(snapshot));
    }
  }

  private LogHead requireLog() {
    LogHead log = findLog();
    if (log == null) {
      throw database
          .failure()
          .saying("the store is empty (put a site into it first: beadle import)");
    }
    return log;
  }

  private @Nullable LogHead findLog() {
    return database.read("look at the log", LogHead::find);
  }

  @Override
  public void close() {
    database.close();
  }
}
