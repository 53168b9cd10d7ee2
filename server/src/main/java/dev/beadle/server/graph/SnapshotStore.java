package dev.beadle.server.graph;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Where the current snapshot of one site is, and the recent ones. Thread-safe, without locks:
 * reading the current one is one acquire load, and publishing one release store, so a reader sees a
 * snapshot whole or not at all. One thread publishes.
 */
public final class SnapshotStore {
  /** How many recent snapshots are kept unless said otherwise. */
  public static final int DEFAULT_RECENT = 64;

  /** How many may wait for a revision unless said otherwise. */
  public static final int DEFAULT_WAITERS = 10_000;

  private final AtomicReference<@Nullable PolicySnapshot> current = new AtomicReference<>();
  // By position modulo its length.
  private final AtomicReferenceArray<@Nullable PolicySnapshot> recent;
  private final RevisionWaiters waiters;
  private final AtomicLong upToDateAtMillis = new AtomicLong(Long.MIN_VALUE);

  /** A store with the usual bounds. */
  public SnapshotStore() {
    this(DEFAULT_RECENT, DEFAULT_WAITERS);
  }

  /**
   * A store without a site.
   *
   * @param recentRevisions how many of the latest snapshots can be found again, at least 1
   * @param maxWaiters how many may wait for a revision at once, at least 0
   */
  public SnapshotStore(int recentRevisions, int maxWaiters) {
    if (recentRevisions < 1) {
      throw new IllegalArgumentException(
          "recent-revisions: " + recentRevisions + " (expected: at least 1)");
    }
    recent = new AtomicReferenceArray<>(recentRevisions);
    waiters = new RevisionWaiters(maxWaiters, current);
  }

  /**
   * The snapshot that was published last, or null as long as no site is loaded. Its assignments may
   * count for an earlier moment: who decides asks {@link #findCurrent(long)}.
   */
  public @Nullable PolicySnapshot findCurrent() {
    return current.getAcquire();
  }

  /**
   * The current snapshot as it counts at a moment, or null as long as no site is loaded. Read it
   * once for each request. Cost: one acquire load and one comparison; the first one to come after
   * an assignment starts or ends works out the snapshot from then on.
   */
  public @Nullable PolicySnapshot findCurrent(long nowMillis) {
    PolicySnapshot snapshot = current.getAcquire();
    if (snapshot == null || nowMillis < snapshot.nextBoundaryMillis()) {
      return snapshot;
    }
    return advance(snapshot, nowMillis);
  }

  /**
   * The snapshot at one of the recent positions, as its assignments count at a moment; null when it
   * is not kept any more, or not there yet.
   */
  public @Nullable PolicySnapshot findAt(long position, long nowMillis) {
    int slot = (int) (position % recent.length());
    PolicySnapshot kept = recent.getAcquire(slot);
    if (kept == null || kept.revision().position() != position) {
      return null;
    }
    if (nowMillis < kept.nextBoundaryMillis()) {
      return kept;
    }
    PolicySnapshot advanced = kept.asOf(nowMillis);
    // Another may have been quicker, which is as good.
    recent.compareAndSet(slot, kept, advanced);
    return advanced;
  }

  /** The earliest position that {@link #findAt} finds; -1 when there is none. */
  public long earliestKept() {
    long earliest = -1;
    for (int slot = 0; slot < recent.length(); slot++) {
      PolicySnapshot kept = recent.getAcquire(slot);
      if (kept != null && (earliest < 0 || kept.revision().position() < earliest)) {
        earliest = kept.revision().position();
      }
    }
    return earliest;
  }

  /**
   * Makes a snapshot the current one, and calls those who wait for it: they must not block. A
   * snapshot of another log than the one before begins a history of its own.
   *
   * @throws RuntimeException what one of them threw; it is current, and all others were called
   */
  public void publish(PolicySnapshot next) {
    replace(next);
    confirm(next.readAtMillis());
    waiters.wake();
  }

  /**
   * As {@link #publish}, for a snapshot that may be behind its source when it is made: how old the
   * facts are stays what it was until {@link #confirm} tells more.
   */
  public void publishUnconfirmed(PolicySnapshot next) {
    replace(next);
    waiters.wake();
  }

  private void replace(PolicySnapshot next) {
    PolicySnapshot before = current.getAcquire();
    if (before != null && !before.revision().log().equals(next.revision().log())) {
      forgetRecent();
    }
    recent.setRelease((int) (next.revision().position() % recent.length()), next);
    // A reader may have moved the one before on in time: that is part of this one's past.
    current.set(next);
  }

  /**
   * Notes that at this moment the current snapshot held all that its source had.
   *
   * @param nowMillis from before the look at the source: the process may be stopped after it
   */
  public void confirm(long nowMillis) {
    upToDateAtMillis.accumulateAndGet(nowMillis, Math::max);
  }

  /** When the current snapshot was last known to hold all that its source has. */
  public long upToDateAtMillis() {
    return upToDateAtMillis.getAcquire();
  }

  /**
   * Calls back once the current snapshot has at least this position; at once if it has. The call
   * comes on the thread that publishes, or on this one, and must not block.
   *
   * @return what is waiting, to be withdrawn; null when too many wait already
   */
  public @Nullable RevisionWaiter whenAtLeast(long position, Runnable callback) {
    return waiters.add(position, callback);
  }

  /** How many wait for a revision. */
  public int waiterCount() {
    return waiters.count();
  }

  /** How many may wait for a revision at once. */
  public int maxWaiters() {
    return waiters.max();
  }

  private PolicySnapshot advance(PolicySnapshot snapshot, long nowMillis) {
    PolicySnapshot advanced = snapshot.asOf(nowMillis);
    if (current.compareAndSet(snapshot, advanced)) {
      recent.compareAndSet(
          (int) (advanced.revision().position() % recent.length()), snapshot, advanced);
    }
    // When it was not: the answer counts at this moment all the same.
    return advanced;
  }

  private void forgetRecent() {
    for (int slot = 0; slot < recent.length(); slot++) {
      recent.setRelease(slot, null);
    }
  }
}
