package dev.beadle.client.internal.check;

import dev.beadle.client.internal.wire.Endpoint;
import dev.beadle.client.internal.wire.Failure;
import org.jspecify.annotations.Nullable;

/** Questions in the order in which they were asked. For whoever runs the lane. */
final class Backlog {
  /**
   * An interceptor that fails once, or memory that is short for a moment, costs nobody an answer.
   */
  private static final int MOST_UNOPENINGS = 3;

  private @Nullable PendingCheck head;
  private @Nullable PendingCheck tail;
  private int dropped;

  boolean isEmpty() {
    return head == null;
  }

  /**
   * Adds what was pushed onto a stack.
   *
   * @param newest the top of it, which nobody else has any more
   */
  void append(PendingCheck newest) {
    PendingCheck oldest = null;
    PendingCheck rest = newest;
    while (rest != null) {
      PendingCheck below = rest.next;
      rest.next = oldest;
      oldest = rest;
      rest = below;
    }
    if (tail == null) {
      head = oldest;
    } else {
      tail.next = oldest;
    }
    tail = newest;
  }

  /** Takes the oldest. */
  @Nullable PendingCheck poll() {
    PendingCheck first = head;
    if (first != null) {
      head = first.next;
      first.next = null;
      if (head == null) {
        tail = null;
      }
    }
    return first;
  }

  /**
   * Drops what is over, and what cannot make its deadline. The line is in order whenever somebody
   * is told, so that nobody is lost where telling fails.
   *
   * @param time deadlines up to this moment cannot be made
   * @param why what to say to those who wait for them
   */
  void dropUntil(long time, Failure why) {
    PendingCheck kept = null;
    PendingCheck check = head;
    while (check != null) {
      PendingCheck following = check.next;
      if (check.deadlineAt() - time <= 0) {
        check.fail(why);
      }
      if (check.isOver()) {
        unlink(check, kept);
        dropped++;
      } else {
        kept = check;
      }
      check = following;
    }
  }

  /** Remembers for all of them why they have to wait. */
  void noteUnusable(Failure why) {
    for (PendingCheck check = head; check != null; check = check.next) {
      check.noteUnusable(why);
    }
  }

  /**
   * An endpoint cannot be asked for any of them.
   *
   * @param isHopeless whether nobody else can be: whoever has waited a few times is told then
   */
  void noteUnopened(Endpoint endpoint, Failure why, boolean isHopeless) {
    for (PendingCheck check = head; check != null; check = check.next) {
      check.note(why);
      check.addAskedInVain(endpoint);
      check.unopenings++;
      if (isHopeless && check.unopenings > MOST_UNOPENINGS) {
        check.fail(why);
      }
    }
  }

  /** How many were dropped since this was last asked. */
  int takeDropped() {
    int taken = dropped;
    dropped = 0;
    return taken;
  }

  private void unlink(PendingCheck check, @Nullable PendingCheck before) {
    if (before == null) {
      head = check.next;
    } else {
      before.next = check.next;
    }
    if (check.next == null) {
      tail = before;
    }
    check.next = null;
  }
}
