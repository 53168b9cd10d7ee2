package dev.beadle.server.grpc;

import static dev.beadle.server.grpc.Messages.explain;
import static dev.beadle.server.grpc.Messages.one;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import dev.beadle.server.cache.CachedResolutions;
import dev.beadle.server.config.ListenConfig;
import dev.beadle.server.config.RequestLimits;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.SnapshotStore;
import dev.beadle.server.grpc.BoundedCalls.Bound;
import dev.beadle.server.grpc.GateClock.Gate;
import dev.beadle.server.telemetry.CheckMetrics;
import dev.beadle.server.telemetry.LongCallMetrics;
import dev.beadle.server.telemetry.LongCallMetrics.Method;
import dev.beadle.v1.CheckServiceGrpc;
import dev.beadle.v1.SearchServiceGrpc;
import dev.beadle.v1.SearchServiceGrpc.SearchServiceImplBase;
import dev.beadle.v1.WhoCanRequest;
import dev.beadle.v1.WhoCanResponse;
import io.grpc.BindableService;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Drain: answers that come when all is cut off are dropped, and break nothing. */
final class LateAnswerTest {
  private final GateClock clock = new GateClock(Instant.EPOCH);
  private final Queue<Thread> started = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads =
      Executors.newSingleThreadExecutor(work -> {
        Thread thread = Thread.ofPlatform().unstarted(work);
        started.add(thread);
        return thread;
      });

  @Test
  void close_explanationComesAfterTheCut_isDropped() throws Exception {
    var site = new SnapshotStore();
    site.publish(ServedSite.loadDemo().snapshot());
    var service =
        new CheckService(
            new CheckService.Parts(
                SiteDirectory.ofOnly("demo", site),
                new DecisionPoint(new CachedResolutions(new Resolver(), 1 << 20)),
                RequestLimits.DEFAULT,
                new CheckMetrics(),
                clock,
                System::nanoTime,
                threads,
                RevisionWaits.NONE));
    assertDropped(
        service,
        channel ->
            CheckServiceGrpc.newFutureStub(channel)
                .explainCapability(explain(one(12, "mod/forum:replypost", 45))));
  }

  @Test
  void close_searchEndsAfterTheCut_itsAnswerIsDropped() throws Exception {
    var calls =
        new BoundedCalls(
            new Bound("searches", "max-concurrent-searches", 1),
            threads,
            new LongCallMetrics(() -> 0));
    var service =
        new SearchServiceImplBase() {
          @Override
          public void whoCan(WhoCanRequest request, StreamObserver<WhoCanResponse> observer) {
            calls.answer(
                Method.WHO_CAN,
                observer,
                () -> {
                  assertThat(clock.instant()).isEqualTo(Instant.EPOCH);
                  return WhoCanResponse.getDefaultInstance();
                });
          }
        };
    assertDropped(
        service,
        channel ->
            SearchServiceGrpc.newFutureStub(channel).whoCan(WhoCanRequest.getDefaultInstance()));
  }

  /** The answer looks at the clock before it is there, and is held until the server has closed. */
  private void assertDropped(BindableService service, Function<Channel, ListenableFuture<?>> call)
      throws Exception {
    var uncaught = new LinkedBlockingQueue<Throwable>();
    var usualHandler = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((_, failure) -> uncaught.add(failure));
    GrpcServer server = GrpcServer.start(impatient(), List.of(service), new CheckMetrics());
    ManagedChannel channel = ServedSite.channelTo("127.0.0.1:" + server.port());
    try {
      Gate gate = clock.close(1);
      ListenableFuture<?> answer = call.apply(channel);
      gate.awaitArrivals();
      server.close();
      assertThat(answer).failsWithin(ServedSite.PATIENCE);
      gate.open();
      threads.close();
      // What one of them throws is told a moment after its pool is done.
      for (Thread thread : started) {
        thread.join();
      }
    } finally {
      threads.shutdownNow();
      channel.shutdownNow();
      server.close();
      Thread.setDefaultUncaughtExceptionHandler(usualHandler);
    }
    assertThat(uncaught).isEmpty();
  }

  private static ListenConfig impatient() {
    ListenConfig usual = ServedSite.listen(0, 0, null);
    return new ListenConfig(
        usual.host(), 0, 0, null, usual.maxMessageBytes(), 10, Duration.ofMillis(100));
  }
}
