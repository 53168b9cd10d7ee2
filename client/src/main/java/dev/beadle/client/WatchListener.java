package dev.beadle.client;

import dev.beadle.v1.ChangeSet;
import dev.beadle.v1.SnapshotPage;
import io.grpc.Status;

/**
 * Told of the changes of a site. Its methods are called one after the other; the next event is not
 * asked for before they return.
 *
 * <pre>{@code
 * WatchListener printing = changes -> System.out.println(changes.getRevision());
 * try (WatchSubscription watch =
 *     beadle.watch(WatchRequest.getDefaultInstance(), printing)) { … }
 * }</pre>
 */
@FunctionalInterface
public interface WatchListener {
  /** Something has changed: to be applied as a whole. */
  void changed(ChangeSet changes);

  /** Rows of the snapshot, when one was asked for. */
  default void rows(SnapshotPage page) {}

  /**
   * Everything up to a revision has been told: after the snapshot, after the changes, and every few
   * seconds while nothing changes.
   */
  default void caughtUp(String revision) {}

  /**
   * Something was missed, since the sidecar no longer knows what happened since the last revision
   * that was told: whatever was kept may be wrong. What comes next is what the request began with.
   */
  default void missed() {}

  /** The stream is down, and is being brought up again where it was. */
  default void interrupted(Status why) {}
}
