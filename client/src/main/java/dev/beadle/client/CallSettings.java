package dev.beadle.client;

import static java.util.Objects.requireNonNull;

import dev.beadle.v1.Consistency;
import java.time.Duration;
import java.util.Set;

/**
 * What may differ between clients that share a connection.
 *
 * @param site empty for the only one
 * @param deadline how long a call may take
 * @param failOpen capabilities that are allowed when there is no answer
 * @param consistency which facts answers may be taken from; the default for the current ones
 */
record CallSettings(
    String site,
    Duration deadline,
    OnFailure onFailure,
    Set<String> failOpen,
    Consistency consistency) {
  /** Longer than anybody waits, and yet a number of nanoseconds that can be added to another. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  CallSettings {
    requireNonNull(site, "site");
    requireNonNull(deadline, "deadline");
    requireNonNull(onFailure, "onFailure");
    requireNonNull(consistency, "consistency");
    failOpen = Set.copyOf(failOpen);
    deadline = bounded(deadline);
  }

  /** A time that can be counted in nanoseconds: not below 0, and not beyond all reason. */
  static Duration bounded(Duration deadline) {
    Duration most = deadline.compareTo(LONGEST) > 0 ? LONGEST : deadline;
    return most.isNegative() ? Duration.ZERO : most;
  }

  CallSettings withSite(String newSite) {
    return new CallSettings(newSite, deadline, onFailure, failOpen, consistency);
  }

  CallSettings withDeadline(Duration newDeadline) {
    return new CallSettings(site, newDeadline, onFailure, failOpen, consistency);
  }

  CallSettings withOnFailure(OnFailure newOnFailure) {
    return new CallSettings(site, deadline, newOnFailure, failOpen, consistency);
  }

  CallSettings withConsistency(Consistency newConsistency) {
    return new CallSettings(site, deadline, onFailure, failOpen, newConsistency);
  }

  /** Whether the current facts will do, whichever they are. */
  boolean isCurrent() {
    return consistency.getRequirementCase() == Consistency.RequirementCase.REQUIREMENT_NOT_SET;
  }
}
