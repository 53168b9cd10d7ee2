package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.policy.CircuitPolicy;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who wakes the callers of one message, when some of them hold up whoever could. */
final class HandoutsTest {
  private static final String REPLY = "mod/forum:replypost";

  // What is asked while AskingClass is loaded.
  private static final AtomicReference<BooleanSupplier> ASKED = new AtomicReference<>(() -> true);

  private FakeSidecar sidecar;
  private BeadleClient client;

  /** Asks when it is loaded. */
  private static final class AskingClass {
    private static final boolean IS_ALLOWED = ASKED.get().getAsBoolean();

    static boolean load() {
      return IS_ALLOWED;
    }
  }

  @BeforeEach
  void connect() throws Exception {
    sidecar = new FakeSidecar();
    client = Callers.patient(sidecar).build();
  }

  @AfterEach
  void disconnect() {
    client.close();
    sidecar.close();
  }

  /** A caller on a thread of the system does not wait for the scheduler of virtual threads. */
  @Test
  void hasCapability_virtualThreadsAreStuck_othersAreAnswered() throws Exception {
    sidecar.hold();
    var _ = Callers.ask(client, 1);
    sidecar.awaitBatches(1);
    List<CompletableFuture<Boolean>> virtual = new ArrayList<>();
    List<CompletableFuture<Boolean>> others = new ArrayList<>();
    List<Thread> callers = new ArrayList<>();
    for (int user = 3; user <= 40; user++) {
      virtual.add(Callers.askOn(client, Thread.ofVirtual(), user, callers));
      others.add(Callers.askOn(client, Thread.ofPlatform(), user, callers));
    }
    Callers.awaitWaiting(callers);
    var isFree = new AtomicBoolean();
    Callers.holdCarriers(isFree);
    try {
      sidecar.release();
      assertThat(others)
          .allSatisfy(answer -> assertThat(answer.get(20, TimeUnit.SECONDS)).isTrue());
    } finally {
      isFree.set(true);
    }
    assertThat(virtual).allSatisfy(answer -> assertThat(answer.get(20, TimeUnit.SECONDS)).isTrue());
  }

  /**
   * Callers that hold all carriers while they wait, here for a class that one of them loads: only a
   * thread of the system can wake them.
   */
  @Test
  void hasCapability_callersHoldAllCarriers_areAnswered() throws Exception {
    sidecar.hold();
    var _ = Callers.ask(client, 1);
    sidecar.awaitBatches(1);
    List<CompletableFuture<Boolean>> answers = new ArrayList<>();
    List<Thread> callers = new ArrayList<>();
    for (int user = 3; user <= 20; user++) {
      answers.add(Callers.askOn(client, Thread.ofVirtual(), user, callers));
    }
    Callers.awaitWaiting(callers);
    ASKED.set(() -> client.hasCapability(42, REPLY, Contexts.module(7)));
    int carriers = Runtime.getRuntime().availableProcessors();
    var holding = new CountDownLatch(carriers);
    List<Thread> holders = new ArrayList<>();
    for (int i = 0; i < carriers; i++) {
      holders.add(
          Thread.startVirtualThread(() -> {
            holding.countDown();
            var _ = AskingClass.load();
          }));
    }
    holding.await();
    sidecar.release();
    assertThat(answers).allSatisfy(answer -> assertThat(answer.get(20, TimeUnit.SECONDS)).isTrue());
    for (Thread holder : holders) {
      assertThat(holder.join(Duration.ofSeconds(20))).isTrue();
    }
  }

