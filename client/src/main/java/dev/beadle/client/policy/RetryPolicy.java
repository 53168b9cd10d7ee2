package dev.beadle.client.policy;

import java.time.Duration;

/**
 * Whether, when and how often a question is asked again after it was lost. Only what is safe to ask
 * twice is: checks, lists, and commands under an idempotency key. Immutable.
 *
 * <p>Never beyond the deadline of the call. A budget is shared by all calls of a client: each
 * request earns a part of a retry, and a few are granted every second, so that retries cannot
 * multiply the load on a sidecar in trouble. A request that carries many questions counts once, and
 * another endpoint that was not asked before costs nothing. When the budget is used up, what was
 * refused is asked again only after the sidecar has answered an empty question, three times at the
 * most, and if the budget grows at all; otherwise the failure is the answer.
 *
 * {@snippet class="dev.beadle.server.examples.AskingExamples" region="builder" :
 * try (var beadle =
 *     BeadleClient.builder(target)
 *         .target(secondTarget)
 *         .deadline(Duration.ofSeconds(10))
 *         .retries(RetryPolicy.DEFAULT.withBudget(0.5, 20))
 *         .circuit(
 *             new CircuitPolicy(
 *                 3, Duration.ofMillis(500), Duration.ofMillis(50), Duration.ofSeconds(10)))
 *         .failOpen("mod/forum:viewdiscussion")
 *         .build()) {
 *   return beadle.hasCapability(10, "mod/forum:replypost", Contexts.module(3));
 * }
 * }
 *
 * @param isEnabled whether anything is asked again at all
 * @param firstPause about how long to wait before the first retry; each is drawn between half of it
 *     and one and a half times
 * @param longestPause what the doubling of the pauses stops at
 * @param perRequest how much of a retry each request earns: 0 to 1
 * @param perSecond how many retries are granted each second besides
 */
public record RetryPolicy(
    boolean isEnabled,
    Duration firstPause,
    Duration longestPause,
    double perRequest,
    int perSecond) {
  /** After about 10 ms, doubling up to 500 ms; one for five requests, and ten a second. */
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(true, Duration.ofMillis(10), Duration.ofMillis(500), 0.2, 10);

  /**
   * Nothing is asked again: the first failure is the answer. A question that is asked while no
   * sidecar answers still waits for one, within its deadline: it has not been asked before.
   */
  public static final RetryPolicy NONE =
      new RetryPolicy(false, Duration.ofMillis(10), Duration.ofMillis(10), 0, 0);

  public RetryPolicy {
    Pauses.requireOrdered(firstPause, longestPause);
    if (!(perRequest >= 0 && perRequest <= 1)) {
      throw new IllegalArgumentException("perRequest: " + perRequest + " (expected: 0 to 1)");
    }
    if (perSecond < 0) {
      throw new IllegalArgumentException("perSecond: " + perSecond + " (expected: at least 0)");
    }
  }

  /** The same with another budget. */
  public RetryPolicy withBudget(double newPerRequest, int newPerSecond) {
    return new RetryPolicy(isEnabled, firstPause, longestPause, newPerRequest, newPerSecond);
  }
}
