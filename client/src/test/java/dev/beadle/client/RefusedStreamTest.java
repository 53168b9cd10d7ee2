package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.policy.RetryPolicy;
import dev.beadle.v1.CheckServiceGrpc;
import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of questions whose stream is refused before anything could be asked over it. */
final class RefusedStreamTest {
  private static final String REPLY = "mod/forum:replypost";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private FakeSidecar sidecar;
  private final AtomicInteger streams = new AtomicInteger();

  @BeforeEach
  void start() throws Exception {
    sidecar = new FakeSidecar();
  }

  @AfterEach
  void stop() {
    sidecar.close();
  }

  /** Fail-open: a refusal and garbage are told at once, and open nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"UNAUTHENTICATED", "PERMISSION_DENIED", "INTERNAL"})
  void decide_streamRefused_isToldAndOpensNothing(String code) {
    Status why = Status.Code.valueOf(code).toStatus();
    try (BeadleClient client =
        new BeadleClientBuilder()
            .channel(refusing(sidecar, why))
            .failOpen(REPLY)
            .deadline(PATIENCE)
            .build()) {
      for (int user = 1; user <= 4; user++) {
        CapabilityDecision decision = client.decide(user, REPLY, Contexts.system());
        assertThat(decision.allowed()).isFalse();
        assertThat(decision.status().getCode()).isEqualTo(why.getCode());
      }
      assertThat(streams).hasValue(4);
    }
  }

  /** However many wait, all are told. */
  @Test
  void decide_manyWaitForARefusedStream_allAreTold() throws Exception {
    List<CompletionStage<CapabilityDecision>> all = new ArrayList<>();
    try (BeadleClient client =
        new BeadleClientBuilder()
            .channel(refusing(sidecar, Status.UNAUTHENTICATED))
            .deadline(PATIENCE)
            .build()) {
      for (int user = 1; user <= 5_000; user++) {
        all.add(client.async().decide(user, REPLY, Contexts.system()));
      }
      for (CompletionStage<CapabilityDecision> stage : all) {
        assertThat(Waiting.resultOf(stage).status().getCode())
            .isEqualTo(Status.Code.UNAUTHENTICATED);
      }
    }
  }

  /** Endpoints: what the first answers with garbage is asked of the second, without a retry. */
  @Test
  void hasCapability_firstEndpointRefusesTheStream_secondAnswers() throws Exception {
    try (var second = new FakeSidecar();
        BeadleClient client =
            new BeadleClientBuilder()
                .channel(refusing(sidecar, Status.INTERNAL))
                .target(second.target())
                .retries(RetryPolicy.DEFAULT.withBudget(0, 0))
                .deadline(PATIENCE)
                .build()) {
      assertThat(client.hasCapability(1, REPLY, Contexts.system())).isTrue();
      assertThat(streams).hasValue(1);
    }
  }

  /** A channel on which credentials refuse every stream of questions. */
  private ManagedChannel refusing(FakeSidecar of, Status why) {
    var credentials =
        new CallCredentials() {
          @Override
          public void applyRequestMetadata(
              RequestInfo request, Executor executor, MetadataApplier applier) {
            executor.execute(() -> applier.fail(why));
          }
        };
    var interceptor =
        new ClientInterceptor() {
          @Override
          public <Q, R> ClientCall<Q, R> interceptCall(
              MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
            if (!method
                .getFullMethodName()
                .equals(CheckServiceGrpc.getStreamCheckCapabilitiesMethod().getFullMethodName())) {
              return next.newCall(method, options);
            }
            streams.incrementAndGet();
            return next.newCall(method, options.withCallCredentials(credentials));
          }
        };
    return Grpc.newChannelBuilder(of.target(), InsecureChannelCredentials.create())
        .intercept(interceptor)
        .build();
  }
}
