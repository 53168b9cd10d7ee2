package dev.beadle.client;

import dev.beadle.client.policy.CircuitPolicy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * Callers who ask whether a user may reply, each on a thread or with a stage, and their threads.
 */
final class Callers {
  private static final String REPLY = "mod/forum:replypost";

  private Callers() {}

  /** A client that waits for a sidecar which is slow, and does not give it up. */
  static BeadleClientBuilder patient(FakeSidecar sidecar) {
    return BeadleClient.builder(sidecar.target())
        .deadline(Duration.ofSeconds(20))
        .circuit(
            new CircuitPolicy(
                100, Duration.ofSeconds(20), Duration.ofMillis(1), Duration.ofSeconds(1)));
  }

  /** Asks with a stage. */
  static CompletableFuture<Boolean> ask(BeadleClient client, long user) {
    return client.async().hasCapability(user, REPLY, Contexts.module(7)).toCompletableFuture();
  }

  /** Asks on a thread of a kind, which is added to the callers. */
  static CompletableFuture<Boolean> askOn(
      BeadleClient client, Thread.Builder kind, long user, List<Thread> callers) {
    var answer = new CompletableFuture<Boolean>();
    callers.add(
        kind.start(() -> answer.complete(client.hasCapability(user, REPLY, Contexts.module(7)))));
    return answer;
  }

  /** Keeps virtual threads from running until they are free again. */
  static void holdCarriers(AtomicBoolean isFree) throws InterruptedException {
    int carriers = Runtime.getRuntime().availableProcessors();
    var held = new CountDownLatch(carriers);
    for (int i = 0; i < carriers; i++) {
      var _ =
          Thread.startVirtualThread(() -> {
            held.countDown();
            while (!isFree.get()) {
              Thread.onSpinWait();
            }
          });
    }
    held.await();
  }

  /** Waits until all of them wait for their answers. */
  static void awaitWaiting(List<Thread> callers) {
    awaitAll(callers, caller -> caller.getState() == Thread.State.WAITING);
  }

  /** Waits until all of them have been woken, whether or not they run. */
  static void awaitNoneWaiting(List<Thread> callers) {
    awaitAll(callers, caller -> caller.getState() != Thread.State.WAITING);
  }

  private static void awaitAll(List<Thread> callers, Predicate<Thread> wanted) {
    Await.until(() -> callers.stream().allMatch(wanted));
  }
}
