package dev.beadle.client;

import dev.beadle.client.policy.CircuitPolicy;
import java.time.Duration;

/** When a client of a test leaves a sidecar alone. */
final class Circuits {
  private Circuits() {}

  /** However slow the machine, nobody is taken for silent. */
  static CircuitPolicy patient() {
    return new CircuitPolicy(
        5, Duration.ofSeconds(20), Duration.ofMillis(20), Duration.ofSeconds(1));
  }

  /** However often it fails, it is asked. */
  static CircuitPolicy tolerant() {
    return new CircuitPolicy(
        1_000, Duration.ofSeconds(10), Duration.ofMillis(20), Duration.ofSeconds(1));
  }
}
