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
    return isWorthIt(message, failure) && isPaid(endpoint, message, failure, now);
  }

  /** An endpoint that gives no sensible answer may be a wrong one: each is tried once. */
  boolean mayBeAskedAgain(PendingCheck check, Failure failure) {
    return failure.isPassing()
        ? check.unpaid <= RetryBudget.MOST_UNPAID
        : check.sendings < mostSendings();
  }

  /** Whether anybody waits who may be asked for again once this sending is counted. */
  private boolean isWorthIt(QuestionMessage message, Failure failure) {
    if (!failure.isTrouble() || !parts.retries().isEnabled()) {
      return false;
    }
    for (PendingCheck check : message.callers()) {
      if (!check.isOver() && (failure.isPassing() || check.sendings + 1 < mostSendings())) {
        return true;
      }
    }
    return false;
  }

  /**
   * A refusal at one endpoint is no reason not to ask another. Where the budget has nothing left,
   * what is asked again waits until the endpoint has answered a probe, so that it costs no load.
   */
  private boolean isPaid(Endpoint endpoint, QuestionMessage message, Failure failure, long now) {
    if (!failure.isPassing()) {
      return parts.budget().trySpend(now);
    }
    boolean isForOthers = parts.endpoints().count() > 1 && message.isFirstSending();
    if (isForOthers || parts.budget().trySpend(now)) {
      return true;
    }
    if (!parts.budget().isEverGranted()) {
      return false;
    }
    for (PendingCheck check : message.callers()) {
      check.unpaid++;
    }
    endpoint.leaveAlone();
    return true;
  }

  private int mostSendings() {
    return parts.endpoints().count();
  }
}
