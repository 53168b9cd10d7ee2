package dev.beadle.client.internal.check;

import dev.beadle.client.internal.wire.Backoff;
import dev.beadle.client.internal.wire.Endpoint;
import dev.beadle.client.internal.wire.UnaryCalls;
import org.jspecify.annotations.Nullable;

/**
 * Where the next stream of a lane goes, and when. Whoever runs the lane looks for it; what came of
 * the streams before is told by the transport's threads too. Thread-safe.
 */
final class Route {
  private final UnaryCalls.Parts parts;
  private volatile @Nullable Endpoint lastFailed;
  private volatile int failuresInARow;
  private volatile long pausedUntil;
  // Where it goes, if that is known already; belongs to whoever runs the lane.
  private @Nullable Endpoint chosen;

  Route(UnaryCalls.Parts parts) {
    this.parts = parts;
    this.pausedUntil = parts.ticker().now();
  }

  /** The endpoint to open a stream to; null while there is none, or a pause before it. */
  @Nullable Endpoint find(long now) {
    if (now - pausedUntil < 0) {
      return null;
    }
    Endpoint known = chosen;
    chosen = null;
    return known != null && known.isUsable() ? known : best(now);
  }

  /** One that has not failed lately, if there is one: any other would be left again at once. */
  private @Nullable Endpoint best(long now) {
    Endpoint failed = lastFailed;
    Endpoint trusted = parts.endpoints().findTrusted(now, null);
    return trusted == null || trusted == failed
        ? parts.endpoints().findUsable(now, failed)
        : trusted;
  }

  /** Takes one rather than another, whatever is known of them. */
  void take(Endpoint endpoint, Endpoint instead) {
    chosen = endpoint;
    lastFailed = instead;
  }

  /** Takes one only if there is no other. */
  void avoid(Endpoint endpoint) {
    lastFailed = endpoint;
  }

  void avoidNone() {
    lastFailed = null;
  }

  /** What failed at an endpoint is asked again: elsewhere, or after a pause when all were tried. */
  void pauseAfter(Endpoint failed, long now) {
    avoid(failed);
    int failures = failuresInARow + 1;
    failuresInARow = failures;
    int rounds = failures - parts.endpoints().count();
    if (rounds >= 0) {
      var policy = parts.retries();
      pausedUntil = now + Backoff.nanos(policy.firstPause(), policy.longestPause(), rounds);
    }
  }

  void answered() {
    if (failuresInARow != 0) {
      failuresInARow = 0;
      avoidNone();
    }
  }
}
