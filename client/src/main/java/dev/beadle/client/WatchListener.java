package dev.beadle.client;

import dev.beadle.v1.ChangeSet;
import dev.beadle.v1.SnapshotPage;
import io.grpc.Status;

/**
 * Told of the changes of a site. Its methods are called one after the other; the next event is not
 * asked for before they return. What one of them throws is logged, and what it was told is told
 * again.
 *
 * {@snippet class="dev.beadle.server.examples.FollowingExamples" region="watch" :
 * var revisions = new LinkedBlockingQueue<String>();
 * WatchListener listener = changes -> revisions.add(changes.getRevision());
 * var request = WatchRequest.newBuilder().setFromRevision(lastRevision).build();
 * try (WatchSubscription _ = beadle.watch(request, listener)) {
 *   return revisions.take();
 * }
 * }
 */
@FunctionalInterface
public interface WatchListener {
  /** Something has changed: to be applied as a whole. */
  void changed(ChangeSet changes);

  /** Rows of the snapshot, when one was asked for. */
  default void rows(SnapshotPage page) {}

  /**
   * Everything up to a revision has been told: after the snapshot, after the changes, and every ten
   * seconds while nothing changes.
   */
  default void caughtUp(String revision) {}

  /**
   * Something was missed, since the sidecar no longer knows what happened since the last revision
   * that was told, or the snapshot broke off: whatever was kept may be wrong. What comes next
   * begins with the snapshot, if one was asked for, or else with what happens from now on.
   */
  default void missed() {}

  /**
   * The stream is down, and is being brought up again where it was, every two seconds at the least.
   * FAILED_PRECONDITION says that the sidecar has nothing to watch: its site has no log of changes,
   * because it is read from tables ({@code serve --site}) and not kept in a store ({@code --data}).
   * A refusal like that is logged as a warning too.
   */
  default void interrupted(Status why) {}
}
