package dev.beadle.client.internal.watch;

import dev.beadle.client.internal.wire.AvoidedEndpoints;
import dev.beadle.client.internal.wire.Backoff;
import dev.beadle.client.internal.wire.Endpoint;
import dev.beadle.client.internal.wire.Failure;
import dev.beadle.client.internal.wire.StackRoom;
import dev.beadle.client.internal.wire.Trouble;
import dev.beadle.client.internal.wire.UnaryCalls.Parts;
import dev.beadle.v1.ChangeSet;
import dev.beadle.v1.WatchEvent;
import dev.beadle.v1.WatchRequest;
import dev.beadle.v1.WatchServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A watch that is opened again where it was, whenever it ends. Thread-safe; events are told one
 * after the other.
 */
public final class Watching implements AutoCloseable {
  /** Heartbeats come every ten seconds; a stream without one for so long is dead. */
  private static final long SILENCE_NANOS = Duration.ofSeconds(35).toNanos();

  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final Parts parts;
  private final WatchRequest request;
  private final Events events;
  private final Consumer<Watching> onClose;
  // Guarded by this.
  private @Nullable Stream stream;
  private int failures;
  private boolean isClosed;
  // Whether something was missed, so that the request's own beginning is of no use any more.
  private volatile boolean hasMissed;
  private volatile String revision;
  private final AvoidedEndpoints failed = new AvoidedEndpoints();

  /** What is told of a watch. */
  public interface Events {
    /** Something has changed, or nothing has for a while. */
    void event(WatchEvent event);

    /** Something was missed, and what comes is a new beginning. */
    void missed();

    /** The stream has ended; the next one begins where it was. */
    void interrupted(Status why);
  }

  /**
   * A watch of what a request asks for.
   *
   * @param onClose told when it is closed, at least once
   */
  public Watching(Parts parts, WatchRequest request, Events events, Consumer<Watching> onClose) {
    this.onClose = onClose;
    this.parts = parts;
    this.request = request;
    this.events = events;
    this.revision = request.getFromRevision();
  }

  /** Opens the first stream. */
  public void begin() {
    if (StackRoom.isAmple()) {
      open();
    } else {
      parts.ticker().at(parts.ticker().now(), this::open);
    }
  }

  /** Up to where everything was told. */
  public String revision() {
    return revision;
  }

  @Override
  public void close() {
    Stream open;
    synchronized (this) {
      isClosed = true;
      open = stream;
    }
    onClose.accept(this);
    if (open != null) {
      parts.ticker().runWithStack(() -> open.end("the watch is over"));
    }
  }

  private void open() {
    long now = parts.ticker().now();
    if (parts.endpoints().isClosed()) {
      return;
    }
    // Callers' code may run in looking for an endpoint, and in starting a call: without the lock.
    Endpoint endpoint = parts.endpoints().findUsable(now, failed.list());
    Stream opened = null;
    synchronized (this) {
      if (isClosed) {
        return;
      }
      if (endpoint == null) {
        pause();
      } else {
        opened = new Stream(endpoint, now);
        stream = opened;
      }
    }
    if (opened != null) {
      opened.start();
    }
  }

  private synchronized void pause() {
    long now = parts.ticker().now();
    parts.ticker().at(now + Backoff.nanos(FIRST_PAUSE, LONGEST_PAUSE, failures), this::open);
  }

  /** Resumes, but for a filter or a snapshot that asks for the beginning. */
  private WatchRequest resumed() {
    if (!revision.isEmpty()) {
      return request.toBuilder().setFromRevision(revision).build();
    }
    return hasMissed && request.hasFromRevision()
        ? request.toBuilder().clearFromRevision().build()
        : request;
  }

  private void ended(Stream ended, Failure failure) {
    synchronized (this) {
      if (stream != ended || isClosed) {
        return;
      }
      stream = null;
      failed.add(ended.endpoint);
      failures = ended.hasTold && !ended.isOwnWish ? 0 : failures + 1;
    }
    if (!ended.isOwnWish) {
      ended.endpoint.failed(failure);
    }
    try {
      if (isBeyondResuming(failure.status()) || ended.isInSnapshot) {
        revision = "";
        hasMissed = true;
        events.missed();
      }
      events.interrupted(failure.status());
    } catch (RuntimeException | Error thrown) {
      Trouble.tell("the listener of a watch failed", thrown);
    }
    pause();
  }

  /** The log does not reach back, or is another one. */
  private boolean isBeyondResuming(Status status) {
    return !revision.isEmpty()
        && switch (status.getCode()) {
          case OUT_OF_RANGE, INVALID_ARGUMENT -> true;
          default -> false;
        };
  }

