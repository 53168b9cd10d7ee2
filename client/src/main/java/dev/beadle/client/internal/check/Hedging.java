package dev.beadle.client.internal.check;

import dev.beadle.client.internal.wire.Endpoint;
import dev.beadle.client.internal.wire.Failure;
import dev.beadle.client.internal.wire.UnaryCalls;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Brings in a second endpoint when the first is slow. Thread-safe, but for {@link #look}. */
final class Hedging {
  private final UnaryCalls.Parts parts;
  private final Route route;
  private final Map<QuestionMessage, HedgedCall> open = new ConcurrentHashMap<>();

  Hedging(UnaryCalls.Parts parts, Route route) {
    this.parts = parts;
    this.route = route;
  }

  /**
   * Asks a second endpoint what the first has not answered for a while, one that has not failed
   * lately if there is one; the first answer counts. A stream that is not even connected is left.
   * For whoever runs the lane.
   */
  void look(LaneStream current, long now) {
    Duration after = parts.hedgeAfter();
    if (after == null) {
      return;
    }
    if (!current.wasReady() && now - current.heardAt() >= after.toNanos()) {
      goElsewhere(current, now);
      return;
    }
    for (QuestionMessage message : current.unanswered()) {
      if (message.isHoldingUp() && now - message.sentAt() >= after.toNanos()) {
        ask(current, message, now);
      }
    }
  }

  private void ask(LaneStream current, QuestionMessage message, long now) {
    Endpoint first = current.endpoint();
    List<Endpoint> avoided = route.avoidedBesides(first);
    Endpoint second = parts.endpoints().findTrusted(now, avoided);
    if (second == null) {
      second = parts.endpoints().findUsable(now, avoided);
    }
    if (second != null && second != first && parts.budget().trySpend(now)) {
      var call = new HedgedCall(message, second, () -> open.remove(message));
      // Before it is answered, perhaps.
      open.put(message, call);
      current.letPass(message);
      parts.meters().hedged();
      call.start(now, parts.silence());
    }
  }

  /** The first endpoint was faster. */
  void answered(QuestionMessage message) {
    HedgedCall superfluous = open.isEmpty() ? null : open.remove(message);
    if (superfluous != null) {
      superfluous.cancel();
    }
  }

  /** Nobody waits any more. */
  void close() {
    open.values().forEach(HedgedCall::cancel);
  }

  /**
   * Nothing is on its way to an endpoint that is still being connected to: another is taken, if one
   * that has not failed there is connected meanwhile, or has not failed lately. Nothing is asked
   * twice, so that costs no retry.
   */
  private void goElsewhere(LaneStream current, long now) {
    Endpoint first = current.endpoint();
    List<Endpoint> avoided = route.avoidedBesides(first);
    Endpoint other = parts.endpoints().findConnected(avoided);
    if (other == null) {
      other = parts.endpoints().findTrusted(now, avoided);
    }
    if (other == null) {
      return;
    }
    if (first.isTrusted(now)) {
      // Once for all who wait for its connection.
      first.failed(
          Failure.own(Status.DEADLINE_EXCEEDED.withDescription("it is still being connected to")));
    }
    route.take(other, first);
    current.leave();
  }
}
