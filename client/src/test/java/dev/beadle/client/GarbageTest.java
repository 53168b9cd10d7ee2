package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.policy.CircuitPolicy;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Law: whatever comes back, nobody is allowed what no answer allows, nobody waits longer than his
 * deadline, and when the answers are sound again, so is the client.
 */
final class GarbageTest {
  private static final String REPLY = "mod/forum:replypost";
  private static final Duration DEADLINE = Duration.ofMillis(200);

  /** Beyond any deadline of these tests, however busy the machine: who waits longer hangs. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int ROUNDS = 60;

  private final AtomicLong lastUser = new AtomicLong();
  private final CountingMeters meters = new CountingMeters();

  /** Single questions on the stream, several at a time. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void stream_garbage_neverAllowsMore(long seed) throws Exception {
    try (var sidecar = new GarbageSidecar(seed);
        BeadleClient client = hasty(sidecar).build()) {
      for (int round = 0; round < ROUNDS; round++) {
        List<Asked> together = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          together.add(askAlone(client));
        }
        for (Asked asked : together) {
          assertRight(sidecar, asked);
        }
      }
      assertThat(meters.allowed).as("sound answers").hasPositiveValue();
      assertRecovers(sidecar, client);
    }
  }

  /** Calls of their own: single, batch and matrix. */
  @ParameterizedTest
  @ValueSource(longs = {5, 6})
  void unary_garbage_neverAllowsMore(long seed) throws Exception {
    try (var sidecar = new GarbageSidecar(seed);
        BeadleClient client = hasty(sidecar).coalescing(false).build()) {
      for (int round = 0; round < ROUNDS; round++) {
        assertRight(sidecar, askAlone(client));
        assertRight(sidecar, askBatch(client));
        assertMatrixIsRight(sidecar, client);
      }
      assertRecovers(sidecar, client);
    }
  }

  /** With a second endpoint, asked too when the first is slow, and garbage as well. */
  @Test
  void hedged_garbageFromBoth_neverAllowsMore() throws Exception {
    try (var first = new GarbageSidecar(7);
        var second = new GarbageSidecar(8);
        BeadleClient client =
            hasty(first).target(second.target()).hedgeAfter(Duration.ofMillis(4)).build()) {
      for (int round = 0; round < ROUNDS; round++) {
        long user = lastUser.incrementAndGet();
        CapabilityDecision decision = client.decide(user, REPLY, Contexts.system());
        if (decision.allowed()) {
          assertThat(first.hasAllowed(user) || second.hasAllowed(user))
              .as("user %d", user)
              .isTrue();
        }
        assertThat(decision.isDecided()).isEqualTo(decision.status().isOk());
      }
      assertThat(meters.allowed).as("sound answers").hasPositiveValue();
      second.becomeSound();
      assertRecovers(first, client);
    }
  }

  /** Nothing is left of questions that got garbage: as many as may wait at all still may. */
  @Test
  void stream_garbage_leavesNothingBehind() throws Exception {
    try (var sidecar = new GarbageSidecar(9);
        BeadleClient client = hasty(sidecar).build()) {
      for (int round = 0; round < 3; round++) {
        CompletableFuture.allOf(many(client, 40_000)).get(60, TimeUnit.SECONDS);
      }
      sidecar.becomeSound();
      assertRecovers(sidecar, client);
      BeadleClient patient = client.withDeadline(PATIENCE);
      meters.failures.clear();
      CompletableFuture<?>[] all = many(patient, 90_000);
      CompletableFuture.allOf(all).get(60, TimeUnit.SECONDS);
      assertThat(meters.failures).doesNotContain(Status.Code.RESOURCE_EXHAUSTED);
    }
  }

  /** A server that speaks HTTP/2 up to a point, and then nonsense. */
  @Test
  void http2_randomFrames_isUnavailable() throws Exception {
    try (var impostor = new Http2Impostor(10);
        BeadleClient client =
            BeadleClient.builder(impostor.target()).deadline(DEADLINE).meters(meters).build()) {
      for (int round = 0; round < 20; round++) {
        CapabilityDecision decision = client.decide(1, REPLY, Contexts.system());
        assertThat(decision.allowed()).isFalse();
        assertThat(decision.status().isOk()).isFalse();
        CapabilityMatrix matrix = client.matrix(1, List.of(Contexts.system()), List.of(REPLY));
        assertThat(matrix.isAllowed(0, 0)).isFalse();
      }
    }
  }

  /** What was asked about a user, and what comes of it. */
  private record Asked(long userId, CompletableFuture<CapabilityDecision> future) {
    CapabilityDecision decision() throws Exception {
      return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private CompletableFuture<?>[] many(BeadleClient client, int count) {
    CompletableFuture<?>[] all = new CompletableFuture<?>[count];
    for (int i = 0; i < count; i++) {
      all[i] =
          client
              .async()
              .hasCapability(lastUser.incrementAndGet(), REPLY, Contexts.system())
              .toCompletableFuture();
    }
    return all;
  }

  private Asked askAlone(BeadleClient client) {
    long user = lastUser.incrementAndGet();
    return new Asked(
        user, client.async().decide(user, REPLY, Contexts.system()).toCompletableFuture());
  }

  private Asked askBatch(BeadleClient client) {
    long user = lastUser.incrementAndGet();
    var questions =
        List.of(
            Questions.one(lastUser.incrementAndGet(), REPLY, Contexts.system()),
            Questions.one(user, REPLY, Contexts.system()));
    return new Asked(
        user, client.async().decideBatch(questions).toCompletableFuture().thenApply(List::getLast));
  }

  private void assertMatrixIsRight(GarbageSidecar sidecar, BeadleClient client) {
    long user = lastUser.incrementAndGet();
    CapabilityMatrix matrix =
        client.matrix(user, List.of(Contexts.system(), Contexts.id(7)), List.of(REPLY));
    if (matrix.isAllowed(0, 0)) {
      assertThat(sidecar.hasAllowed(user)).as("user %d", user).isTrue();
    }
  }

  private static void assertRight(GarbageSidecar sidecar, Asked asked) throws Exception {
    CapabilityDecision decision = asked.decision();
    if (decision.allowed()) {
      assertThat(sidecar.hasAllowed(asked.userId()))
          .as("user %d: %s", asked.userId(), decision)
          .isTrue();
    }
    assertThat(decision.isDecided()).isEqualTo(decision.status().isOk());
  }

  private void assertRecovers(GarbageSidecar sidecar, BeadleClient client) {
    sidecar.becomeSound();
    long odd = 2 * lastUser.incrementAndGet() + 1;
    BeadleClient patient = client.withDeadline(PATIENCE);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!patient.decide(odd, REPLY, Contexts.system()).allowed()) {
      assertThat(System.nanoTime()).as("it recovers").isLessThan(end);
    }
    assertThat(patient.decide(odd + 1, REPLY, Contexts.system()).status().isOk()).isTrue();
  }

  private BeadleClientBuilder hasty(GarbageSidecar sidecar) {
    return BeadleClient.builder(sidecar.target())
        .deadline(DEADLINE)
        .meters(meters)
        .circuit(
            new CircuitPolicy(
                5, Duration.ofMillis(60), Duration.ofMillis(5), Duration.ofMillis(20)));
  }
}
