package dev.beadle.server.grpc;

import static dev.beadle.server.grpc.Messages.batch;
import static dev.beadle.server.grpc.Messages.check;
import static dev.beadle.server.grpc.Messages.explain;
import static dev.beadle.server.grpc.Messages.matrix;
import static dev.beadle.server.grpc.Messages.message;
import static dev.beadle.server.grpc.Messages.one;
import static dev.beadle.server.grpc.Refusals.assertRefused;
import static io.grpc.Status.Code.NOT_FOUND;
import static io.grpc.Status.Code.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import dev.beadle.server.config.ListenConfig;
import dev.beadle.server.config.RequestLimits;
import dev.beadle.server.grpc.GateClock.Gate;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckServiceGrpc;
import dev.beadle.v1.ExplainCapabilityResponse;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A server from its start to its end, as its callers see it. */
final class ServerLifeTest {
  private static final CapabilityQuestion GOOD = one(12, "mod/forum:replypost", 45);
  private static final List<String> SERVICES = List.of("", CheckServiceGrpc.SERVICE_NAME);

  /** CheckService: UNAVAILABLE as long as no site is loaded, by every method. */
  @Test
  void everyMethod_noSiteYet_isUnavailable() throws Exception {
    try (var empty = ServedSite.empty();
        var stream = new OpenStream(empty.channel())) {
      var stub = empty.stub();
      assertRefused(UNAVAILABLE, () -> assertThat(stub.checkCapability(check(GOOD))))
          .contains("not loaded");
      assertRefused(UNAVAILABLE, () -> assertThat(stub.batchCheckCapabilities(batch(GOOD))));
      assertRefused(UNAVAILABLE, () -> assertThat(stub.explainCapability(explain(GOOD))));
      assertRefused(
          UNAVAILABLE,
          () -> assertThat(stub.checkCapabilityMatrix(matrix(1, List.of(), List.of()))));
      stream.send(message(1, GOOD));
      assertRefused(UNAVAILABLE, stream.receive().getError());
    }
  }

  /** site: its name and the empty one name the only site; any other is NOT_FOUND by name. */
  @Test
  void everyMethod_unknownSite_isNotFound() throws Exception {
    try (var served = ServedSite.demo();
        var stream = new OpenStream(served.channel())) {
      var stub = served.stub();
      for (String known : List.of("", ServedSite.SITE_NAME)) {
        var request = check(GOOD).toBuilder().setSite(known).build();
        assertThat(stub.checkCapability(request).getDecision().getAllowed()).isTrue();
      }
      String other = "Northfield";
      assertRefused(
              NOT_FOUND,
              () ->
                  assertThat(stub.checkCapability(check(GOOD).toBuilder().setSite(other).build())))
          .contains("site", "`Northfield`");
      var batchOfOther = batch(GOOD).toBuilder().setSite(other).build();
      assertRefused(NOT_FOUND, () -> assertThat(stub.batchCheckCapabilities(batchOfOther)));
      assertRefused(
          NOT_FOUND,
          () ->
              assertThat(stub.explainCapability(explain(GOOD).toBuilder().setSite(other).build())));
      var matrixOfOther = matrix(1, List.of(), List.of()).toBuilder().setSite(other).build();
      assertRefused(NOT_FOUND, () -> assertThat(stub.checkCapabilityMatrix(matrixOfOther)));
      stream.send(message(1).toBuilder().setBatch(batchOfOther).build());
      assertRefused(NOT_FOUND, stream.receive().getError()).contains("`Northfield`");
    }
  }

