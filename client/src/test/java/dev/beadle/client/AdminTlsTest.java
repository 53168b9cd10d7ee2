package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.beadle.client.Certificates.Identity;
import dev.beadle.client.policy.RetryPolicy;
import dev.beadle.v1.AdminBatch;
import dev.beadle.v1.ApplyRequest;
import dev.beadle.v1.ApplyResponse;
import dev.beadle.v1.PolicyAdminServiceGrpc.PolicyAdminServiceImplBase;
import io.grpc.Server;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes over TLS with real certificates: they go to nobody who cannot show who he is. */
final class AdminTlsTest {
  private static final AdminBatch BATCH = AdminBatch.newBuilder().setActor(2).build();

  @TempDir private Path folder;
  private final AtomicInteger applied = new AtomicInteger();
  private Path authority;
  private Path otherAuthority;
  private Server server;

  private final class Applying extends PolicyAdminServiceImplBase {
    @Override
    public void apply(ApplyRequest request, StreamObserver<ApplyResponse> observer) {
      applied.incrementAndGet();
      observer.onNext(ApplyResponse.newBuilder().setRevision("demo.1").build());
      observer.onCompleted();
    }
  }

  @BeforeEach
  void start() throws Exception {
    var certificates = new Certificates(folder);
    authority = certificates.authority("authority");
    otherAuthority = certificates.authority("other-authority");
    Identity shown = certificates.signed("server", "authority", "localhost");
    server =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                TlsServerCredentials.create(shown.chain().toFile(), shown.key().toFile()))
            .addService(new Applying())
            .build()
            .start();
  }

  @AfterEach
  void stop() {
    server.shutdownNow();
  }

  @Test
  void to_trusted_writes() throws Exception {
    try (BeadleAdmin admin = trusting(authority)) {
      assertThat(admin.apply(BATCH).getRevision()).isEqualTo("demo.1");
    }
  }

  @Test
  void to_otherAuthority_sendsNothing() throws Exception {
    try (BeadleAdmin admin = trusting(otherAuthority)) {
      AdminRefusedException refused =
          catchThrowableOfType(AdminRefusedException.class, () -> admin.apply(BATCH));
      assertThat(refused.kind()).isEqualTo(AdminRefusedException.Kind.UNAVAILABLE);
      assertThat(refused).hasMessageContaining("localhost:" + server.getPort());
      assertThat(applied).hasValue(0);
    }
  }

  private BeadleAdmin trusting(Path trusted) throws Exception {
    return BeadleAdmin.to(
        "localhost:" + server.getPort(), RetryPolicy.NONE, TlsFiles.trusting(trusted));
  }
}
