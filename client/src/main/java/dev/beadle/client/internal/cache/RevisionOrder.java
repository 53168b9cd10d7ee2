package dev.beadle.client.internal.cache;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The revisions that a watch has told of lately, counted in turns. Two revisions can only be
 * compared for equality; turns tell which came first. Thread-safe.
 */
final class RevisionOrder {
  /** No turn: the watch has not told of this revision, or too long ago. */
  static final long UNKNOWN = -1;

  private static final int MOST = 256;

  // All guarded by this.
  private final Map<String, Long> turns =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MOST;
        }
      };
  private long current;

  /** The turn that begins with the next revision. */
  synchronized long next() {
    return current + 1;
  }

  /** A revision is told of: if it is a new one, a turn begins. */
  synchronized void reach(String revision) {
    if (!turns.containsKey(revision)) {
      current++;
      turns.put(revision, current);
    }
  }

  /** Forgets all revisions; what comes is later than all that was. */
  synchronized long restart() {
    turns.clear();
    current++;
    return current;
  }

  /** The turn that a revision belongs to, or {@link #UNKNOWN}. */
  synchronized long turnOf(String revision) {
    return turns.getOrDefault(revision, UNKNOWN);
  }
}
