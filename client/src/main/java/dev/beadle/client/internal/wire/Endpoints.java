package dev.beadle.client.internal.wire;

import dev.beadle.client.meter.ClientMeters;
import dev.beadle.client.policy.CircuitPolicy;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The sidecars that a client may ask, the preferred one first. Thread-safe. */
public final class Endpoints implements AutoCloseable {
  private static final long CLOSING_MILLIS = 2_000;
  private static final long CLOSING_LOOK_MILLIS = 20;

  private final List<Endpoint> all;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final AtomicBoolean isClosed = new AtomicBoolean();

  /**
   * A sidecar by the name that tells it from the others, and the way to it.
   *
   * @param channels makes a channel to it; or the one channel, of which others may have calls
   * @param isShared whether it is that one
   */
  public record Target(String name, Supplier<ManagedChannel> channels, boolean isShared) {
    /** One that is connected to anew when nothing comes of its channel. */
    public static Target of(String name, Supplier<ManagedChannel> channels) {
      return new Target(name, channels, false);
    }

    /** One that is reached over a channel of somebody else's. */
    public static Target over(String name, ManagedChannel channel) {
      return new Target(name, () -> channel, true);
    }
  }

  /** Endpoints in the order of preference: at least one. */
  public Endpoints(List<Target> targets, CircuitPolicy policy, ClientMeters meters, Ticker ticker) {
    this.all =
        targets.stream().map(target -> new Endpoint(target, policy, meters, ticker)).toList();
  }

  /** How many there are. */
  public int count() {
    return all.size();
  }

  /** The preferred one, whether it answers or not. */
  public Endpoint first() {
    return all.getFirst();
  }

  /**
   * Whether asking does no more than to send: the preferred one is connected, and none has to be
   * looked at.
   */
  boolean isSettled() {
    return first().isConnected() && all.stream().allMatch(Endpoint::isUsable);
  }

  /** Whether there will be no more answers. */
  public boolean isClosed() {
    return isClosed.get();
  }

  /** Runs this whenever it became known whether an endpoint answers again. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /**
   * The first endpoint that answers; those that did not are looked at when it is time.
   *
   * @param avoided in the order in which they were asked: one is taken only when no other one
   *     answers, and that is the one that was asked last the longest time ago
   */
  public @Nullable Endpoint findUsable(long now, List<Endpoint> avoided) {
    Endpoint found = null;
    int foundAt = Integer.MAX_VALUE;
    for (Endpoint endpoint : all) {
      if (!endpoint.isUsable()) {
        endpoint.probeIfDue(now, this::changed);
        continue;
      }
      int at = avoided.lastIndexOf(endpoint);
      if (at < foundAt) {
        found = endpoint;
        foundAt = at;
      }
    }
    return found;
  }

  /**
   * All that answer, in a list of the caller's own; those that did not are looked at when it is
   * time.
   */
  public List<Endpoint> findAllUsable(long now) {
    List<Endpoint> usable = new ArrayList<>(all.size());
    for (Endpoint endpoint : all) {
      if (endpoint.isUsable()) {
        usable.add(endpoint);
      } else {
        endpoint.probeIfDue(now, this::changed);
      }
    }
    return usable;
  }

  /**
   * The endpoint to return to, when a later one had to be taken: the first that has answered again,
   * or has been left alone for a while.
   *
   * @param avoided never taken
   */
  public @Nullable Endpoint findTrusted(long now, List<Endpoint> avoided) {
    Endpoint found = null;
    for (Endpoint endpoint : all) {
      if (!endpoint.isUsable()) {
        endpoint.probeIfDue(now, this::changed);
      } else if (found == null && !avoided.contains(endpoint) && endpoint.isTrusted(now)) {
        found = endpoint;
      }
    }
    return found;
  }

  /**
   * An endpoint that answers and would be reached at once.
   *
   * @param avoided never taken
   */
  public @Nullable Endpoint findConnected(List<Endpoint> avoided) {
    for (Endpoint endpoint : all) {
      if (!avoided.contains(endpoint) && endpoint.isConnected()) {
        return endpoint;
      }
    }
    return null;
  }

  /** When it may be known next that one answers; only when none is usable. */
  public long nextChangeAt() {
    long next = all.getFirst().nextProbeAt();
    for (Endpoint endpoint : all) {
      if (endpoint.nextProbeAt() - next < 0) {
        next = endpoint.nextProbeAt();
      }
    }
    return next;
  }

  /**
   * When it may be known next that one answers which does not; in the past if it is being looked
   * at.
   *
   * @param hopeless those that do not count
   */
  OptionalLong nextReturn(List<Endpoint> hopeless) {
    return all.stream()
        .filter(endpoint -> !endpoint.isUsable() && !hopeless.contains(endpoint))
        .mapToLong(Endpoint::nextProbeAt)
        .min();
  }

  /**
   * What to say when none is usable: UNAVAILABLE, or INTERNAL when one of them answered what is no
   * answer, which must not pass for silence.
   */
  public Status unusable() {
    Failure last = all.getFirst().lastFailure();
    Status.Code code = Status.Code.UNAVAILABLE;
    for (Endpoint endpoint : all) {
      if (!endpoint.lastFailure().isSilence()) {
        last = endpoint.lastFailure();
        code = Status.Code.INTERNAL;
      }
    }
    String told =
        all.stream()
            .map(endpoint -> endpoint.lastFailure().status().getDescription())
            .collect(Collectors.joining("; "));
    return code.toStatus().withDescription(told).withCause(last.status().getCause());
  }

  /** Whether more than silence is known of one of them: what {@link #unusable} says then. */
  public boolean isAnyAtFault() {
    return all.stream().anyMatch(endpoint -> !endpoint.lastFailure().isSilence());
  }

  /** Ends the connections, once the calls on their way have ended, or have had time for it. */
  @Override
  public void close() {
    close(() -> false);
  }

  /**
   * The same.
   *
   * @param isIdle whether no call is on its way: connections that are given up may linger without
   */
  public void close(BooleanSupplier isIdle) {
    if (!isClosed.compareAndSet(false, true)) {
      return;
    }
    all.forEach(Endpoint::shutdown);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSING_MILLIS);
    boolean isInterrupted = Thread.interrupted();
    for (Endpoint endpoint : all) {
      isInterrupted |= !awaitEnd(endpoint, end, isIdle);
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void changed() {
    listeners.forEach(Runnable::run);
  }

  /** Whether the calling thread was not told to stop meanwhile. */
  private static boolean awaitEnd(Endpoint endpoint, long end, BooleanSupplier isIdle) {
    try {
      boolean isEnded = endpoint.awaitEnd(0, isIdle);
      while (!isEnded && end - System.nanoTime() > 0) {
        isEnded = endpoint.awaitEnd(CLOSING_LOOK_MILLIS, isIdle);
      }
      return true;
    } catch (InterruptedException _) {
      return false;
    } finally {
      endpoint.shutdownNow();
    }
  }
}
