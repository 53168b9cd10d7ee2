package dev.beadle.client.internal.check;

import dev.beadle.client.internal.wire.Endpoint;
import dev.beadle.client.internal.wire.Failure;
import dev.beadle.client.internal.wire.RetryBudget;
import dev.beadle.client.internal.wire.UnaryCalls;

/** Whether what was lost with a message is asked again. Thread-safe. */
final class Reasking {
  private final UnaryCalls.Parts parts;

  Reasking(UnaryCalls.Parts parts) {
    this.parts = parts;
  }

  /** Whether it is worth it for anybody who waits, and may be done. */
  boolean isGranted(Endpoint endpoint, QuestionMessage message, Failure failure, long now) {
    return isWorthIt(message, failure) && isAllowed(endpoint, message, failure, now);
  }

  /** An endpoint that gives no sensible answer may be a wrong one: each is tried once. */
  boolean mayBeAskedAgain(PendingCheck check, Failure failure) {
    return failure.isPassing()
        ? check.sendingsAfterProbes <= RetryBudget.MOST_AFTER_PROBES
        : check.sendings < mostSendings();
  }

  /** Whether anybody waits who may be asked for again once this sending is counted. */
  private boolean isWorthIt(QuestionMessage message, Failure failure) {
    if (!failure.isTrouble()) {
      return false;
    }
    for (PendingCheck check : message.callers()) {
      if (!check.isOver() && (failure.isPassing() || check.sendings + 1 < mostSendings())) {
        return true;
      }
    }
    return false;
  }

  private boolean isAllowed(Endpoint endpoint, QuestionMessage message, Failure failure, long now) {
    boolean isElsewhere = mostSendings() > 1 && message.isFirstSending();
    return switch (parts.budget().grant(failure, isElsewhere, now)) {
      case NO -> false;
      case YES -> true;
      case AFTER_PROBE -> {
        endpoint.leaveAlone();
        for (PendingCheck check : message.callers()) {
          check.sendingsAfterProbes++;
        }
        yield true;
      }
    };
  }

  private int mostSendings() {
    return parts.endpoints().count();
  }
}
