package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.CapabilityDecision.Reason;
import dev.beadle.client.FaultySidecar.Fault;
import dev.beadle.client.policy.RetryPolicy;
import dev.beadle.v1.ContextReference;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Laws that hold whatever sidecars do, under a program of faults drawn by a seed: clients of all
 * kinds ask in all forms while one sidecar after the other goes from one fault to the next.
 */
final class RandomFaultsTest {
  private static final String REPLY = "mod/forum:replypost";
  private static final ContextReference CONTEXT = Contexts.module(7);
  private static final Duration PATIENCE = Duration.ofSeconds(6);
  private static final int CALLERS = 6;
  private static final int CALLS = 800;
  private static final int CALLS_PER_FAULT = 40;

  private final List<FaultySidecar> sidecars = new ArrayList<>();

  @AfterEach
  void stop() {
    sidecars.forEach(FaultySidecar::close);
  }

  /** Endpoints: as long as one of them is well, every question has its right answer. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void ask_oneSidecarIsWell_everyAnswerIsRight(long seed) throws Exception {
    var random = new Random(seed);
    start(2 + random.nextInt(2));
    List<FaultySidecar> faulty = new ArrayList<>(sidecars);
    faulty.remove(random.nextInt(faulty.size()));
    for (Answer answer : answers(anyClient(random), faulty, Fault.TROUBLE, random)) {
      assertThat(answer).isEqualTo(new Answer(answer.userId, answer.userId % 2 == 0, Reason.RULE));
    }
  }

  /** Fail-open: as long as every one of them says something, nothing is opened. */
  @ParameterizedTest
  @ValueSource(longs = {5, 6, 7, 8})
  void ask_allSidecarsSpeak_nothingIsOpened(long seed) throws Exception {
    var random = new Random(seed);
    start(1 + random.nextInt(3));
    // Otherwise most of them would wait for a probe until their time is up.
    BeadleClientBuilder tolerant = anyClient(random).circuit(Circuits.tolerant());
    List<Answer> answers = answers(tolerant, sidecars, Fault.OF_WHO_SPEAKS, random);
    assertThat(answers).allMatch(answer -> !answer.isAllowed || answer.userId % 2 == 0);
    assertThat(answers).extracting(answer -> answer.reason).contains(Reason.UNAVAILABLE);
    assertThat(answers).extracting(answer -> answer.reason).doesNotContain(Reason.FAIL_OPEN);
  }

  /** What one caller was told. */
  private record Answer(long userId, boolean isAllowed, Reason reason) {}

  private void start(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      sidecars.add(new FaultySidecar());
    }
  }

  private static List<Answer> answers(
      BeadleClientBuilder builder, List<FaultySidecar> faulty, Set<Fault> faults, Random random)
      throws Exception {
    List<Answer> answers = new ArrayList<>();
    try (BeadleClient client = builder.build();
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      for (int asked = 0; asked < CALLS; asked += CALLS_PER_FAULT) {
        List<Future<Answer>> asking = new ArrayList<>();
        for (int i = 0; i < CALLS_PER_FAULT; i++) {
          asking.add(callers.submit(anyQuestion(client, random)));
        }
        // While they are on their way.
        faulty.get(random.nextInt(faulty.size())).become(Fault.oneOf(faults, random));
        for (Future<Answer> answer : asking) {
          answers.add(answer.get());
        }
      }
    }
    return answers;
  }

  private BeadleClientBuilder anyClient(Random random) {
    BeadleClientBuilder builder =
        new BeadleClientBuilder()
            .deadline(PATIENCE)
            .failOpen(REPLY)
            .coalescing(random.nextInt(4) != 0);
    sidecars.forEach(sidecar -> builder.target(sidecar.target()));
    if (random.nextBoolean()) {
      builder.hedgeAfter(Duration.ofMillis(20));
    }
    if (random.nextBoolean()) {
      builder.retries(RetryPolicy.DEFAULT.withBudget(0, 0));
    }
    if (random.nextBoolean()) {
      builder.executor(Runnable::run);
    }
    return builder;
  }

  private static Callable<Answer> anyQuestion(BeadleClient client, Random random) {
    long userId = random.nextInt(1, 41);
    return switch (random.nextInt(4)) {
      case 0 ->
          () -> {
            CapabilityMatrix matrix = client.matrix(userId, List.of(CONTEXT), List.of(REPLY));
            Reason reason = matrix.status().isOk() ? Reason.RULE : Reason.UNAVAILABLE;
            return new Answer(userId, matrix.isAllowed(0, 0), reason);
          };
      case 1 ->
          () ->
              told(
                  userId,
                  client.decideBatch(List.of(Questions.one(userId, REPLY, CONTEXT))).getFirst());
      case 2 -> () -> told(userId, Waiting.resultOf(client.async().decide(userId, REPLY, CONTEXT)));
      default -> () -> told(userId, client.decide(userId, REPLY, CONTEXT));
    };
  }

  private static Answer told(long userId, CapabilityDecision decision) {
    return new Answer(userId, decision.allowed(), decision.reason());
  }
}
