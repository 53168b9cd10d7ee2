package dev.beadle.client.internal.wire;

import dev.beadle.client.meter.ClientMeters.CircuitState;
import dev.beadle.client.policy.CircuitPolicy;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Whether an endpoint is to be asked. Times are those of one monotonic clock, in nanoseconds.
 * Thread-safe; looking costs a volatile read.
 */
final class Circuit {
  /** After this time without requests, it is worth trying what failed before. */
  private static final long FORGIVEN_AFTER_NANOS = Duration.ofSeconds(5).toNanos();

  /** How long a sidecar may take to answer an empty question, connecting included: at first. */
  private static final long FIRST_PROBE_NANOS = Duration.ofMillis(100).toNanos();

  /** How long in the end at least, and at most: as long as silence may last, in between. */
  private static final long LATER_PROBE_NANOS = Duration.ofMillis(800).toNanos();

  private static final long LONGEST_PROBE_NANOS = Duration.ofSeconds(2).toNanos();

  private static final int MOST_DOUBLINGS = 5;

  /** What came of a probe was kept from us when it is overdue by this, and another is made. */
  static final long OVERDUE_NANOS = Duration.ofSeconds(1).toNanos();

  private final CircuitPolicy policy;
  private final Consumer<CircuitState> listener;
  private volatile CircuitState state = CircuitState.CLOSED;
  // Whether nothing has failed since the last success.
  private volatile boolean isClean = true;
  private volatile long failedAt;
  private volatile long nextProbeAt;
  private volatile long probeLostAt;
  // Guarded by this.
  private int failures;
  // Guarded by this: how often it has opened since it was last closed, and been looked at in vain.
  private int openings;
  private int probesInVain;

  Circuit(CircuitPolicy policy, Consumer<CircuitState> listener) {
    this.policy = policy;
    this.listener = listener;
  }

  /** Whether requests may be sent. */
  boolean isClosed() {
    return state == CircuitState.CLOSED;
  }

  /** Whether requests may be sent, and none has failed lately without one being answered since. */
  boolean isTrusted(long now) {
    return isClosed() && (isClean || now - failedAt > FORGIVEN_AFTER_NANOS);
  }

  /** When it makes sense to look whether the endpoint answers again; only when not closed. */
  long nextProbeAt() {
    return nextProbeAt;
  }

  /** Takes the right to look whether the endpoint answers; one caller gets it, when it is time. */
  boolean tryProbe(long now) {
    if (!isProbeDue(now)) {
      return false;
    }
    synchronized (this) {
      if (!isProbeDue(now)) {
        return false;
      }
      probeLostAt = now + probeNanos() + OVERDUE_NANOS;
      if (state != CircuitState.HALF_OPEN) {
        become(CircuitState.HALF_OPEN);
      }
      return true;
    }
  }

  private boolean isProbeDue(long now) {
    return switch (state) {
      case CLOSED -> false;
      case OPEN -> now - nextProbeAt >= 0;
      case HALF_OPEN -> now - probeLostAt >= 0;
    };
  }

  /** How long the next look may take: twice as long as the one before it. */
  synchronized long probeNanos() {
    long longest = Math.clamp(policy.silence().toNanos(), LATER_PROBE_NANOS, LONGEST_PROBE_NANOS);
    return Math.min(longest, FIRST_PROBE_NANOS << Math.clamp(openings - 1, 0, MOST_DOUBLINGS));
  }

  /** A request was answered. */
  void succeeded() {
    if (isClean && state == CircuitState.CLOSED) {
      return;
    }
    synchronized (this) {
      isClean = true;
      failures = 0;
      openings = 0;
      probesInVain = 0;
      if (state != CircuitState.CLOSED) {
        become(CircuitState.CLOSED);
      }
    }
  }

  /** A request was lost, or answered by something that is no answer. */
  synchronized void failed(long now) {
    failedAt = now;
    isClean = false;
    failures++;
    if (failures >= policy.failuresToOpen()) {
      open(now);
    }
  }

  /** The connection is gone, or nothing comes out of it: there is no use in trying on. */
  synchronized void lost(long now) {
    open(now);
  }

  /**
   * The endpoint did not answer when it was looked at.
   *
   * @return how often that is since it was last closed, or 0 if it is known by other means
   *     meanwhile whether it answers
   */
  synchronized int probeFailed(long now) {
    if (state == CircuitState.CLOSED) {
      return 0;
    }
    probesInVain++;
    open(now);
    return probesInVain;
  }

  private void open(long now) {
    if (state == CircuitState.OPEN) {
      return;
    }
    nextProbeAt = now + Backoff.nanos(policy.firstPause(), policy.longestPause(), openings);
    openings++;
    become(CircuitState.OPEN);
  }

  private void become(CircuitState newState) {
    state = newState;
    listener.accept(newState);
  }
}
