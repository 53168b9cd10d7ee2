package dev.beadle.client;

import dev.beadle.client.internal.watch.Watching;
import dev.beadle.v1.WatchEvent;
import io.grpc.Status;

/** Tells a listener what the events of a watch say. */
record ListenerEvents(WatchListener listener) implements Watching.Events {
  @Override
  public void event(WatchEvent event) {
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
    listener.interrupted(why);
  }
}
