package dev.beadle.server.grpc;

import dev.beadle.server.impact.SnapshotComparison;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The last few previews, so that their next pages need not be worked out again. Thread-safe. Each
 * holds on to the facts that it is about, which share what did not change.
 */
final class RecentPreviews {
  /** How many are kept. */
  private static final int KEPT = 8;

  /**
   * What a preview is about.
   *
   * @param site its name as asked for
   * @param revision the token of the facts
   * @param atMillis the moment for which they were taken
   * @param fingerprint of the batch
   */
  record Key(String site, String revision, long atMillis, String fingerprint) {}

  // Guarded by itself; the one used last is the last.
  private final Map<Key, SnapshotComparison> kept = new LinkedHashMap<>(KEPT, 0.75f, true);

  /** The preview, worked out unless it is kept. Two who ask for it at once both work it out. */
  SnapshotComparison get(Key key, Supplier<SnapshotComparison> work) {
    synchronized (kept) {
      SnapshotComparison known = kept.get(key);
      if (known != null) {
        return known;
      }
    }
    SnapshotComparison made = work.get();
    synchronized (kept) {
      kept.put(key, made);
      if (kept.size() > KEPT) {
        kept.remove(kept.keySet().iterator().next());
      }
    }
    return made;
  }
}
