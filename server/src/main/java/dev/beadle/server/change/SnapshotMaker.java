package dev.beadle.server.change;

import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotEditor;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;

/** Makes the snapshot after a batch of changes, and counts the time that it takes. */
final class SnapshotMaker {
  private final InstantSource clock;
  private final LongSupplier nanoClock;
  private final ApplierListener listener;

  SnapshotMaker(InstantSource clock, LongSupplier nanoClock, ApplierListener listener) {
    this.clock = clock;
    this.nanoClock = nanoClock;
    this.listener = listener;
  }

  /** Now, as the log keeps it: to the millisecond. */
  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /**
   * The facts after an entry.
   *
   * @throws dev.beadle.server.graph.InvalidFactException if the facts do not allow it
   */
  PolicySnapshot next(PolicySnapshot head, LogEntry entry) {
    long startedAt = nanoClock.getAsLong();
    SnapshotEditor editor = SnapshotEditor.of(head);
    for (Change change : entry.changes()) {
      Changes.apply(change, editor);
    }
    PolicySnapshot next = editor.build(entry.revision(), now());
    listener.applied(nanoClock.getAsLong() - startedAt, entry.changes().size());
    return next;
  }
}
