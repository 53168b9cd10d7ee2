package dev.beadle.server.testing;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.change.ApplierListener;
import dev.beadle.server.change.Change;
import dev.beadle.server.change.ChangeApplier;
import dev.beadle.server.change.Committed;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotStore;
import java.time.Duration;
import java.time.InstantSource;

/** A site that changes, without a server: a log in memory, one writer, and the store. */
public record WrittenSite(MemoryLog log, ChangeApplier applier, SnapshotStore store)
    implements AutoCloseable {
  /** Opens a site; whoever is to be told of everything says so before {@link #start}. */
  public static WrittenSite open(PolicySnapshot first, MemoryLog log, SnapshotStore store) {
    var parts =
        new ChangeApplier.Parts(
            log,
            store,
            InstantSource.system(),
            System::nanoTime,
            Runnable::run,
            ApplierListener.NONE,
            new ChangeApplier.Limits(1_024, 256, Duration.ofSeconds(5)));
    return new WrittenSite(log, ChangeApplier.open(parts, first), store);
  }

  /** The same with a log that begins there. */
  public static WrittenSite open(PolicySnapshot first) {
    return open(
        first,
        MemoryLog.after(first.revision().log(), first.revision().position()),
        new SnapshotStore());
  }

  public WrittenSite start() {
    applier.start();
    return this;
  }

  /** Writes, and waits until it is visible. */
  public Committed write(Change... changes) {
    return applier.submit(Proposals.of(changes)).join();
  }

  /** The token of the current revision. */
  public String token() {
    return current().revisionToken();
  }

  public PolicySnapshot current() {
    return requireNonNull(store.findCurrent());
  }

  @Override
  public void close() {
    applier.close();
  }
}
