package dev.beadle.client.internal.check;

import dev.beadle.client.internal.wire.Endpoint;
import dev.beadle.client.internal.wire.Failure;
import dev.beadle.client.internal.wire.UnaryCalls;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait in a lane to be sent, from their arrival to the message that they travel in; and
 * what those are told who wait in vain. For whoever runs the lane.
 */
final class WaitingLine {
  private final UnaryCalls.Parts parts;
  private final Route route;
  private final Arrivals arrivals;
  private final AtomicInteger waiting;
  private final Backlog backlog = new Backlog();
  private final Assembly assembly = new Assembly();
  // Taken from the arrivals, and not yet in the backlog.
  private @Nullable PendingCheck collected;
  private boolean hasNewcomers;

  /**
   * An empty line.
   *
   * @param arrivals where others push whoever comes
   * @param waiting counts who waits, here and for what was sent
   */
  WaitingLine(UnaryCalls.Parts parts, Route route, Arrivals arrivals, AtomicInteger waiting) {
    this.parts = parts;
    this.route = route;
    this.arrivals = arrivals;
    this.waiting = waiting;
  }

  /** Lines up who has come, all of whom may travel together. */
  void collect() {
    if (collected == null && !arrivals.isEmpty()) {
      collected = arrivals.takeAll();
    }
    PendingCheck newest = collected;
    if (newest != null) {
      backlog.append(newest);
      collected = null;
      hasNewcomers = true;
    }
  }

  /** Whether nobody waits of those who were collected. */
  boolean isEmpty() {
    return backlog.isEmpty();
  }

  /**
   * Takes what fits into one message. Once that is owed, {@link #forgetTaken} has to be told.
   *
   * @param most how many unlike questions that is: at least 1
   * @return what to send, or null when nobody waits any more
   */
  QuestionMessage.@Nullable Content take(int most) {
    QuestionMessage.Content content = assembly.take(backlog, most);
    waiting.addAndGet(-assembly.takeDropped());
    return content;
  }

  /** Others answer for what was taken. */
  void forgetTaken() {
    assembly.clear();
  }

  /** Goes on after something failed halfway: what was taken waits again. */
  void mend() {
    waiting.addAndGet(-assembly.takeDropped() - backlog.takeDropped());
    assembly.giveBack(arrivals::push);
    collect();
  }

  /** An endpoint cannot be asked for any of them. */
  void noteUnopened(Endpoint endpoint, Failure why) {
    backlog.noteUnopened(endpoint, why, route.isHopeless());
    dropOverdue(parts.ticker().now());
  }

  /** Tells those who cannot be asked in time, where there is nobody to ask, and the overdue. */
  void look(long now) {
    if (parts.endpoints().findUsable(now, List.of()) == null) {
      dropUnusable(now);
    } else {
      dropOverdue(now);
    }
  }

  /** Nobody who has just come waits for an endpoint longer than it makes sense. */
  void lookAtNewcomers(long now) {
    if (hasNewcomers) {
      hasNewcomers = false;
      if (parts.endpoints().findUsable(now, List.of()) == null) {
        dropUnusable(parts.endpoints().nextChangeAt());
      }
    }
  }

  /** Who waits out a pause has asked nobody; silence is no word for what is known all the same. */
  void dropOverdue(long now) {
    Failure fault = route.findFault();
    if (fault != null) {
      backlog.noteUnusable(fault);
    }
    dropUntil(now, Failure.deadlinePassed());
  }

  /** Why they have to wait is told, too, should one be usable again just when their time is up. */
  private void dropUnusable(long hopelessUntil) {
    Failure unusable = Failure.own(parts.endpoints().unusable());
    backlog.noteUnusable(unusable);
    dropUntil(hopelessUntil, unusable);
  }

  /** Tells all of them. */
  void end(Failure why) {
    collect();
    dropUntil(parts.ticker().now() + Long.MAX_VALUE / 2, why);
  }

  private void dropUntil(long time, Failure why) {
    backlog.dropUntil(time, why);
    waiting.addAndGet(-backlog.takeDropped());
  }
}
