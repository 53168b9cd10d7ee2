package dev.beadle.client;

import dev.beadle.client.internal.watch.Watching;
import dev.beadle.client.internal.wire.Failure;
import dev.beadle.v1.WatchEvent;
import io.grpc.Status;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells a listener what the events of a watch say, and the log of one that will tell of nothing, as
 * not every listener wants to know of interruptions.
 */
final class ListenerEvents implements Watching.Events {
  private static final Logger LOG = System.getLogger("dev.beadle.client");

  private final WatchListener listener;
  private final AtomicInteger refusals = new AtomicInteger();

  ListenerEvents(WatchListener listener) {
    this.listener = listener;
  }

  @Override
  public void event(WatchEvent event) {
    refusals.set(0);
    switch (event.getEventCase()) {
      case CHANGES -> {
        listener.changed(event.getChanges());
        if (!event.getChanges().getContinued()) {
          listener.caughtUp(event.getChanges().getRevision());
        }
      }
      case SNAPSHOT_PAGE -> listener.rows(event.getSnapshotPage());
      case SNAPSHOT_END -> listener.caughtUp(event.getSnapshotEnd().getRevision());
      case HEARTBEAT -> listener.caughtUp(event.getHeartbeat().getRevision());
      case EVENT_NOT_SET -> {}
    }
  }

  @Override
  public void missed() {
    listener.missed();
  }

  @Override
  public void interrupted(Status why) {
    boolean isRefused = !Failure.own(why).isTrouble();
    // The first may be of where it began, which is given up then.
    if (isRefused && refusals.incrementAndGet() == 2) {
      LOG.log(
          Level.WARNING,
          "a watch is refused, and tried again every two seconds: {0}",
          Failure.textOf(why));
    }
    listener.interrupted(why);
  }
}
