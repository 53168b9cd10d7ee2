package dev.beadle.client.internal.check;

import dev.beadle.client.internal.wire.Failure;
import org.jspecify.annotations.Nullable;

/** Questions in the order in which they were asked. For whoever runs the lane. */
final class Backlog {
  private @Nullable PendingCheck head;
  private @Nullable PendingCheck tail;

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
   * Drops what is over, and what cannot make its deadline.
   *
   * @param time deadlines up to this moment cannot be made
   * @param why what to say to those who wait for them
   * @return how many it dropped
   */
  int dropUntil(long time, Failure why) {
    int dropped = 0;
    PendingCheck kept = null;
    PendingCheck check = head;
    head = null;
    tail = null;
    while (check != null) {
      PendingCheck following = check.next;
      check.next = null;
      if (check.deadlineAt() - time <= 0) {
        check.fail(why);
      }
      if (check.isOver()) {
        dropped++;
      } else {
        if (kept == null) {
          head = check;
        } else {
          kept.next = check;
        }
        kept = check;
      }
      check = following;
    }
    tail = kept;
    return dropped;
  }
}
