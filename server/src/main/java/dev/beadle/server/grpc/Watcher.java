package dev.beadle.server.grpc;

import dev.beadle.server.change.Change;
import dev.beadle.server.change.ChangeFeed;
import dev.beadle.server.change.ChangeFeed.Next;
import dev.beadle.server.change.ChangeFilter;
import dev.beadle.server.change.ChangeMessages;
import dev.beadle.server.change.ChangedRow;
import dev.beadle.server.change.LogEntry;
import dev.beadle.server.graph.FactCursor;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotRows;
import dev.beadle.server.graph.SnapshotStore;
import dev.beadle.server.graph.TableRow;
import dev.beadle.server.grpc.FactsSource.RevisionGoneException;
import dev.beadle.server.model.Revision;
import dev.beadle.server.model.SiteTable;
import dev.beadle.v1.ChangeSet;
import dev.beadle.v1.Heartbeat;
import dev.beadle.v1.SnapshotEnd;
import dev.beadle.v1.SnapshotPage;
import dev.beadle.v1.WatchEvent;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a watch. It runs on a thread of its own, sends only what the transport can take,
 * and keeps nothing but where it is: what comes next is asked for when it can be sent. The other
 * threads only wake it.
 */
final class Watcher implements Runnable {
  /** The changes of one event take about so many bytes at the most. */
  private static final int EVENT_BYTES = 256 << 10;

  private final ChangeFeed feed;
  private final SnapshotStore site;
  private final ChangeFilter filter;
  private final Start start;
  private final ServerCallStreamObserver<WatchEvent> events;
  // The stream's thread, from its start on.
  private volatile @Nullable Thread thread;
  private volatile boolean isCancelled;
  private volatile @Nullable RuntimeException end;
  private volatile boolean isBeatDue;
  private long position;

  /**
   * Where to begin.
   *
   * @param revision after which to begin
   * @param snapshot whose rows to send first, or null
   */
  record Start(Revision revision, @Nullable PolicySnapshot snapshot) {}

