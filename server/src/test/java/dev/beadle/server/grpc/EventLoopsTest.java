package dev.beadle.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The threads of the transport: named, in nobody's way, and gone when they are told to end. */
final class EventLoopsTest {
  @Test
  void end_threadsThatWaitForEvents_areGone() throws Exception {
    EventLoopGroup loop = EventLoops.of("beadle-test-loop", 1);
    var running = new CompletableFuture<Thread>();
    loop.execute(() -> running.complete(Thread.currentThread()));
    Thread thread = running.get(20, TimeUnit.SECONDS);
    assertThat(thread.getName()).startsWith("beadle-test-loop");
    assertThat(thread.isDaemon()).isTrue();

    EventLoopGroup neverUsed = EventLoops.of("beadle-test-unused", EventLoops.USUAL_NUMBER);
    assertThat(EventLoops.end(loop, neverUsed)).isTrue();

    assertThat(loop.isTerminated()).isTrue();
    assertThat(neverUsed.isTerminated()).isTrue();
    assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
  }

  /** A thread that is held does not hold whoever ends it, and that is told. */
  @Test
  void end_threadThatIsHeld_tellsThatItGoesOn() throws Exception {
    EventLoopGroup loop = EventLoops.of("beadle-test-held", 1);
    var held = new CountDownLatch(1);
    loop.execute(() -> awaitQuietly(held));

    assertThat(EventLoops.end(loop)).isFalse();

    held.countDown();
    assertThat(loop.terminationFuture().await(20, TimeUnit.SECONDS)).isTrue();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
