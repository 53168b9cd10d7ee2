package dev.beadle.client;

import dev.beadle.v1.ContextReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A program whose first callers have little stack, once it is ready. It asks in one way after the
 * other, and each time once more with stack enough: what fails then fails until the program ends,
 * and is printed. Arguments: a sidecar's target, and the number of the way to begin with.
 */
final class FirstCaller {
  /** What a line begins with that tells of a failure. */
  static final String LOST = "lost: ";

  private static final String REPLY = "mod/forum:replypost";
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final int MOST_FRAMES = 400;
  private static final int FRAMES_APART = 3;
  private static final long STACK_BYTES = 256 << 10;

  private FirstCaller() {}

  public static void main(String[] arguments) throws Exception {
    try (BeadleClient client =
        BeadleClient.builder(arguments[0]).deadline(Duration.ofSeconds(20)).build()) {
      awaitReadyWithoutCarriers(client);
      List<Map.Entry<String, Runnable>> ways = new ArrayList<>(ways(client).entrySet());
      Collections.rotate(ways, -Integer.parseInt(arguments[1]));
      for (Map.Entry<String, Runnable> way : ways) {
        ask(way.getKey(), way.getValue());
      }
    }
  }

  /** No virtual thread gets its turn meanwhile. */
  private static void awaitReadyWithoutCarriers(BeadleClient client) {
    var isReady = new AtomicBoolean();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      var _ =
          Thread.startVirtualThread(() -> {
            while (!isReady.get()) {
              Thread.onSpinWait();
            }
          });
    }
    long startedAt = System.nanoTime();
    client.awaitReady(PATIENCE);
    if (System.nanoTime() - startedAt > PATIENCE.toNanos() / 2) {
      System.out.println(LOST + "it takes virtual threads to be ready");
    }
    isReady.set(true);
  }

  private static void ask(String name, Runnable way) throws InterruptedException {
    for (int framesLeft = 3; framesLeft <= MOST_FRAMES; framesLeft += FRAMES_APART) {
      LittleStack.run(framesLeft, STACK_BYTES, way);
    }
    try {
      way.run();
    } catch (RuntimeException | Error lost) {
      System.out.println(LOST + name + ": " + lost + " " + lost.getCause());
    }
  }

  /** The ways in which a caller asks for checks. */
  private static Map<String, Runnable> ways(BeadleClient client) {
    ContextReference context = Contexts.course(3);
    var one = Questions.one(1, REPLY, context);
    Map<String, Runnable> ways = new LinkedHashMap<>();
    ways.put("has", () -> expect(client.hasCapability(1, REPLY, context)));
    ways.put("any", () -> expect(client.hasAnyCapability(1, List.of(REPLY), context)));
    ways.put("all", () -> expect(client.hasAllCapabilities(1, List.of(REPLY), context)));
    ways.put("decide", () -> expect(client.decide(1, REPLY, context).allowed()));
    ways.put("require", () -> expect(client.requireCapability(1, REPLY, context).allowed()));
    ways.put("batch", () -> expect(client.decideBatch(List.of(one)).getFirst().allowed()));
    ways.put(
        "matrix", () -> expect(client.matrix(1, List.of(context), List.of(REPLY)).status().isOk()));
    ways.put("explain", () -> expect(client.explain(one).getText().isEmpty()));
    ways.put(
        "async",
        () -> expect(client.async().hasCapability(1, REPLY, context).toCompletableFuture().join()));
    return ways;
  }

  private static void expect(boolean isAllowed) {
    if (!isAllowed) {
      throw new IllegalStateException("denied");
    }
  }
}
