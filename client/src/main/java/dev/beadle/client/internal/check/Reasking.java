package dev.beadle.client.internal.check;

import dev.beadle.client.internal.wire.Endpoint;
import dev.beadle.client.internal.wire.Failure;
import dev.beadle.client.internal.wire.RetryBudget;
import dev.beadle.client.internal.wire.UnaryCalls;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What becomes of those who wait for a message that was lost: they are asked for again where that
 * is worth it and may be done, and told otherwise. Thread-safe.
 */
final class Reasking {
  private final UnaryCalls.Parts parts;
  private final Route route;
  private final Arrivals arrivals;
  private final AtomicInteger waiting;
  private volatile boolean isClosed;

  /** For whom a message that was lost is sent again. */
  private enum Extent {
    NOBODY,
    /** Those for whom an endpoint is left that was not asked: that costs nothing. */
    THOSE_WITH_ANOTHER,
    ALL
  }

  /**
   * One that asks again through a lane.
   *
   * @param arrivals where whoever is asked for again goes
   * @param waiting counts who waits
   */
  Reasking(UnaryCalls.Parts parts, Route route, Arrivals arrivals, AtomicInteger waiting) {
    this.parts = parts;
    this.route = route;
    this.arrivals = arrivals;
    this.waiting = waiting;
  }

  /** Asks nobody any more. */
  void close() {
    isClosed = true;
  }

  /**
   * Asks again, or tells. Nobody is forgotten, whatever fails meanwhile.
   *
   * @param isTooLarge whether a smaller message may do
   */
  void lost(Endpoint endpoint, QuestionMessage message, Failure failure, boolean isTooLarge) {
    PendingCheck[] callers = message.callers();
    int told = 0;
    int dropped = 0;
    try {
      List<Endpoint> others = isTooLarge ? List.of() : othersThan(endpoint);
      Extent extent = isTooLarge ? Extent.ALL : grant(endpoint, others, message, failure);
      for (PendingCheck check : callers) {
        check.note(failure);
        if (isTooLarge) {
          check.wasSplit = true;
        } else if (!isAskedAgain(check, others, extent)) {
          check.fail(failure);
        } else {
          check.askedInVain(endpoint);
        }
        if (check.isOver()) {
          dropped++;
        } else {
          arrivals.push(check);
        }
        told++;
      }
    } finally {
      waiting.addAndGet(-dropped);
      arrivals.pushFrom(told, callers);
    }
  }

  private List<Endpoint> othersThan(Endpoint endpoint) {
    List<Endpoint> usable = parts.endpoints().findAllUsable(parts.ticker().now());
    usable.remove(endpoint);
    return usable;
  }

  /** For whom it may be done; then not before a pause, or elsewhere: before anybody can send it. */
  private Extent grant(
      Endpoint endpoint, List<Endpoint> others, QuestionMessage message, Failure failure) {
    long now = parts.ticker().now();
    Extent extent = isClosed ? Extent.NOBODY : extentOf(endpoint, others, message, failure, now);
    if (extent == Extent.NOBODY) {
      return extent;
    }
    parts.meters().retried();
    if (failure.isPassing()) {
      route.pauseAfter(endpoint, now);
    } else {
      route.avoid(endpoint);
    }
    return extent;
  }

  /** An endpoint that gives no sensible answer may be a wrong one: each is tried once. */
  private Extent extentOf(
      Endpoint endpoint,
      List<Endpoint> others,
      QuestionMessage message,
      Failure failure,
      long now) {
    if (!failure.isTrouble() || !parts.retries().isEnabled()) {
      return Extent.NOBODY;
    }
    int alive = 0;
    int withAnother = 0;
    for (PendingCheck check : message.callers()) {
      if (!check.isOver()) {
        alive++;
        withAnother += check.hasAnother(others) ? 1 : 0;
      }
    }
    boolean isForAll =
        alive > 0
            && failure.isPassing()
            && isAllowed(endpoint, message, failure, withAnother == alive, now);
    if (isForAll) {
      return Extent.ALL;
    }
    return withAnother > 0 ? Extent.THOSE_WITH_ANOTHER : Extent.NOBODY;
  }

  private static boolean isAskedAgain(PendingCheck check, List<Endpoint> others, Extent extent) {
    return switch (extent) {
      case NOBODY -> false;
      case THOSE_WITH_ANOTHER -> check.hasAnother(others);
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
