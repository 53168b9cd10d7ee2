package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.CapabilityDecision.Reason;
import dev.beadle.client.policy.CircuitPolicy;
import dev.beadle.v1.CapabilityQuestion;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Memory runs out while somebody is asked for: that is no fault of a sidecar, nor of others. */
final class MemoryTest {
  private static final String REPLY = "mod/forum:replypost";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final CountingMeters meters = new CountingMeters();
  private FakeSidecar sidecar;

  @BeforeEach
  void start() throws Exception {
    sidecar = new FakeSidecar();
  }

  @AfterEach
  void stop() {
    sidecar.close();
  }

  /** Lanes: whoever travels with one who has met it too often is asked for again all the same. */
  @Test
  void hasCapability_memoryRunsOutOnAndOn_newcomersAreAnswered() throws Exception {
    var left = new AtomicInteger(4);
    Queue<CompletionStage<Boolean>> newcomers = new ConcurrentLinkedQueue<>();
    var client = new AtomicReference<BeadleClient>();
    var channel =
        Telling.at(
                "StreamCheckCapabilities",
                "sendMessage",
                () -> {
                  int times = left.getAndDecrement();
                  for (int user = 2; times == 2 && user <= 50; user++) {
                    newcomers.add(Callers.ask(client.get(), user));
                  }
                  if (times > 0) {
                    throw new OutOfMemoryError("thrown by a test");
                  }
                })
            .channelTo(sidecar);
    client.set(
        BeadleClient.builder(channel).circuit(Circuits.patient()).deadline(PATIENCE).build());
    try (BeadleClient asked = client.get()) {
      CapabilityDecision decision = asked.decide(1, REPLY, Contexts.system());
      assertThat(decision.status().getCode()).isEqualTo(Status.Code.INTERNAL);
      assertThat(newcomers)
          .hasSize(49)
          .allSatisfy(answer -> assertThat(Waiting.resultOf(answer)).isTrue());
    }
  }

  /** Fail-open: a probe that memory ran out for says nothing of the sidecar, which is silent. */
  @Test
  void decide_memoryRunsOutForAProbe_isOpenedAsBefore() {
    var thrown = new AtomicInteger();
    var channel =
        Telling.at(
                "BatchCheckCapabilities",
                "newCall",
                () -> {
                  if (thrown.getAndIncrement() == 0) {
                    throw new OutOfMemoryError("thrown by a test");
                  }
                })
            .channelTo(sidecar);
    sidecar.close();
    try (BeadleClient client =
        BeadleClient.builder(channel).failOpen(REPLY).deadline(Duration.ofMillis(300)).build()) {
      Await.until(() -> {
        assertThat(client.decide(1, REPLY, Contexts.system()).reason()).isEqualTo(Reason.FAIL_OPEN);
        return thrown.get() > 2;
      });
    }
  }

  /** Circuit: calls of their own that could not be started say nothing of the sidecar. */
  @Test
  void decideBatch_memoryRunsOutOnAndOn_circuitStaysClosed() {
    var left = new AtomicInteger(5);
    var channel =
        Telling.at(
                "BatchCheckCapabilities",
                "start",
                () -> {
                  if (left.getAndDecrement() > 0) {
                    throw new OutOfMemoryError("thrown by a test");
                  }
                })
            .channelTo(sidecar);
    List<CapabilityQuestion> list = List.of(Questions.one(1, REPLY, Contexts.system()));
    try (BeadleClient client =
        BeadleClient.builder(channel)
            .circuit(new CircuitPolicy(1, PATIENCE, PATIENCE, PATIENCE))
            .meters(meters)
            .deadline(PATIENCE)
            .build()) {
      for (int i = 0; i < 5; i++) {
        assertThat(client.decideBatch(list)).noneMatch(CapabilityDecision::allowed);
      }
      assertThat(client.decideBatch(list)).allMatch(CapabilityDecision::allowed);
      assertThat(meters.circuits).isEmpty();
    }
  }
}