  /** Health: NOT_SERVING until a site is published, SERVING, NOT_SERVING when it drains. */
  @Test
  void health_fromStartToDrain_followsTheSite() throws Exception {
    try (var served = ServedSite.empty()) {
      SERVICES.forEach(
          service -> assertThat(health(served, service)).isEqualTo(ServingStatus.NOT_SERVING));
      List<BlockingQueue<ServingStatus>> watches =
          SERVICES.stream().map(service -> watch(served.channel(), service)).toList();
      for (var watch : watches) {
        assertThat(next(watch)).isEqualTo(ServingStatus.NOT_SERVING);
      }
      served.server().publish(ServedSite.loadDemo());
      for (var watch : watches) {
        assertThat(next(watch)).isEqualTo(ServingStatus.SERVING);
      }
      SERVICES.forEach(
          service -> assertThat(health(served, service)).isEqualTo(ServingStatus.SERVING));
      Thread closer = Thread.ofVirtual().start(served.server()::close);
      for (var watch : watches) {
        assertThat(next(watch)).isEqualTo(ServingStatus.NOT_SERVING);
      }
      served.channel().shutdownNow();
      closer.join();
    }
  }

  /** Reflection lists the services, and knows the file of the contract. */
  @Test
  void reflection_askedForServices_listsThem() throws Exception {
    try (var served = ServedSite.demo()) {
      var answers = new LinkedBlockingQueue<ServerReflectionResponse>();
      var requests =
          ServerReflectionGrpc.newStub(served.channel()).serverReflectionInfo(into(answers));
      requests.onNext(ServerReflectionRequest.newBuilder().setListServices("*").build());
      assertThat(next(answers).getListServicesResponse().getServiceList())
          .extracting(service -> service.getName())
          .contains(CheckServiceGrpc.SERVICE_NAME, HealthGrpc.SERVICE_NAME);
      requests.onNext(
          ServerReflectionRequest.newBuilder()
              .setFileContainingSymbol(CheckServiceGrpc.SERVICE_NAME)
              .build());
      assertThat(next(answers).getFileDescriptorResponse().getFileDescriptorProtoCount())
          .isPositive();
      requests.onCompleted();
    }
  }

  /** Drain: calls in flight end with their answers, new ones are refused. */
  @Test
  void close_callsInFlight_endBeforeTheServerDoes() throws Exception {
    var clock = new GateClock(Instant.EPOCH);
    try (var served = ServedSite.start(ServedSite.config(RequestLimits.DEFAULT), clock);
        var stream = new OpenStream(served.channel())) {
      served.server().publish(ServedSite.loadDemo(clock));
      stream.send(message(1, GOOD));
      assertThat(stream.receive().getRequestId()).isEqualTo(1);
      var watch = watch(served.channel(), "");
      assertThat(next(watch)).isEqualTo(ServingStatus.SERVING);
      Gate gate = clock.close(1);
      ListenableFuture<ExplainCapabilityResponse> explanation =
          CheckServiceGrpc.newFutureStub(served.channel()).explainCapability(explain(GOOD));
      gate.awaitArrivals();
      clock.leaveOpen();
      CompletableFuture<Void> closed = CompletableFuture.runAsync(served.server()::close);
      assertThat(next(watch)).isEqualTo(ServingStatus.NOT_SERVING);
      assertNewCallsRefused(served);
      stream.send(message(2, GOOD));
      assertThat(stream.receive().getBatch().getResults(0).getDecision().getAllowed()).isTrue();
      assertThat(closed).isNotDone();
      gate.open();
      assertThat(explanation.get(20, TimeUnit.SECONDS).getDecision().getAllowed()).isTrue();
      stream.halfClose();
      assertThat(stream.awaitEnd().isOk()).isTrue();
      // What is left is the watch: see close_healthIsWatched_doesNotWaitForTheWatcher.
      served.channel().shutdownNow();
      closed.get(20, TimeUnit.SECONDS);
    }
  }

  /** Drain: a call that does not end in the drain time is cut off. */
  @Test
  void close_callThatDoesNotEnd_isCutOffInTime() throws Exception {
    ListenConfig usual = ServedSite.listen(0, 0, null);
    var impatient =
        new ListenConfig(
            usual.host(), 0, 0, null, usual.maxMessageBytes(), 10, Duration.ofMillis(100));
    try (var served =
            ServedSite.start(
                ServedSite.config(impatient, RequestLimits.DEFAULT), InstantSource.system());
        var stream = new OpenStream(served.channel())) {
      served.server().publish(ServedSite.loadDemo());
      stream.send(message(1, GOOD));
      assertThat(stream.receive().getRequestId()).isEqualTo(1);
      served.server().close();
      assertThat(stream.awaitEnd().getCode()).isIn(UNAVAILABLE, Status.Code.CANCELLED);
    }
  }