  private void told(WatchEvent event) {
    switch (event.getEventCase()) {
      case CHANGES -> {
        ChangeSet changes = event.getChanges();
        events.event(event);
        if (!changes.getContinued()) {
          revision = changes.getRevision();
        }
      }
      case SNAPSHOT_END -> {
        events.event(event);
        revision = event.getSnapshotEnd().getRevision();
      }
      case HEARTBEAT -> {
        events.event(event);
        revision = event.getHeartbeat().getRevision();
      }
      case SNAPSHOT_PAGE -> events.event(event);
      // A newer server tells of something that this client does not know: nothing is missed.
      case EVENT_NOT_SET -> {}
    }
  }

  /** One stream to one endpoint. */
  private final class Stream extends ClientCall.Listener<WatchEvent> {
    private final Endpoint endpoint;
    private volatile @Nullable ClientCall<WatchRequest, WatchEvent> call;
    private volatile long heardAt;
    private volatile boolean hasTold;
    private volatile boolean isOver;
    // Not before: gRPC loses what is cancelled on another thread while it is started.
    private volatile boolean canBeCancelled;
    // Whether this side ended it, which says nothing of the endpoint.
    private volatile boolean isOwnWish;
    private volatile boolean isTelling;
    // Only touched by gRPC's callbacks, which come one after the other.
    private boolean isInSnapshot;

    Stream(Endpoint endpoint, long now) {
      this.endpoint = endpoint;
      this.heardAt = now;
    }

    /** Starts; what cannot be started has ended. */
    void start() {
      try {
        ClientCall<WatchRequest, WatchEvent> made =
            endpoint.newCall(Context.ROOT, WatchServiceGrpc.getWatchMethod(), CallOptions.DEFAULT);
        call = made;
        if (isOver) {
          return;
        }
        Context.ROOT.run(() -> begin(made));
        letCancel();
      } catch (RuntimeException | Error unexpected) {
        // In this order: that it is cancelled then tells nothing of the endpoint.
        ended(this, Failure.unstarted(unexpected));
        isOver = true;
        letCancel();
        return;
      }
      listenForSilence();
    }

    /** Cancels it, if that was wished for meanwhile. */
    private void letCancel() {
      canBeCancelled = true;
      if (isOver) {
        end("it was over when it began");
      }
    }

    private void begin(ClientCall<WatchRequest, WatchEvent> made) {
      made.start(this, new Metadata());
      made.request(1);
      made.sendMessage(resumed());
      made.halfClose();
    }

    void end(String why) {
      isOver = true;
      ClientCall<WatchRequest, WatchEvent> made = call;
      if (made == null || !canBeCancelled) {
        return;
      }
      try {
        made.cancel(why, null);
      } catch (RuntimeException | Error unexpected) {
        Trouble.tell("a watch could not be cancelled", unexpected);
      }
    }

    @Override
    public void onMessage(WatchEvent event) {
      if (isOver) {
        return;
      }
      isTelling = true;
      try {
        told(event);
        isInSnapshot = isBeforeSnapshotsEnd(event);
        hasTold = true;
        failed.clear();
        askForMore();
      } catch (RuntimeException | Error thrown) {
        // What it has not taken is told again.
        Trouble.tell("the listener of a watch failed", thrown);
        move("the listener failed");
      } finally {
        heardAt = parts.ticker().now();
        isTelling = false;
      }
    }

    private boolean isBeforeSnapshotsEnd(WatchEvent event) {
      return switch (event.getEventCase()) {
        case SNAPSHOT_PAGE -> true;
        case SNAPSHOT_END -> false;
        case CHANGES, HEARTBEAT, EVENT_NOT_SET -> isInSnapshot;
      };
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      isOver = true;
      Status why = status.isOk() ? Status.UNAVAILABLE.withDescription("it was ended") : status;
      ended(this, endpoint.failureOf(why, trailers));
    }

    private void askForMore() {
      ClientCall<WatchRequest, WatchEvent> made = call;
      if (made != null) {
        made.request(1);
      }
    }

    private void move(String why) {
      if (!isOver) {
        isOwnWish = true;
        end(why);
      }
    }

    private void listenForSilence() {
      if (isOver) {
        return;
      }
      long now = parts.ticker().now();
      long due = isTelling ? now + SILENCE_NANOS : heardAt + SILENCE_NANOS;
      if (now - due >= 0) {
        move("nothing was heard for " + TimeUnit.NANOSECONDS.toSeconds(SILENCE_NANOS) + " s");
        return;
      }
      parts.ticker().at(due, this::listenForSilence);
    }
  }
}
