package dev.beadle.client.internal.wire;

import dev.beadle.client.policy.RetryPolicy;

/** How many retries a client has left. Thread-safe. */
public final class RetryBudget {
  /** What can be saved up: seconds of the steady part, and as much again from requests. */
  private static final int MOST_SECONDS = 10;

  private static final double NANOS_PER_SECOND = 1e9;

  /** How often something may be asked again {@link Grant#AFTER_PROBE}. */
  public static final int MOST_AFTER_PROBES = 3;

  private final RetryPolicy policy;
  private final double most;
  // Guarded by this.
  private double tokens;
  private long filledAt;

  /** A full second of retries to begin with. */
  public RetryBudget(RetryPolicy policy, long now) {
    this.policy = policy;
    this.most = Math.max(1, 2.0 * MOST_SECONDS * policy.perSecond());
    this.tokens = Math.min(most, policy.perSecond());
    this.filledAt = now;
  }

  /** A request is sent for the first time. */
  public synchronized void earn() {
    tokens = Math.min(most, tokens + policy.perRequest());
  }

  /** Whether something may be asked again. */
  public enum Grant {
    /** It may not. */
    NO,
    /** It may. */
    YES,
    /** It may once the endpoint has answered a probe, so that it costs no load. */
    AFTER_PROBE
  }

  /**
   * Whether what failed may be asked again. That one endpoint has no answer is no reason not to ask
   * another, and nothing left here is none to lose what can still make its deadline.
   *
   * @param isElsewhere whether an endpoint is left that was not asked for it
   */
  public Grant grant(Failure failure, boolean isElsewhere, long now) {
    if (!policy.isEnabled()) {
      return Grant.NO;
    }
    if (isElsewhere || trySpend(now)) {
      return Grant.YES;
    }
    return failure.isPassing() && isEverFilled() ? Grant.AFTER_PROBE : Grant.NO;
  }

  private boolean isEverFilled() {
    return policy.perRequest() > 0 || policy.perSecond() > 0;
  }

  /** Takes a retry, if there is one. */
  public synchronized boolean trySpend(long now) {
    if (!policy.isEnabled()) {
      return false;
    }
    double granted = (now - filledAt) / NANOS_PER_SECOND * policy.perSecond();
    filledAt = now;
    tokens = Math.min(most, tokens + granted);
    if (tokens < 1) {
      return false;
    }
    tokens -= 1;
    return true;
  }
}
