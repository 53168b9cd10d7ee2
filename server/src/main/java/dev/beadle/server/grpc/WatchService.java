package dev.beadle.server.grpc;

import dev.beadle.server.change.ChangeFeed;
import dev.beadle.server.change.ChangeFilter;
import dev.beadle.server.change.ChangeLog;
import dev.beadle.server.change.MergeBudget;
import dev.beadle.server.change.PublicationListener;
import dev.beadle.server.config.ChangeLimits.WatchLimits;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.graph.SnapshotStore;
import dev.beadle.server.grpc.FactsSource.UnmetConsistencyException;
import dev.beadle.server.grpc.SiteDirectory.SiteNotLoadedException;
import dev.beadle.server.model.Revision;
import dev.beadle.server.telemetry.CheckMetrics;
import dev.beadle.v1.WatchEvent;
import dev.beadle.v1.WatchFilter;
import dev.beadle.v1.WatchRequest;
import dev.beadle.v1.WatchServiceGrpc.WatchServiceImplBase;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The watch service: opens streams, and wakes them when there is news. Each stream is written by a
 * thread of its own, from the given executor; nothing waits on the transport's threads.
 * Thread-safe.
 */
public final class WatchService extends WatchServiceImplBase implements AutoCloseable {
  private final SiteDirectory sites;
  private final WatchLimits limits;
  private final Executor executor;
  private final CheckMetrics metrics;
  private final MergeBudget merged;
  private final AtomicReference<@Nullable ChangeFeed> feed = new AtomicReference<>();
  private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicBoolean isWaking = new AtomicBoolean();
  private volatile boolean isClosed;

  /** A watch on a site that never changes. */
  static final class NothingToWatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NothingToWatchException() {
      super("the site has no log of changes: it is as it was loaded", null, false, false);
    }
  }

  /**
   * A service without a feed.
   *
   * @param executor gives each stream a thread, which blocks: virtual threads
   * @param metrics counts what is refused
   */
  public WatchService(
      SiteDirectory sites, WatchLimits limits, Executor executor, CheckMetrics metrics) {
    this.metrics = metrics;
    this.merged = new MergeBudget(limits.mergedInAll());
    this.sites = sites;
    this.limits = limits;
    this.executor = executor;
  }

  /**
   * Says where changes come from; without it there is nothing to watch.
   *
   * @param head the position that is visible now
   * @return to be told of what becomes visible after it
   */
  public PublicationListener follow(ChangeLog log, long head) {
    var bounds = new ChangeFeed.Bounds(limits.backlog(), limits.mergedChanges());
    var changes = new ChangeFeed(log, head, bounds, merged, this::wake);
    feed.set(changes);
    return changes;
  }

  /** There is news. Called by whoever publishes: costs a hand-over at the most. */
  private void wake() {
    if (!watchers.isEmpty() && isWaking.compareAndSet(false, true)) {
      executor.execute(() -> {
        isWaking.set(false);
        watchers.forEach(Watcher::wake);
      });
    }
  }

  /** It is time for a heartbeat. */
  public void beat() {
    watchers.forEach(Watcher::beat);
  }

  /** How many streams are open. */
  public int watcherCount() {
    return open.get();
  }

  /** How many merged changes all streams hold together. */
  public int mergedCount() {
    return merged.held();
  }

  @Override
  public void watch(WatchRequest request, StreamObserver<WatchEvent> observer) {
    var events = (ServerCallStreamObserver<WatchEvent>) observer;
    try {
      Watcher watcher = watcherOf(request, events);
      if (open.incrementAndGet() > limits.watchers()) {
        open.decrementAndGet();
        throw new LimitExceededException(
            "watchers", limits.watchers() + 1L, "max-watchers", limits.watchers());
      }
      begin(watcher, events);
    } catch (RuntimeException refused) {
      refuse(observer, refused);
    }
  }

  /** Ends all streams: the callers resume elsewhere. */
  @Override
  public void close() {
    isClosed = true;
    watchers.forEach(watcher -> watcher.end(new DrainingException()));
  }

  private void begin(Watcher watcher, ServerCallStreamObserver<WatchEvent> events) {
    events.setOnReadyHandler(watcher::wake);
    events.setOnCancelHandler(watcher::cancel);
    watchers.add(watcher);
    if (isClosed) {
      watcher.end(new DrainingException());
    }
    executor.execute(() -> {
      try {
        watcher.run();
      } catch (RuntimeException ended) {
        refuse(events, ended);
      } finally {
        watchers.remove(watcher);
        open.decrementAndGet();
      }
    });
  }

  private void refuse(StreamObserver<WatchEvent> observer, RuntimeException why) {
    Status status = StatusMapper.statusOf(why);
    metrics.recordRefusal(StatusMapper.refusalOf(status));
    observer.onError(status.asRuntimeException());
  }

  private Watcher watcherOf(WatchRequest request, ServerCallStreamObserver<WatchEvent> events) {
    SnapshotStore site = sites.site(request.getSite());
    PolicySnapshot current = site.findCurrent();
    if (current == null) {
      throw new SiteNotLoadedException();
    }
    ChangeFeed changes = feed.get();
    if (changes == null) {
      throw new NothingToWatchException();
    }
    var start =
        switch (request.getStartCase()) {
          case FROM_REVISION -> new Watcher.Start(resumedAt(site, request.getFromRevision()), null);
          case WITH_SNAPSHOT ->
              new Watcher.Start(current.revision(), request.getWithSnapshot() ? current : null);
          case START_NOT_SET -> new Watcher.Start(current.revision(), null);
        };
    return new Watcher(changes, site, filterOf(request.getFilter()), start, events);
  }

  private static Revision resumedAt(SnapshotStore site, String token) {
    Revision from = FactsSource.revisionOf(site, token, "from_revision");
    PolicySnapshot current = site.findCurrent();
    if (current != null && from.position() > current.revision().position()) {
      throw new UnmetConsistencyException(
          "from_revision: "
              + token
              + " is not there yet; the site is at "
              + current.revisionToken());
    }
    return from;
  }

  private ChangeFilter filterOf(WatchFilter filter) {
    long ids =
        (long) filter.getContextIdsCount() + filter.getUserIdsCount() + filter.getRoleIdsCount();
    FieldChecks.requireAtMost("filter", ids, "max-watch-filter-ids", limits.filterIds());
    return new ChangeFilter(
        Set.copyOf(filter.getContextIdsList()),
        Set.copyOf(filter.getUserIdsList()),
        Set.copyOf(filter.getRoleIdsList()));
  }
}
