package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.beadle.client.policy.RetryPolicy;
import dev.beadle.v1.AdminBatch;
import dev.beadle.v1.ApplyRequest;
import dev.beadle.v1.ApplyResponse;
import dev.beadle.v1.PolicyAdminServiceGrpc.PolicyAdminServiceImplBase;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A write is repeated only when repeating it cannot do it twice. */
final class BeadleAdminRetryTest {
  private static final AdminBatch PLAIN = AdminBatch.newBuilder().setActor(2).build();
  private static final AdminBatch KEYED = PLAIN.toBuilder().setIdempotencyKey("k").build();

  private final AtomicInteger applied = new AtomicInteger();
  private volatile boolean isOverloaded;
  private Server server;

  /** Fails once, and then does what it is told. */
  private final class Failing extends PolicyAdminServiceImplBase {
    @Override
    public void apply(ApplyRequest request, StreamObserver<ApplyResponse> observer) {
      if (applied.incrementAndGet() == 1) {
        observer.onError(Status.UNAVAILABLE.withDescription("once").asRuntimeException());
        return;
      }
      if (isOverloaded) {
        observer.onError(Status.RESOURCE_EXHAUSTED.asRuntimeException());
        return;
      }
      observer.onNext(ApplyResponse.newBuilder().setRevision("demo.1").build());
      observer.onCompleted();
    }
  }

  @BeforeEach
  void start() throws Exception {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new Failing())
            .build()
            .start();
  }

  @AfterEach
  void stop() {
    server.shutdownNow();
  }

  /** Under an idempotency key it is sent again. */
  @Test
  void apply_keyed_isRepeated() {
    try (var admin = BeadleAdmin.to("localhost:" + server.getPort(), RetryPolicy.DEFAULT)) {
      assertThat(admin.apply(KEYED).getRevision()).isEqualTo("demo.1");
      assertThat(applied).hasValue(2);
    }
  }

  /** Without one it is sent once. */
  @Test
  void apply_withoutKey_isSentOnce() {
    try (var admin = BeadleAdmin.to("localhost:" + server.getPort(), RetryPolicy.DEFAULT)) {
      assertUnknown(admin, PLAIN);
    }
  }

  /** Without a policy everything is sent once. */
  @Test
  void apply_noPolicy_isSentOnce() {
    try (var admin = BeadleAdmin.to("localhost:" + server.getPort())) {
      assertUnknown(admin, KEYED);
    }
  }

  /** A refusal is none of an attempt before it, which was lost. */
  @Test
  void apply_lostAndThenRefused_isUnknown() {
    isOverloaded = true;
    try (var admin = BeadleAdmin.to("localhost:" + server.getPort(), RetryPolicy.DEFAULT)) {
      AdminRefusedException refused =
          catchThrowableOfType(AdminRefusedException.class, () -> admin.apply(KEYED));
      assertThat(refused.kind()).isEqualTo(AdminRefusedException.Kind.OVERLOADED);
      assertThat(refused.isOutcomeUnknown()).isTrue();
      refused = catchThrowableOfType(AdminRefusedException.class, () -> admin.apply(KEYED));
      assertThat(refused.kind()).isEqualTo(AdminRefusedException.Kind.OVERLOADED);
      assertThat(refused.isOutcomeUnknown()).isFalse();
    }
  }

  /** An answer that is too large to take is an answer to something that was done. */
  @Test
  void apply_answerIsTooLarge_isUnknown() {
    applied.set(1);
    try (var admin =
        BeadleAdmin.over(
            Grpc.newChannelBuilder(
                    "localhost:" + server.getPort(), InsecureChannelCredentials.create())
                .maxInboundMessageSize(2)
                .build())) {
      AdminRefusedException refused =
          catchThrowableOfType(AdminRefusedException.class, () -> admin.apply(PLAIN));
      assertThat(refused.kind()).isEqualTo(AdminRefusedException.Kind.OVERLOADED);
      assertThat(refused.isOutcomeUnknown()).isTrue();
    }
  }

  private void assertUnknown(BeadleAdmin admin, AdminBatch batch) {
    AdminRefusedException refused =
        catchThrowableOfType(AdminRefusedException.class, () -> admin.apply(batch));
    assertThat(refused.isOutcomeUnknown()).isTrue();
    assertThat(applied).hasValue(1);
  }
}
