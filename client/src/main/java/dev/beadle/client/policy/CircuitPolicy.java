package dev.beadle.client.policy;

import java.time.Duration;

/**
 * When a client stops asking a sidecar that does not answer, and how often it looks whether it does
 * again. Immutable.
 *
 * <p>A lost connection, silence, or a number of failures in a row open the circuit: nothing is sent
 * any more. After a pause one empty question is: if it is answered, the circuit closes, otherwise
 * the pause doubles. A call waits for that when it can still make its deadline, and fails at once
 * when it cannot, or goes to another endpoint that answers.
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
 * @param failuresToOpen how many requests have to fail in a row: at least 1
 * @param silence how long nothing may come back before the connection counts as dead: what was
 *     asked is then asked elsewhere, or again over a new one. The empty question may take as long
 *     in the end, but 0.8 s at least and 2 s at most
 * @param firstPause about how long the first pause is; each is drawn between half of it and one and
 *     a half times
 * @param longestPause what the doubling of the pauses stops at
 */
public record CircuitPolicy(
    int failuresToOpen, Duration silence, Duration firstPause, Duration longestPause) {
  /** Five failures, or 400 ms of silence; pauses of about 20 ms, doubling up to 1 s. */
  public static final CircuitPolicy DEFAULT =
      new CircuitPolicy(5, Duration.ofMillis(400), Duration.ofMillis(20), Duration.ofSeconds(1));

  public CircuitPolicy {
    Pauses.requireOrdered(firstPause, longestPause);
    Pauses.requireUsable("silence", silence);
    if (failuresToOpen < 1) {
      throw new IllegalArgumentException(
          "failuresToOpen: " + failuresToOpen + " (expected: at least 1)");
    }
  }
}
