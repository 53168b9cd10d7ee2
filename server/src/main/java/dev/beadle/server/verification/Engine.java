package dev.beadle.server.verification;

import static java.util.Objects.requireNonNull;

import dev.beadle.server.decision.DecisionPoint;
import java.time.InstantSource;

/**
 * What answers questions in this process.
 *
 * @param clock what time it is for what begins and ends
 */
public record Engine(DecisionPoint decisionPoint, InstantSource clock) {
  public Engine {
    requireNonNull(decisionPoint, "decisionPoint");
    requireNonNull(clock, "clock");
  }

  /** What time it is, in seconds since 1970. */
  long second() {
    return clock.instant().getEpochSecond();
  }
}
