package dev.beadle.server.graph;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Where the current snapshot of one site is. Thread-safe: reading is one acquire load, and
 * publishing one release store, so a reader sees a snapshot whole or not at all.
 */
public final class SnapshotStore {
  private final AtomicReference<@Nullable PolicySnapshot> current = new AtomicReference<>();

  /** The current snapshot, or null as long as no site is loaded. Read it once for each request. */
  public @Nullable PolicySnapshot findCurrent() {
    return current.getAcquire();
  }

  /** Makes a snapshot the current one. */
  public void publish(PolicySnapshot next) {
    current.setRelease(next);
  }
}