  /** What becomes of one caller's executor is nothing to the others of his message. */
  @Test
  void hasCapability_executorTakesNoMore_othersAreAnswered() throws Exception {
    ExecutorService ended = Executors.newSingleThreadExecutor();
    try (BeadleClient own =
        BeadleClient.builder(sidecar.target())
            .deadline(Duration.ofSeconds(20))
            .executor(ended)
            .build()) {
      sidecar.hold();
      var taking = own.async().hasCapability(1, REPLY, Contexts.module(7));
      sidecar.awaitBatches(1);
      var refused = own.async().hasCapability(2, REPLY, Contexts.module(7));
      List<CompletableFuture<Boolean>> others = new ArrayList<>();
      List<Thread> callers = new ArrayList<>();
      for (int user = 3; user <= 20; user++) {
        others.add(Callers.askOn(own, Thread.ofVirtual(), user, callers));
      }
      Callers.awaitWaiting(callers);
      ended.shutdown();
      sidecar.release();
      assertThat(others)
          .allSatisfy(answer -> assertThat(answer.get(20, TimeUnit.SECONDS)).isTrue());
      assertThat(Waiting.resultOf(taking)).isTrue();
      assertThat(Waiting.resultOf(refused)).isTrue();
    }
  }

  /** Whatever it throws: the callers behind it, and the deadlines, are there all the same. */
  @Test
  void hasCapability_executorThrows_allAreAnswered() throws Exception {
    try (BeadleClient own =
        BeadleClient.builder(sidecar.target())
            .deadline(Duration.ofSeconds(20))
            .executor(_ -> {
              throw new OutOfMemoryError("no thread for it");
            })
            .build()) {
      sidecar.hold();
      List<CompletableFuture<Boolean>> answers = new ArrayList<>();
      answers.add(Callers.ask(own, 1));
      sidecar.awaitBatches(1);
      answers.add(Callers.ask(own, 2));
      answers.add(Callers.ask(own, 3));
      List<Thread> callers = new ArrayList<>();
      for (int user = 4; user <= 20; user++) {
        answers.add(Callers.askOn(own, Thread.ofVirtual(), user, callers));
      }
      Callers.awaitWaiting(callers);
      sidecar.release();
      assertThat(answers)
          .allSatisfy(answer -> assertThat(answer.get(20, TimeUnit.SECONDS)).isTrue());
      sidecar.hold();
      CapabilityDecision late =
          own.withDeadline(Duration.ofMillis(60)).decide(21, REPLY, Contexts.module(7));
      assertThat(late.status().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    }
  }

  /** What a caller has chosen to run, the thread that keeps the deadlines does not. */
  @Test
  void hasCapability_callerBlocksTheTransport_tickerRunsNoneOfHisCode() throws Exception {
    var isBlocked = new CountDownLatch(1);
    var unblocked = new CountDownLatch(1);
    try (BeadleClient own =
        BeadleClient.builder(sidecar.target())
            .deadline(Duration.ofSeconds(20))
            .circuit(
                new CircuitPolicy(
                    100, Duration.ofSeconds(20), Duration.ofMillis(1), Duration.ofSeconds(1)))
            .executor(Runnable::run)
            .build()) {
      sidecar.hold();
      var _ = Callers.ask(own, 1);
      sidecar.awaitBatches(1);
      CompletableFuture<Void> blocking =
          Callers.ask(own, 2)
              .thenRun(() -> {
                isBlocked.countDown();
                Waiting.awaitQuietly(unblocked);
              });
      CompletableFuture<String> following =
          Callers.ask(own, 3).thenApply(_ -> Thread.currentThread().getName());
      List<CompletableFuture<Boolean>> virtual = new ArrayList<>();
      List<Thread> callers = new ArrayList<>();
      for (int user = 4; user <= 20; user++) {
        virtual.add(Callers.askOn(own, Thread.ofVirtual(), user, callers));
      }
      Callers.awaitWaiting(callers);
      var isFree = new AtomicBoolean();
      Callers.holdCarriers(isFree);
      try {
        sidecar.release();
        isBlocked.await();
        // Only the ticker is left to wake them, and they cannot run yet.
        Callers.awaitNoneWaiting(callers);
      } finally {
        isFree.set(true);
      }
      assertThat(virtual)
          .allSatisfy(answer -> assertThat(answer.get(20, TimeUnit.SECONDS)).isTrue());
      assertThat(following).isNotDone();
      unblocked.countDown();
      assertThat(following.get(20, TimeUnit.SECONDS)).isNotEqualTo("beadle-client");
      blocking.get(20, TimeUnit.SECONDS);
    } finally {
      unblocked.countDown();
    }
  }
}