  /** The caller has gone. */
  private static final class GoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GoneException() {
      super("the caller has gone", null, false, false);
    }
  }

  Watcher(
      ChangeFeed feed,
      SnapshotStore site,
      ChangeFilter filter,
      Start start,
      ServerCallStreamObserver<WatchEvent> events) {
    this.feed = feed;
    this.site = site;
    this.filter = filter;
    this.start = start;
    this.events = events;
    this.position = start.revision().position();
  }

  /** Looks again. */
  void wake() {
    LockSupport.unpark(thread);
  }

  /** Sends a heartbeat as soon as it can be sent. */
  void beat() {
    isBeatDue = true;
    wake();
  }

  /** The caller has gone. */
  void cancel() {
    isCancelled = true;
    wake();
  }

  /** Ends the stream with an error. */
  void end(RuntimeException why) {
    end = why;
    wake();
  }

  /**
   * Sends until the caller goes.
   *
   * @throws RuntimeException why the stream ends with an error, which is still to be told
   */
  @Override
  public void run() {
    thread = Thread.currentThread();
    try {
      begin();
      follow();
    } catch (GoneException _) {
      // There is nobody to answer.
    } catch (RuntimeException failure) {
      if (!isCancelled) {
        throw failure;
      }
    }
  }

  private void begin() {
    PolicySnapshot snapshot = start.snapshot();
    if (snapshot == null) {
      isBeatDue = true;
      return;
    }
    sendRows(snapshot);
    var snapshotEnd = SnapshotEnd.newBuilder().setRevision(snapshot.revisionToken());
    send(WatchEvent.newBuilder().setSnapshotEnd(snapshotEnd).build());
  }

  private void follow() {
    while (true) {
      if (isBeatDue) {
        isBeatDue = false;
        sendBeat();
      }
      switch (feed.after(position)) {
        case Next.Entries(List<LogEntry> entries) -> {
          if (entries.isEmpty()) {
            rest();
          }
          for (LogEntry entry : entries) {
            send(entry);
            position = entry.revision().position();
          }
        }
        case Next.Merged merged -> {
          try (merged) {
            send(merged);
          }
          position = merged.last().revision().position();
        }
        case Next.Gone(String why) -> throw new RevisionGoneException(why);
      }
    }
  }

  /** Waits for news; the wake-up that comes before it is not lost. */
  private void rest() {
    if (feed.head() <= position && !isBeatDue) {
      LockSupport.park(this);
    }
    requireOpen();
  }

  private void send(LogEntry entry) {
    String revision = entry.revision().token();
    LogEntry.Origin origin = entry.origin();
    ChangeSet.Builder set =
        ChangeSet.newBuilder()
            .setFirstRevision(revision)
            .setRevision(revision)
            .setActor(origin.actor())
            .setReason(origin.reason())
            .setCommittedAt(Timestamps.of(entry.committedAt()));
    send(set, entry.changes());
  }

  private void send(Next.Merged merged) {
    LogEntry last = merged.last();
    ChangeSet.Builder set =
        ChangeSet.newBuilder()
            .setFirstRevision(merged.first().revision().token())
            .setRevision(last.revision().token())
            .setCommittedAt(Timestamps.of(last.committedAt()))
            .setMerged(true);
    send(set, merged.merge().changes());
  }

  /** Sends what the filter lets pass of it, in as many events as it takes; maybe nothing. */
  private void send(ChangeSet.Builder set, List<Change> changes) {
    PolicySnapshot now = site.findCurrent();
    int bytes = 0;
    for (Change change : changes) {
      if (now == null || filter.passes(change, now)) {
        requireNotOutgrown(change, now);
        dev.beadle.v1.Change message = ChangeMessages.toMessage(change);
        if (bytes > 0 && bytes + message.getSerializedSize() > EVENT_BYTES) {
          send(WatchEvent.newBuilder().setChanges(set.setContinued(true)).build());
          set.clearChanges().setContinued(false);
          bytes = 0;
        }
        set.addChanges(message);
        bytes += message.getSerializedSize();
      }
    }
    if (bytes > 0) {
      send(WatchEvent.newBuilder().setChanges(set).build());
    }
  }

  /** The caller lacks what the filter hid of a context that was elsewhere. */
  private void requireNotOutgrown(Change change, @Nullable PolicySnapshot now) {
    if (now != null && filter.isOutgrownBy(change, now)) {
      throw new RevisionGoneException(
          "filter: context "
              + ((Change.ContextMoved) change).id()
              + " was moved, and what the filter hid of it counts now: start again with a"
              + " snapshot");
    }
  }

  private void sendRows(PolicySnapshot snapshot) {
    var page = SnapshotPage.newBuilder();
    int bytes = 0;
    for (SiteTable table : SiteTable.values()) {
      FactCursor rows = SnapshotRows.of(snapshot, table);
      while (rows.next()) {
        Change change = ChangedRow.making(TableRow.copyOf(table, rows));
        if (filter.passes(change, snapshot)) {
          dev.beadle.v1.Change message = ChangeMessages.toMessage(change);
          page.addRows(message);
          bytes += message.getSerializedSize();
        }
        if (bytes > EVENT_BYTES) {
          send(WatchEvent.newBuilder().setSnapshotPage(page).build());
          page.clear();
          bytes = 0;
        }
      }
    }
    if (bytes > 0) {
      send(WatchEvent.newBuilder().setSnapshotPage(page).build());
    }
  }

  private void sendBeat() {
    var reached = new Revision(start.revision().log(), position);
    var heartbeat = Heartbeat.newBuilder().setRevision(reached.token());
    send(WatchEvent.newBuilder().setHeartbeat(heartbeat).build());
  }

  /** Waits until the transport can take an event, and hands it over. */
  private void send(WatchEvent event) {
    requireOpen();
    while (!events.isReady()) {
      LockSupport.park(this);
      requireOpen();
    }
    events.onNext(event);
  }

  private void requireOpen() {
    RuntimeException why = end;
    if (isCancelled) {
      throw new GoneException();
    }
    if (why != null) {
      throw why;
    }
  }
}
