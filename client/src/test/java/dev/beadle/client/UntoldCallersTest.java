package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.beadle.client.internal.check.Answer;
import dev.beadle.client.internal.check.Lane;
import dev.beadle.client.internal.check.Question;
import dev.beadle.client.internal.check.StagedCheck;
import dev.beadle.client.internal.wire.Endpoints;
import dev.beadle.client.internal.wire.RetryBudget;
import dev.beadle.client.internal.wire.Ticker;
import dev.beadle.client.internal.wire.UnaryCalls;
import dev.beadle.client.policy.CircuitPolicy;
import dev.beadle.client.policy.RetryPolicy;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An answer is there, and memory runs out while its callers are told. */
final class UntoldCallersTest {
  private final Ticker ticker = new Ticker(System::nanoTime);
  private final CountingMeters meters = new CountingMeters();
  private FakeSidecar sidecar;
  private Endpoints endpoints;
  private Lane lane;

  @BeforeEach
  void connect() throws Exception {
    sidecar = new FakeSidecar();
    ManagedChannel channel = NettyChannelBuilder.forTarget(sidecar.target()).usePlaintext().build();
    endpoints =
        new Endpoints(
            List.of(Endpoints.Target.of("sidecar", () -> channel)),
            CircuitPolicy.DEFAULT,
            meters,
            ticker);
    var retries = RetryPolicy.DEFAULT;
    var budget = new RetryBudget(retries, ticker.now());
    Duration silence = CircuitPolicy.DEFAULT.silence();
    lane =
        new Lane(
            "", new UnaryCalls.Parts(endpoints, ticker, retries, budget, meters, silence, null));
  }

  @AfterEach
  void disconnect() {
    endpoints.close();
    lane.close();
    ticker.close();
    sidecar.close();
  }

  /** Nobody is left out, neither he whom it ran out for nor those after him. */
  @Test
  void answer_memoryRunsOutOnce_allAreAnswered() throws Exception {
    sidecar.hold();
    StagedCheck first = ask(1, Runnable::run);
    sidecar.awaitBatches(1);
    var failing = new FailingExecutor(1);
    List<StagedCheck> together =
        List.of(ask(2, Runnable::run), ask(3, failing), ask(4, Runnable::run));
    sidecar.release();
    assertThat(answerOf(first).isAllowed()).isTrue();
    assertThat(together).allSatisfy(check -> assertThat(answerOf(check).isAllowed()).isTrue());
    assertThat(failing.calls).hasValue(2);
  }

  /** Not for ever; and what is told then is no silence of the sidecar, which did answer. */
  @Test
  void answer_memoryStaysShort_isToldAsAFaultOfThisSide() throws Exception {
    StagedCheck check = ask(1, new FailingExecutor(4));
    assertThat(answerOf(check))
        .asInstanceOf(type(Answer.Failed.class))
        .satisfies(failed -> {
          assertThat(failed.failure().status().getCode()).isEqualTo(Status.Code.INTERNAL);
          assertThat(failed.failure().isSilence()).isFalse();
        });
  }

  private StagedCheck ask(long user, Executor executor) {
    Question question = Question.of(user, "mod/forum:replypost", Contexts.module(7));
    var check = new StagedCheck(question, ticker.now() + TimeUnit.SECONDS.toNanos(20), executor);
    lane.submit(check);
    return check;
  }

  private static Answer answerOf(StagedCheck check) throws Exception {
    return check.result().get(20, TimeUnit.SECONDS);
  }

  /** Has no memory a few times. Thread-safe. */
  private static final class FailingExecutor implements Executor {
    private final AtomicInteger calls = new AtomicInteger();
    private final int failures;

    FailingExecutor(int failures) {
      this.failures = failures;
    }

    @Override
    public void execute(Runnable task) {
      if (calls.incrementAndGet() <= failures) {
        throw new OutOfMemoryError("thrown by a test");
      }
      task.run();
    }
  }
}
