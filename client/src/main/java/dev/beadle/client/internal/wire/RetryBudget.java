package dev.beadle.client.internal.wire;

import dev.beadle.client.policy.RetryPolicy;

/** How many retries a client has left. Thread-safe. */
public final class RetryBudget {
  /** What can be saved up: seconds of the steady part, and as much again from requests. */
  private static final int MOST_SECONDS = 10;

  private static final double NANOS_PER_SECOND = 1e9;

  /** How often a call may be made again without a retry of this, after a probe was answered. */
  public static final int MOST_UNPAID = 3;

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

  /** Whether there will ever be a retry again. */
  public boolean isEverGranted() {
    return policy.isEnabled() && (policy.perRequest() > 0 || policy.perSecond() > 0);
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
