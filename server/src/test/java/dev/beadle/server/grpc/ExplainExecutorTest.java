package dev.beadle.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.beadle.server.cache.CachedResolutions;
import dev.beadle.server.config.RequestLimits;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.Resolver;
import dev.beadle.server.graph.SnapshotStore;
import dev.beadle.server.telemetry.CheckMetrics;
import dev.beadle.v1.CheckServiceGrpc;
import dev.beadle.v1.ExplainCapabilityRequest;
import dev.beadle.v1.ExplainCapabilityResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.InstantSource;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What becomes of an explanation whose executor does not do it. */
final class ExplainExecutorTest {
  private static final ExplainCapabilityRequest REQUEST =
      ExplainCapabilityRequest.newBuilder()
          .setQuestion(Messages.one(12, "mod/forum:replypost", 45))
          .build();

  private final AtomicReference<Runnable> beforehand = new AtomicReference<>(() -> {});

  /** A server that stops takes no more: the caller is told, and the only permit is free again. */
  @Test
  void explain_executorRefuses_isUnavailableAndMakesRoom() {
    try (LocalChannel local = LocalChannel.to(service())) {
      beforehand.set(() -> {
        throw new RejectedExecutionException("shut down");
      });
      for (int i = 0; i < 2; i++) {
        assertThat(refusal(local).getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(refusal(local).getStatus().getDescription()).isEqualTo("the server is draining");
      }
      beforehand.set(() -> {});
      assertThat(explain(local).getText()).isNotEmpty();
    }
  }

  private CheckService service() {
    var site = new SnapshotStore();
    site.publish(ServedSite.loadDemo().snapshot());
    return new CheckService(
        new CheckService.Parts(
            SiteDirectory.ofOnly("demo", site),
            new DecisionPoint(new CachedResolutions(new Resolver(), 1 << 20)),
            new RequestLimits(10, 10, 10, 10, 1),
            new CheckMetrics(),
            InstantSource.system(),
            System::nanoTime,
            task -> {
              beforehand.get().run();
              task.run();
            },
            RevisionWaits.NONE));
  }

  private static ExplainCapabilityResponse explain(LocalChannel local) {
    return CheckServiceGrpc.newBlockingStub(local.channel())
        .withDeadlineAfter(ServedSite.PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .explainCapability(REQUEST);
  }

  private static StatusRuntimeException refusal(LocalChannel local) {
    return catchThrowableOfType(StatusRuntimeException.class, () -> explain(local));
  }
}
