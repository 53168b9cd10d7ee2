package dev.beadle.client.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.meter.ClientMeters.CircuitState;
import io.grpc.Status;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

/** Each thing that a client tells of, under the name that the documentation gives it. */
final class MicrometerMetersTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final MicrometerMeters meters = new MicrometerMeters(registry);

  /** Answers, by what they are. */
  @Test
  void answered_timesByAnswer() {
    meters.answered(true, 1_000);
    meters.answered(false, 3_000);
    meters.answered(false, 5_000);
    assertThat(registry.get("beadle.client.checks").tag("answer", "allowed").timer().count())
        .isEqualTo(1);
    assertThat(registry.get("beadle.client.checks").tag("answer", "denied").timer().count())
        .isEqualTo(2);
  }

  /** Everything that is counted. */
  @Test
  void events_count() {
    meters.failed(Status.Code.UNAVAILABLE);
    meters.failedOpen("mod/forum:rate");
    meters.retried();
    meters.hedged();
    meters.nearCacheRead(true);
    meters.nearCacheRead(false);
    meters.batchSent(3, 5);
    assertThat(registry.get("beadle.client.failures").tag("code", "UNAVAILABLE").counter().count())
        .isEqualTo(1);
    assertThat(
            registry
                .get("beadle.client.fail.open")
                .tag("capability", "mod/forum:rate")
                .counter()
                .count())
        .isEqualTo(1);
    assertThat(registry.get("beadle.client.retries").counter().count()).isEqualTo(1);
    assertThat(registry.get("beadle.client.hedges").counter().count()).isEqualTo(1);
    assertThat(registry.get("beadle.client.near.cache").tag("result", "hit").counter().count())
        .isEqualTo(1);
    assertThat(registry.get("beadle.client.batch.questions").summary().totalAmount()).isEqualTo(3);
    assertThat(registry.get("beadle.client.batch.callers").summary().totalAmount()).isEqualTo(5);
  }

  /** The circuit of each endpoint, as a number. */
  @Test
  void circuitChanged_isTheStateOfTheEndpoint() {
    meters.endpointAdded("a");
    assertThat(registry.get("beadle.client.circuit").tag("endpoint", "a").gauge().value()).isZero();
    meters.circuitChanged("a", CircuitState.OPEN);
    meters.circuitChanged("b", CircuitState.HALF_OPEN);
    assertThat(registry.get("beadle.client.circuit").tag("endpoint", "a").gauge().value())
        .isEqualTo(2);
    assertThat(registry.get("beadle.client.circuit").tag("endpoint", "b").gauge().value())
        .isEqualTo(1);
    meters.circuitChanged("a", CircuitState.CLOSED);
    assertThat(registry.get("beadle.client.circuit").tag("endpoint", "a").gauge().value()).isZero();
  }
}
