package dev.beadle.client.internal.check;

import dev.beadle.client.internal.wire.Endpoint;
import dev.beadle.client.internal.wire.Failure;
import dev.beadle.client.internal.wire.RetryBudget;
import dev.beadle.client.internal.wire.UnaryCalls;
import java.util.List;

/** Whether what was lost with a message is asked again. Thread-safe. */
final class Reasking {
  private final UnaryCalls.Parts parts;

  /** For whom a message that was lost is sent again. */
  enum Extent {
    NOBODY,
    /** Those for whom an endpoint is left that was not asked: that costs nothing. */
    THOSE_WITH_ANOTHER,
    ALL
  }

  Reasking(UnaryCalls.Parts parts) {
    this.parts = parts;
  }

  /**
   * For whom it is worth it, and may be done. An endpoint that gives no sensible answer may be a
   * wrong one: each is tried once.
   */
  Extent extentOf(Endpoint endpoint, QuestionMessage message, Failure failure, long now) {
    if (!failure.isTrouble() || !parts.retries().isEnabled()) {
      return Extent.NOBODY;
    }
    List<Endpoint> usable = parts.endpoints().findAllUsable(now);
    int waiting = 0;
    int withAnother = 0;
    for (PendingCheck check : message.callers()) {
      if (!check.isOver()) {
        waiting++;
        withAnother += check.hasAnother(usable, endpoint) ? 1 : 0;
      }
    }
    boolean isForAll =
        waiting > 0
            && failure.isPassing()
            && isAllowed(endpoint, message, failure, withAnother == waiting, now);
    if (isForAll) {
      return Extent.ALL;
    }
    return withAnother > 0 ? Extent.THOSE_WITH_ANOTHER : Extent.NOBODY;
  }

  /**
   * Counts that it was sent in vain, and says whether it may be sent again.
   *
   * @param extent of the message; not asked when a smaller message may do
   */
  boolean countVain(PendingCheck check, Endpoint endpoint, Extent extent, long now) {
    check.sendings++;
    boolean hasAnother = check.hasAnother(parts.endpoints().findAllUsable(now), endpoint);
    check.askedInVain(endpoint);
    return switch (extent) {
      case NOBODY -> false;
      case THOSE_WITH_ANOTHER -> hasAnother;
      case ALL -> check.sendingsAfterProbes <= RetryBudget.MOST_AFTER_PROBES;
    };
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
}
