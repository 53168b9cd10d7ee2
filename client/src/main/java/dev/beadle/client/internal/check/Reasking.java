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
  /**
   * Who is free for an endpoint may meet another one all the same, while that one cannot be asked.
   */
  private static final int FREE_SENDINGS_EACH = 3;

  /** How often a question is sent again because this side failed. */
  private static final int MOST_BREAKDOWNS = 3;

  // Made beforehand: there may be no memory.
  private static final Failure BROKEN = Failure.exhausted();

  private final UnaryCalls.Parts parts;
  private final Route route;
  private final Arrivals arrivals;
  private final AtomicInteger waiting;
  private volatile boolean isClosed;

  /** What a message was lost by. */
  private enum Cause {
    ENDPOINT,
    SIZE,
    THIS_SIDE
  }

  /** For whom a message that was lost is sent again. */
  private enum Extent {
    NOBODY,
    /** Those for whom an endpoint is left that was not asked: that costs nothing. */
    THE_FREE,
    /** Those too who have had a retry, or a probe. */
    THE_PAID_FOR
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

  /** Asks again, or tells. */
  void lost(Endpoint endpoint, QuestionMessage message, Failure failure) {
    seeTo(Cause.ENDPOINT, endpoint, message, failure);
  }

  /** Asks again in smaller messages. */
  void tooLarge(Endpoint endpoint, QuestionMessage message, Failure failure) {
    seeTo(Cause.SIZE, endpoint, message, failure);
  }

  /** Asks again, a few times, because this side failed: that says nothing of the endpoint. */
  void broken(Endpoint endpoint, QuestionMessage message) {
    seeTo(Cause.THIS_SIDE, endpoint, message, BROKEN);
  }

  /** Takes back what a stream owes that is left because this side ran out of memory, or stack. */
  void brokenOff(LaneStream left, Failure failure) {
    Endpoint endpoint = left.endpoint();
    try {
      // An interceptor of its channel may be to blame.
      route.avoid(endpoint, failure);
      QuestionMessage message = left.takeUnanswered();
      while (message != null) {
        broken(endpoint, message);
        message = left.takeUnanswered();
      }
    } finally {
      pushAll(left);
    }
  }

  /** Nobody is forgotten: what is left when something failed on the way is asked again. */
  void pushAll(LaneStream ended) {
    QuestionMessage message = ended.takeUnanswered();
    while (message != null) {
      arrivals.pushFrom(0, message.callers());
      message = ended.takeUnanswered();
    }
  }

  /** Nobody is forgotten, whatever fails meanwhile: nothing is made before the try. */
  private void seeTo(Cause cause, Endpoint endpoint, QuestionMessage message, Failure failure) {
    PendingCheck[] callers = message.callers();
    int told = 0;
    int dropped = 0;
    try {
      List<Endpoint> others = List.of();
      Extent extent = Extent.NOBODY;
      if (cause == Cause.ENDPOINT) {
        noteHedge(message);
        others = othersThan(endpoint);
        extent = grant(endpoint, others, message, failure);
      }
      for (PendingCheck check : callers) {
        check.note(failure);
        switch (cause) {
          case ENDPOINT -> {
            if (isAskedAgain(check, others, extent)) {
              check.addAskedInVain(endpoint);
            } else {
              check.fail(failure);
            }
          }
          case SIZE -> {}
          case THIS_SIDE -> {
            check.addAskedInVain(endpoint);
            if (++check.breakdowns > MOST_BREAKDOWNS) {
              check.fail(failure);
            }
          }
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

  /** A second endpoint that was asked too had its turn. */
  private static void noteHedge(QuestionMessage message) {
    Endpoint hedged = message.findHedgedInVain();
    if (hedged != null) {
      for (PendingCheck check : message.callers()) {
        check.addAskedInVain(hedged);
      }
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
      route.pauseAfter(endpoint, failure, now);
    } else {
      route.avoid(endpoint, failure);
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
    int free = 0;
    for (PendingCheck check : message.callers()) {
      if (!check.isOver()) {
        alive++;
        free += isFree(check, others) ? 1 : 0;
      }
    }
    boolean isPaid =
        free < alive && failure.isPassing() && isGranted(endpoint, others, message, failure, now);
    if (isPaid) {
      return Extent.THE_PAID_FOR;
    }
    return free > 0 ? Extent.THE_FREE : Extent.NOBODY;
  }

  private boolean isAskedAgain(PendingCheck check, List<Endpoint> others, Extent extent) {
    boolean isFree = isFree(check, others);
    return switch (extent) {
      case NOBODY -> false;
      case THE_FREE -> {
        check.freeSendings += isFree ? 1 : 0;
        yield isFree;
      }
      case THE_PAID_FOR -> isFree || check.sendingsAfterProbes <= RetryBudget.MOST_AFTER_PROBES;
    };
  }

  private boolean isFree(PendingCheck check, List<Endpoint> others) {
    return check.isFreeFor(others, FREE_SENDINGS_EACH * (parts.endpoints().count() - 1));
  }

  private boolean isGranted(
      Endpoint endpoint,
      List<Endpoint> others,
      QuestionMessage message,
      Failure failure,
      long now) {
    return switch (parts.budget().grant(failure, false, now)) {
      case NO -> false;
      case YES -> true;
      case AFTER_PROBE -> {
        boolean mayWait = countProbe(message, others);
        if (mayWait) {
          endpoint.leaveAlone(message.sentAt());
        }
        yield mayWait;
      }
    };
  }

  /**
   * Counts a sending after a probe for those who are not free, and says whether it may be made for
   * one of them who waits.
   */
  private boolean countProbe(QuestionMessage message, List<Endpoint> others) {
    boolean mayAnybody = false;
    for (PendingCheck check : message.callers()) {
      if (!isFree(check, others)) {
        check.sendingsAfterProbes++;
        mayAnybody |= !check.isOver() && check.sendingsAfterProbes <= RetryBudget.MOST_AFTER_PROBES;
      }
    }
    return mayAnybody;
  }
}
