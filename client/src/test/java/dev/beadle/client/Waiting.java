package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for what a test is sure of, with a bound. */
final class Waiting {
  private static final long LONGEST_SECONDS = 60;

  private Waiting() {}

  static <T> T resultOf(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(LONGEST_SECONDS, TimeUnit.SECONDS);
  }

  /** Waits where nothing may be thrown that is checked. */
  static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
  }
}
