package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.internal.wire.Endpoint;
import dev.beadle.client.internal.wire.Endpoints;
import dev.beadle.client.internal.wire.Ticker;
import dev.beadle.client.meter.ClientMeters;
import dev.beadle.client.policy.CircuitPolicy;
import io.grpc.ConnectivityState;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.LoadBalancer;
import io.grpc.LoadBalancerProvider;
import io.grpc.LoadBalancerRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A channel of which nothing can come any more is replaced by another one. */
final class ReconnectingTest {
  private static final CircuitPolicy HASTY =
      new CircuitPolicy(1, Duration.ofMillis(100), Duration.ofMillis(1), Duration.ofMillis(20));

  private final Ticker ticker = new Ticker(System::nanoTime);
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
    assertAnotherAnswers(target ->
        Grpc.newChannelBuilder(target, InsecureChannelCredentials.create())
            .defaultLoadBalancingPolicy(Panicking.NAME)
            .build());
  }

  /** The connection is there, and nothing goes out over it, not even the end of a call. */
  @Test
  void probe_neverEnds_anotherChannelAnswers() {
    assertAnotherAnswers(target ->
        Grpc.newChannelBuilder(target, InsecureChannelCredentials.create())
            .intercept(new Muting(_ -> true))
            .build());
  }

  private void assertAnotherAnswers(Function<String, ManagedChannel> firstOf) {
    var made = new AtomicInteger();
    ManagedChannel first = firstOf.apply(sidecar.target());
    var target =
        Endpoints.Target.of(
            "sidecar",
            () ->
                made.getAndIncrement() == 0
                    ? first
                    : Grpc.newChannelBuilder(sidecar.target(), InsecureChannelCredentials.create())
                        .build());
    try (var endpoints = new Endpoints(List.of(target), HASTY, ClientMeters.NONE, ticker)) {
      Endpoint endpoint = endpoints.first();
      endpoint.connectTimedOut();
      assertThat(endpoint.isUsable()).isFalse();
      Await.until(() -> endpoints.findUsable(ticker.now(), List.of()) != null);
      assertThat(made).hasValueGreaterThan(1);
      assertThat(first.isShutdown()).isTrue();
      assertThat(endpoint.channel().getState(false)).isEqualTo(ConnectivityState.READY);
    }
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
