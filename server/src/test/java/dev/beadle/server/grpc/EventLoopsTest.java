package dev.beadle.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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

    EventLoops.end(List.of(loop, EventLoops.of("beadle-never-used", 2)));

    assertThat(loop.isTerminated()).isTrue();
  }
}
