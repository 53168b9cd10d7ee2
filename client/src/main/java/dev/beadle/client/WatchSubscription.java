package dev.beadle.client;

import dev.beadle.client.internal.watch.Watching;

/**
 * A watch that goes on, over restarts and other endpoints, until it is closed. Thread-safe.
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
public final class WatchSubscription implements AutoCloseable {
  private final Watching watching;

  WatchSubscription(Watching watching) {
    this.watching = watching;
  }

  /** The revision up to which everything has been told; empty before the first event. */
  public String revision() {
    return watching.revision();
  }

  /** Ends it. A listener that is being told is told to the end. */
  @Override
  public void close() {
    watching.close();
  }
}
