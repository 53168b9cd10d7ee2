package dev.beadle.client;

import dev.beadle.client.internal.wire.Trouble;
import dev.beadle.client.policy.NearCachePolicy;
import dev.beadle.v1.ContextReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks in every way, once in a JVM, without a sidecar. A class is lost to the JVM when the first
 * who uses it has no stack left for that, and each answer that needs it is lost with it; callers
 * may be such users, so they are not to be the first. Thread-safe.
 */
final class Rehearsal {
  private static final String CAPABILITY = "moodle/site:config";

  private static final long STACK_BYTES = 1 << 20;

  // Guarded by the class; null until somebody waits for it, and after a failure.
  private static @Nullable Thread thread;

  private Rehearsal() {}

  /**
   * Waits until that is done, some tenths of a second on a cold JVM. It goes on for whoever comes
   * later when the time is up, or the calling thread is interrupted, which stays so.
   */
  static void await(Duration patience) {
    try {
      boolean _ = begun().join(patience);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error unexpected) {
      Trouble.tell("the client could not rehearse", unexpected);
    }
  }

  /** A thread of its own has stack enough, and needs none of those that callers may all hold. */
  private static synchronized Thread begun() {
    Thread known = thread;
    if (known == null) {
      known =
          Thread.ofPlatform()
              .daemon()
              .name("beadle-rehearsal")
              .stackSize(STACK_BYTES)
              .inheritInheritableThreadLocals(false)
              .start(Rehearsal::perform);
      thread = known;
    }
    return known;
  }

  private static void perform() {
    try {
      perform(true);
      perform(false);
    } catch (RuntimeException | Error unexpected) {
      forget();
      Trouble.tell("the client could not rehearse", unexpected);
    }
  }

  /** Whoever comes next tries again. */
  private static synchronized void forget() {
    thread = null;
  }

  private static void perform(boolean isCoalescing) {
    try (BeadleClient client =
        BeadleClient.builder(new RehearsedChannel())
            .coalescing(isCoalescing)
            .nearCache(NearCachePolicy.DEFAULT)
            .onFailure(OnFailure.THROW)
            .executor(Runnable::run)
            .build()) {
      askInEveryWay(client);
      BeadleClient late = client.withDeadline(Duration.ZERO);
      askInEveryWay(late);
      askInEveryWay(late.withOnFailure(OnFailure.DENY));
    }
  }

  private static void askInEveryWay(BeadleClient client) {
    ContextReference system = Contexts.system();
    List<ContextReference> contexts = List.of(system);
    List<String> capabilities = List.of(CAPABILITY);
    var question = Questions.one(0, CAPABILITY, system);
    BeadleAsync async = client.async();
    List<Runnable> ways =
        List.of(
            () -> client.hasCapability(0, CAPABILITY, system),
            () -> client.hasAnyCapability(0, capabilities, system),
            () -> client.hasAllCapabilities(0, capabilities, system),
            () -> client.decide(question),
            () -> client.requireCapability(0, CAPABILITY, system),
            () -> client.decideBatch(List.of(question)),
            () -> client.matrix(0, contexts, capabilities).isAllowed(0, 0),
            () -> client.explain(question),
            () -> awaitAnswer(async.hasCapability(0, CAPABILITY, system)),
            () -> awaitAnswer(async.decideBatch(List.of(question))),
            () -> awaitAnswer(async.matrix(0, contexts, capabilities)));
    for (Runnable way : ways) {
      try {
        way.run();
      } catch (CapabilityRequiredException | CheckFailedException denied) {
        // What callers are told.
      }
    }
  }

  /** What it is completed on may have no turn for long. */
  private static void awaitAnswer(CompletionStage<?> stage) {
    try {
      var _ = stage.toCompletableFuture().get(1, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException denied) {
      // What callers are told, or would be.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