  /**
   * Drain: whoever watches the health waits for nothing that would come; the server does not wait
   * for him until the end of the drain time.
   */
  @Test
  void close_healthIsWatched_doesNotWaitForTheWatcher() throws Exception {
    try (var served = ServedSite.demo()) {
      var watch = watch(served.channel(), "");
      assertThat(next(watch)).isEqualTo(ServingStatus.SERVING);
      CompletableFuture<Void> closed = CompletableFuture.runAsync(served.server()::close);
      assertThat(next(watch)).isEqualTo(ServingStatus.NOT_SERVING);
      try {
        assertThat(closed).succeedsWithin(Duration.ofSeconds(3));
      } finally {
        served.channel().shutdownNow();
        closed.get(20, TimeUnit.SECONDS);
      }
    }
  }

  /** A closed server can be closed again, and leaves no thread of the transport. */
  @Test
  void close_again_isQuiet() throws Exception {
    try (var served = ServedSite.demo()) {
      assertThat(served.stub().checkCapability(check(GOOD)).getDecision().getAllowed()).isTrue();
      int port = served.server().grpcPort();
      served.server().close();
      served.server().close();
      assertNothingListens(port);
      Await.until(
          "the threads of the transport have ended",
          () ->
              Thread.getAllStackTraces().keySet().stream()
                  .map(Thread::getName)
                  .noneMatch(
                      name -> name.startsWith("beadle-accept") || name.startsWith("beadle-calls")));
    }
  }

  private static void assertNewCallsRefused(ServedSite served) {
    Await.until(
        "new calls are refused",
        () -> {
          ManagedChannel other = ServedSite.channelTo(served.target());
          try {
            return CheckServiceGrpc.newBlockingStub(other)
                    .withDeadlineAfter(5, TimeUnit.SECONDS)
                    .checkCapability(check(GOOD))
                    .getSerializedSize()
                < 0;
          } catch (StatusRuntimeException refused) {
            assertThat(refused.getStatus().getCode()).isEqualTo(UNAVAILABLE);
            return true;
          } finally {
            other.shutdownNow();
          }
        });
  }

  private static void assertNothingListens(int port) throws IOException {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      assertThat(socket.isBound()).isTrue();
    }
  }

  private static ServingStatus health(ServedSite served, String service) {
    return HealthGrpc.newBlockingStub(served.channel())
        .withDeadlineAfter(20, TimeUnit.SECONDS)
        .check(HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus();
  }

  private static BlockingQueue<ServingStatus> watch(ManagedChannel channel, String service) {
    var statuses = new LinkedBlockingQueue<ServingStatus>();
    HealthGrpc.newStub(channel)
        .watch(
            HealthCheckRequest.newBuilder().setService(service).build(),
            new StreamObserver<>() {
              @Override
              public void onNext(HealthCheckResponse response) {
                statuses.add(response.getStatus());
              }

              @Override
              public void onError(Throwable closed) {
                // The end of the connection, which is the test's own doing.
              }

              @Override
              public void onCompleted() {}
            });
    return statuses;
  }

  private static <T> StreamObserver<T> into(BlockingQueue<T> queue) {
    return new StreamObserver<>() {
      @Override
      public void onNext(T value) {
        queue.add(value);
      }

      @Override
      public void onError(Throwable failure) {
        // Whoever waits for the next value gives up in time, and says so.
      }

      @Override
      public void onCompleted() {}
    };
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T value = queue.poll(20, TimeUnit.SECONDS);
    if (value == null) {
      throw new AssertionError("nothing came");
    }
    return value;
  }
}
