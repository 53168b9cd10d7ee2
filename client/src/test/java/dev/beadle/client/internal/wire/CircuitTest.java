package dev.beadle.client.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.meter.ClientMeters.CircuitState;
import dev.beadle.client.policy.CircuitPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** CircuitPolicy: when an endpoint is left alone, and when it is looked at again. */
final class CircuitTest {
  private static final long MILLI = Duration.ofMillis(1).toNanos();

  private final List<CircuitState> states = new ArrayList<>();
  private final Circuit circuit =
      new Circuit(
          new CircuitPolicy(3, Duration.ofSeconds(1), Duration.ofMillis(10), Duration.ofMillis(40)),
          states::add);

  /** Failures in a row open it; a success in between begins anew. */
  @Test
  void failed_inARow_opens() {
    circuit.failed(0);
    circuit.failed(0);
    circuit.succeeded();
    circuit.failed(0);
    circuit.failed(0);
    assertThat(circuit.isClosed()).isTrue();
    circuit.failed(0);
    assertThat(circuit.isClosed()).isFalse();
    assertThat(states).containsExactly(CircuitState.OPEN);
  }

  /** A lost connection opens it at once. */
  @Test
  void lost_once_opens() {
    circuit.lost(0);
    assertThat(circuit.isClosed()).isFalse();
  }

  /** The right to look is given once, and not before the pause is over. */
  @Test
  void tryProbe_pauseOver_isGivenOnce() {
    circuit.lost(0);
    assertThat(circuit.nextProbeAt()).isBetween(5 * MILLI, 15 * MILLI);
    assertThat(circuit.tryProbe(circuit.nextProbeAt() - 1)).isFalse();
    assertThat(circuit.tryProbe(circuit.nextProbeAt())).isTrue();
    assertThat(circuit.tryProbe(circuit.nextProbeAt())).isFalse();
    circuit.succeeded();
    assertThat(circuit.isClosed()).isTrue();
    assertThat(states)
        .containsExactly(CircuitState.OPEN, CircuitState.HALF_OPEN, CircuitState.CLOSED);
  }

  /** What came of a probe may never be told: another is made when it would long be known. */
  @Test
  void tryProbe_lastOneWasNeverTold_isGivenAgain() {
    circuit.lost(0);
    long probedAt = circuit.nextProbeAt();
    assertThat(circuit.tryProbe(probedAt)).isTrue();
    long lostAt = probedAt + circuit.probeNanos() + 1_000 * MILLI;
    assertThat(circuit.tryProbe(lostAt - 1)).isFalse();
    assertThat(circuit.tryProbe(lostAt)).isTrue();
    assertThat(circuit.tryProbe(lostAt)).isFalse();
    circuit.succeeded();
    assertThat(states)
        .containsExactly(CircuitState.OPEN, CircuitState.HALF_OPEN, CircuitState.CLOSED);
  }

  /**
   * A probe may take twice as long as the one before it, in the end as long as silence may last.
   */
  @Test
  void probeNanos_againAndAgain_doublesUpToSilence() {
    circuit.lost(0);
    for (long expected : List.of(100L, 200L, 400L, 800L, 1_000L, 1_000L)) {
      assertThat(circuit.probeNanos()).isEqualTo(expected * MILLI);
      assertThat(circuit.tryProbe(circuit.nextProbeAt())).isTrue();
      circuit.probeFailed(circuit.nextProbeAt());
    }
  }

  /** However patient a client is, a probe is over after two seconds. */
  @Test
  void probeNanos_longSilence_isTwoSecondsAtMost() {
    var patient =
        new Circuit(
            new CircuitPolicy(1, Duration.ofDays(1), Duration.ofMillis(10), Duration.ofMillis(40)),
            states::add);
    patient.lost(0);
    for (int i = 1; i <= 10; i++) {
      assertThat(patient.tryProbe(patient.nextProbeAt())).isTrue();
      assertThat(patient.probeFailed(patient.nextProbeAt())).isEqualTo(i);
    }
    assertThat(patient.probeNanos()).isEqualTo(2_000 * MILLI);
  }

  /** A probe that fails late, when others were answered meanwhile, tells nothing. */
  @Test
  void probeFailed_answeredMeanwhile_countsForNothing() {
    circuit.lost(0);
    assertThat(circuit.tryProbe(circuit.nextProbeAt())).isTrue();
    circuit.succeeded();
    assertThat(circuit.probeFailed(circuit.nextProbeAt())).isZero();
    assertThat(circuit.isClosed()).isTrue();
  }

  /** Pauses double up to the longest, and begin anew after a success. */
  @Test
  void probeFailed_againAndAgain_pausesDouble() {
    circuit.lost(0);
    long[] averages = {20, 40, 40, 40};
    long now = circuit.nextProbeAt();
    for (long average : averages) {
      assertThat(circuit.tryProbe(now)).isTrue();
      circuit.probeFailed(now);
      assertThat(circuit.nextProbeAt() - now)
          .isBetween(average * MILLI / 2, average * MILLI * 3 / 2);
      now = circuit.nextProbeAt();
    }
    circuit.succeeded();
    circuit.lost(now);
    assertThat(circuit.nextProbeAt() - now).isBetween(5 * MILLI, 15 * MILLI);
  }

  /** Trust: gone with a failure, back with a success, or after a while. */
  @Test
  void isTrusted_afterAFailure_comesBack() {
    assertThat(circuit.isTrusted(0)).isTrue();
    circuit.failed(0);
    assertThat(circuit.isTrusted(MILLI)).isFalse();
    assertThat(circuit.isTrusted(6_000 * MILLI)).isTrue();
    circuit.succeeded();
    assertThat(circuit.isTrusted(MILLI)).isTrue();
  }
}
