package dev.beadle.client.internal.check;

import dev.beadle.client.internal.wire.AvoidedEndpoints;
import dev.beadle.client.internal.wire.Backoff;
import dev.beadle.client.internal.wire.Endpoint;
import dev.beadle.client.internal.wire.FailedEndpoints;
import dev.beadle.client.internal.wire.Failure;
import dev.beadle.client.internal.wire.UnaryCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the next stream of a lane goes, and when. Whoever runs the lane looks for it; what came of
 * the streams before is told by the transport's threads too. Thread-safe.
 */
final class Route {
  /**
   * How long after a failure the preferred endpoint is returned to. It may answer all others, and
   * refuse just this lane.
   */
  private static final long RETURN_NANOS = Duration.ofSeconds(1).toNanos();

  private final UnaryCalls.Parts parts;
  private final FailedEndpoints failed = new FailedEndpoints();
  // Those that were left while they were still being connected to.
  private final AvoidedEndpoints left = new AvoidedEndpoints();
  private volatile long returnsAt;
  private volatile int failuresInARow;
  private volatile long pausedUntil;
  // Where it goes, if that is known already; belongs to whoever runs the lane.
  private @Nullable Endpoint chosen;

  Route(UnaryCalls.Parts parts) {
    this.parts = parts;
    this.pausedUntil = parts.ticker().now();
    this.returnsAt = pausedUntil;
  }

  /** The endpoint to open a stream to; null while there is none, or a pause before it. */
  @Nullable Endpoint find(long now) {
    Endpoint known = chosen;
    chosen = null;
    if (known != null && known.isUsable()) {
      return known;
    }
    Endpoint best = best(now);
    return now - pausedUntil < 0 && failed.listAway().contains(best) ? null : best;
  }

  /** One that has not failed lately, if there is one: any other would be left again at once. */
  private @Nullable Endpoint best(long now) {
    List<Endpoint> avoided = new ArrayList<>(left.list());
    avoided.addAll(failed.listAway());
    Endpoint trusted = parts.endpoints().findTrusted(now, List.of());
    return trusted == null || avoided.contains(trusted)
        ? parts.endpoints().findUsable(now, avoided)
        : trusted;
  }

  /** Who has failed since there was an answer, and last of all this one. */
  List<Endpoint> avoidedBesides(Endpoint endpoint) {
    List<Endpoint> all = failed.listAway();
    all.remove(endpoint);
    all.add(endpoint);
    return all;
  }

  /** Whether all have failed, each in a way that does not pass, and none may come back soon. */
  boolean isHopeless() {
    return failed.countHopeless() == parts.endpoints().count();
  }

  /** What is known of those who have failed, if one of them did more than say nothing. */
  @Nullable Failure findFault() {
    return failed.findFault();
  }

  /** Takes one rather than another that is not connected, whatever else is known of them. */
  void take(Endpoint endpoint, Endpoint instead) {
    chosen = endpoint;
    left.add(instead);
    returnsAt = parts.ticker().now() + RETURN_NANOS;
  }

  /** Takes one only if there is no other, until there is an answer. */
  void avoid(Endpoint endpoint, Failure failure) {
    long now = parts.ticker().now();
    failed.add(endpoint, failure, now);
    returnsAt = now + RETURN_NANOS;
  }

  /** Whether it is worth looking at the preferred endpoint again. */
  boolean mayReturn(long now) {
    return failed.isEmpty() && left.list().isEmpty() && now - returnsAt >= 0;
  }

  /** What an endpoint refused is asked again: elsewhere, or after a pause when all were tried. */
  void pauseAfter(Endpoint refusing, Failure failure, long now) {
    avoid(refusing, failure);
    if (now - pausedUntil < 0) {
      // One of several messages that were refused together.
      return;
    }
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
    }
    failed.clear();
    left.clear();
  }
}
