package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.internal.wire.Endpoints;
import dev.beadle.client.internal.wire.Ticker;
import dev.beadle.client.meter.ClientMeters;
import dev.beadle.client.meter.ClientMeters.CircuitState;
import dev.beadle.client.policy.CircuitPolicy;
import dev.beadle.v1.CheckServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.ConnectivityState;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.LoadBalancer;
import io.grpc.LoadBalancerProvider;
import io.grpc.LoadBalancerRegistry;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A channel of which nothing can come any more is replaced by another one. */
final class ReconnectingTest {
  private static final CircuitPolicy HASTY =
      new CircuitPolicy(1, Duration.ofMillis(100), Duration.ofMillis(1), Duration.ofMillis(20));

  private final Ticker ticker = new Ticker(System::nanoTime);
  private final AtomicInteger made = new AtomicInteger();
  private FakeSidecar sidecar;

  @BeforeEach
  void start() throws Exception {
    sidecar = new FakeSidecar();
  }

  @AfterEach
  void stop() {
    ticker.close();
    sidecar.close();
  }

  /** Memory ran out within gRPC: after that its channel refuses everything. */
  @Test
  void probe_channelPanics_anotherOneAnswers() {
    LoadBalancerRegistry.getDefaultRegistry().register(new Panicking());
    assertAnotherAnswers(plainly().defaultLoadBalancingPolicy(Panicking.NAME).build());
  }

  /** The connection is there, and nothing goes out over it, not even the end of a call. */
  @Test
  void probe_neverEnds_anotherChannelAnswers() {
    assertAnotherAnswers(plainly().intercept(new Muting(_ -> true)).build());
  }

  /** It has the credentials that the client was built with, whatever its builder makes later. */
  @Test
  void probe_builderIsUsedOn_anotherChannelIsAsTheFirst() {
    var meters = new CountingMeters();
    BeadleClientBuilder builder =
        BeadleClient.builder(sidecar.target())
            .circuit(HASTY)
            .meters(meters)
            .deadline(Duration.ofMillis(200));
    try (BeadleClient client = builder.build()) {
      Await.until(() -> client.hasCapability(1, "mod/forum:replypost", Contexts.system()));
      builder.credentials(TlsChannelCredentials.create());
      sidecar.fallSilent();
      // The fifth probe, and so one over another channel, has come to its end.
      Await.until(() -> {
        assertThat(client.hasCapability(1, "mod/forum:replypost", Contexts.system())).isFalse();
        return Collections.frequency(meters.circuits, CircuitState.HALF_OPEN) > 5;
      });
      sidecar.speak();
      Await.until(() -> client.hasCapability(1, "mod/forum:replypost", Contexts.system()));
    }
  }

  private void assertAnotherAnswers(ManagedChannel first) {
    try (var endpoints = endpoints(first)) {
      fail(endpoints);
      Await.until(() -> endpoints.findUsable(ticker.now(), List.of()) != null);
      assertThat(made).hasValueGreaterThan(1);
      assertThat(first.isShutdown()).isTrue();
      assertThat(endpoints.first().channel().getState(false)).isEqualTo(ConnectivityState.READY);
    }
  }

  /** What is on its way on the one that was replaced may end, and ends with the client. */
  @Test
  void close_callOnAReplacedChannel_isEnded() throws Exception {
    ManagedChannel first = plainly().intercept(new Muting(CallOptions::isWaitForReady)).build();
    var ended = new CompletableFuture<Throwable>();
    try (var endpoints = endpoints(first)) {
      var _ = CheckServiceGrpc.newStub(first).streamCheckCapabilities(failingTo(ended));
      fail(endpoints);
      Await.until(() -> endpoints.findUsable(ticker.now(), List.of()) != null);
      assertThat(first.isShutdown()).isTrue();
      assertThat(ended).isNotDone();
    }
    assertThat(ended.get(20, TimeUnit.SECONDS)).hasMessageContaining("shutdownNow");
  }

  /** A probe that may still be answered is waited for, whatever else fails meanwhile. */
  @Test
  void probe_othersFailWhileItIsOnItsWay_isNotMadeTwice() {
    var probes = new AtomicInteger();
    ManagedChannel first =
        plainly()
            .intercept(new Muting(_ -> true), new Telling((_, what) -> count(what, probes)))
            .build();
    var clock = new AtomicLong();
    var manual = new Ticker(clock::get);
    try (var endpoints = endpoints(first, manual)) {
      fail(endpoints);
      lookAfter(Duration.ofMillis(100), clock, endpoints);
      assertThat(probes).hasValue(1);
      fail(endpoints);
      lookAfter(Duration.ofMillis(100), clock, endpoints);
      assertThat(probes).hasValue(1);
      assertThat(made).hasValue(1);
      lookAfter(Duration.ofSeconds(5), clock, endpoints);
      assertThat(made).hasValue(2);
    } finally {
      manual.close();
    }
  }

  /** One that cannot even be started says nothing of the connection. */
  @Test
  void probe_isNeverStarted_channelIsKept() {
    var probes = new AtomicInteger();
    ManagedChannel first =
        plainly()
            .intercept(
                new Telling((_, what) -> {
                  count(what, probes);
                  throw new IllegalStateException("thrown by a test");
                }))
            .build();
    try (var endpoints = endpoints(first)) {
      fail(endpoints);
      Await.until(() -> {
        assertThat(endpoints.findUsable(ticker.now(), List.of())).isNull();
        return probes.get() == 10;
      });
      assertThat(made).hasValue(1);
    }
  }

  private static void fail(Endpoints endpoints) {
    endpoints.first().connectTimedOut();
    assertThat(endpoints.first().isUsable()).isFalse();
  }

  private static void lookAfter(Duration time, AtomicLong clock, Endpoints endpoints) {
    long now = clock.addAndGet(time.toNanos());
    assertThat(endpoints.findUsable(now, List.of())).isNull();
  }

  private static void count(String step, AtomicInteger calls) {
    if (step.equals("newCall")) {
      calls.incrementAndGet();
    }
  }

  private Endpoints endpoints(ManagedChannel first) {
    return endpoints(first, ticker);
  }

  private Endpoints endpoints(ManagedChannel first, Ticker clock) {
    var target =
        Endpoints.Target.of(
            "sidecar", () -> made.getAndIncrement() == 0 ? first : plainly().build());
    return new Endpoints(List.of(target), HASTY, ClientMeters.NONE, clock);
  }

  private ManagedChannelBuilder<?> plainly() {
    return Grpc.newChannelBuilder(sidecar.target(), InsecureChannelCredentials.create());
  }

  private static <T> StreamObserver<T> failingTo(CompletableFuture<Throwable> failure) {
    return new StreamObserver<>() {
      @Override
      public void onNext(T message) {}

      @Override
      public void onError(Throwable thrown) {
        failure.complete(thrown);
      }

      @Override
      public void onCompleted() {}
    };
  }

  /** Fails within gRPC as soon as there is something to connect to. */
  private static final class Panicking extends LoadBalancerProvider {
    private static final String NAME = "panicking";

    @Override
    public boolean isAvailable() {
      return true;
    }

    @Override
    public int getPriority() {
      return 0;
    }

    @Override
    public String getPolicyName() {
      return NAME;
    }

    @Override
    public LoadBalancer newLoadBalancer(LoadBalancer.Helper helper) {
      return new LoadBalancer() {
        @Override
        public Status acceptResolvedAddresses(ResolvedAddresses addresses) {
          throw new OutOfMemoryError("thrown by a test");
        }

        @Override
        public void handleNameResolutionError(Status error) {}

        @Override
        public void shutdown() {}
      };
    }
  }
}
