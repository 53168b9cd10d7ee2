package dev.beadle.client.internal.check;

import dev.beadle.client.internal.wire.Endpoint;
import dev.beadle.client.internal.wire.Failure;
import dev.beadle.client.internal.wire.RetryBudget;
import dev.beadle.client.internal.wire.UnaryCalls;
import java.util.List;

/** Whether what was lost with a message is asked again. Thread-safe. */
final class Reasking {
  private final UnaryCalls.Parts parts;
  private final Route route;

  Reasking(UnaryCalls.Parts parts, Route route) {
    this.parts = parts;
    this.route = route;
  }

  /** Whether it is worth it for anybody who waits, and may be done. */
  boolean isGranted(Endpoint endpoint, QuestionMessage message, Failure failure, long now) {
    boolean isElsewhere = isElsewhere(endpoint, message, now);
    return isWorthIt(message, failure, isElsewhere)
        && isAllowed(endpoint, message, failure, isElsewhere, now);
  }

  /** Whether one that answers was not asked for somebody who waits. */
  private boolean isElsewhere(Endpoint endpoint, QuestionMessage message, long now) {
    Endpoint other = parts.endpoints().findUsable(now, List.of(endpoint));
    if (other == null || other == endpoint || !message.hasUntried(mostSendings())) {
      return false;
    }
    return message.wasSentOnce() || route.hasOther(endpoint, now);
  }

  /**
   * Counts that it was sent in vain, and says whether it may be sent again. An endpoint that gives
   * no sensible answer may be a wrong one: each is tried once.
   *
   * @param isTooLarge whether a smaller message may do
   */
  boolean countVain(PendingCheck check, Failure failure, boolean isTooLarge) {
    if (isTooLarge) {
      check.wasSplit = true;
      return true;
    }
    check.sendings++;
    return failure.isPassing()
        ? check.sendingsAfterProbes <= RetryBudget.MOST_AFTER_PROBES
        : check.sendings < mostSendings();
  }

  /** Whether anybody waits who may be asked for again once this sending is counted. */
  private boolean isWorthIt(QuestionMessage message, Failure failure, boolean isElsewhere) {
    if (!failure.isTrouble() || !(failure.isPassing() || isElsewhere)) {
      return false;
    }
    for (PendingCheck check : message.callers()) {
      if (!check.isOver() && (failure.isPassing() || check.sendings + 1 < mostSendings())) {
        return true;
      }
    }
    return false;
  }

  private boolean isAllowed(
      Endpoint endpoint, QuestionMessage message, Failure failure, boolean isElsewhere, long now) {
    return switch (parts.budget().grant(failure, isElsewhere, now)) {
      case NO -> false;
      case YES -> true;
      case AFTER_PROBE -> {
        boolean mayWait = countProbe(message);
        if (mayWait) {
          endpoint.leaveAlone(message.sentAt());
        }
        yield mayWait;
      }
    };
  }

  /** Counts a sending after a probe, and says whether it may be made for anybody who waits. */
  private static boolean countProbe(QuestionMessage message) {
    boolean mayAnybody = false;
    for (PendingCheck check : message.callers()) {
      check.sendingsAfterProbes++;
      mayAnybody |= !check.isOver() && check.sendingsAfterProbes <= RetryBudget.MOST_AFTER_PROBES;
    }
    return mayAnybody;
  }

  private int mostSendings() {
    return parts.endpoints().count();
  }
}
