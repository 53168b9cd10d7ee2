package dev.beadle.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.v1.CheckServiceGrpc;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The closed and the open loop over a wire whose answers take a known time. */
final class LoopsTest {
  private static final byte[] FIRST = {1};
  private static final byte[] SECOND = {2};
  private static final Requests REQUESTS =
      new Requests(
          Bytes.method(CheckServiceGrpc.getCheckCapabilityMethod()),
          List.of(FIRST, SECOND),
          1,
          Requests.Answers.ANY);

  private final FakeWire wire = new FakeWire();
  private final ExecutorService server = Executors.newSingleThreadExecutor();

  @AfterEach
  void stop() {
    wire.close();
    server.shutdownNow();
  }

  @Test
  void closedLoop_answersAtOnce_keepsAsManyInFlightAndGoesRound() throws Exception {
    Tally tally = answering(0, false, () -> new ClosedLoop(REQUESTS, 2).run(wire, millis(20)));

    assertThat(tally.answers()).isEqualTo(wire.asked().size()).isGreaterThan(2);
    assertThat(tally.failures()).isZero();
    assertThat(wire.mostWaiting()).isLessThanOrEqualTo(2);
    assertThat(wire.asked()).contains(FIRST, SECOND);
  }

  @Test
  void closedLoop_nothingIsAnswered_endsAfterAThousandFailures() throws Exception {
    Tally tally =
        answering(
            0, true, () -> new ClosedLoop(REQUESTS, 2).run(wire, TimeUnit.MINUTES.toNanos(1)));

    assertThat(tally.failures()).isBetween(1_000L, 1_001L);
    assertThat(tally.firstFailure()).contains("UNAVAILABLE");
  }

  /** The rate is kept whatever the answers take: the loop is open. */
  @Test
  void openLoop_answersSlowerThanTheRate_asksAllTheSame() throws Exception {
    Tally tally =
        answering(millis(2), false, () -> new OpenLoop(REQUESTS, 1_000, 100).run(wire, millis(50)));

    assertThat(tally.answers()).isEqualTo(50);
  }

  /**
   * Latency counts from the moment at which a question was due: with answers of 2 ms at a rate of
   * one a millisecond the last of 50 has waited for nearly 50 ms, though each answer took 2.
   */
  @Test
  void openLoop_answersSlowerThanTheRate_countsTheWaiting() throws Exception {
    Tally tally =
        answering(millis(2), false, () -> new OpenLoop(REQUESTS, 1_000, 100).run(wire, millis(50)));

    assertThat(tally.latencies().getMaxValue()).isGreaterThan(millis(45));
    assertThat(tally.latencies().getValueAtPercentile(50)).isGreaterThan(millis(20));
  }

  @Test
  void openLoop_tooManyUnanswered_countsFailuresInsteadOfAsking() throws Exception {
    Tally tally =
        answering(millis(10), false, () -> new OpenLoop(REQUESTS, 1_000, 2).run(wire, millis(50)));

    assertThat(tally.answers() + tally.failures()).isEqualTo(50);
    assertThat(tally.failures()).isPositive();
    assertThat(tally.firstFailure()).contains("more than 2 in flight");
    assertThat(wire.mostWaiting()).isLessThanOrEqualTo(2);
  }

  /** A due moment comes from its number, not from the one before: errors do not add up. */
  @Test
  void dueNanos_manyQuestions_doNotDrift() {
    assertThat(OpenLoop.dueNanos(5, 3_000_000, 3_000))
        .isEqualTo(5 + TimeUnit.SECONDS.toNanos(1_000));
  }

  @Test
  void loops_impossibleOptions_areRefused() {
    assertThatThrownBy(() -> new ClosedLoop(REQUESTS, 0)).hasMessageContaining("in-flight: 0");
    assertThatThrownBy(() -> new OpenLoop(REQUESTS, 0, 1)).hasMessageContaining("rate: 0");
    assertThatThrownBy(() -> new OpenLoop(REQUESTS, Double.NaN, 1)).hasMessageContaining("rate");
  }

  private Tally answering(long nanos, boolean isFailing, Callable<Tally> loop) throws Exception {
    Future<?> pump =
        server.submit(() -> {
          wire.pump(nanos, isFailing);
          return null;
        });
    Tally tally = loop.call();
    wire.close();
    pump.get();
    return tally;
  }

  private static long millis(long count) {
    return TimeUnit.MILLISECONDS.toNanos(count);
  }
}
