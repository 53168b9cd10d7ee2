package dev.beadle.client.internal.check;

import dev.beadle.client.internal.wire.Endpoint;
import dev.beadle.client.internal.wire.Failure;
import dev.beadle.client.internal.wire.StackRoom;
import dev.beadle.client.internal.wire.Ticker;
import dev.beadle.client.internal.wire.UnaryCalls;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Where single questions about one site wait until the wire takes them. Whatever has come together
 * by then travels as one message: the first question of an idle client goes at once, by itself, and
 * the more there are, the more go together. No timer is involved.
 *
 * <p>Thread-safe without locks. Callers push onto a stack; whoever has the {@link LaneTurn turn}
 * runs the lane: a caller, the transport's thread when answers or readiness come, or the ticker.
 * What belongs to whoever runs it is marked so.
 */
public final class Lane implements Ticker.Work, LaneStream.Listener, LaneTurn.Work {
  /** Questions that wait, for the wire and for answers. */
  private static final int MOST_WAITING = 100_000;

  private final String site;
  private final UnaryCalls.Parts parts;
  private final LaneTurn turn = new LaneTurn(this);
  private final MessageSize messageSize;
  private final AtomicInteger waiting = new AtomicInteger();
  private final Handouts handouts = new Handouts();
  private final Arrivals arrivals = new Arrivals();
  private final Reasking reasking;
  private final Route route;
  private final Hedging hedging;
  private volatile @Nullable LaneStream stream;
  private volatile boolean isTickDue;
  private volatile boolean isClosed;
  // These belong to whoever runs the lane.
  private final WaitingLine line;
  // Put together, and perhaps not yet owed by the stream, or sent.
  private @Nullable QuestionMessage sending;
  private long lastId;

  /** Questions about the site of this name. */
  public Lane(String site, UnaryCalls.Parts parts) {
    this.site = site;
    this.parts = parts;
    this.route = new Route(parts);
    this.line = new WaitingLine(parts, route, arrivals, waiting);
    this.reasking = new Reasking(parts, route, arrivals, waiting);
    this.hedging = new Hedging(parts, route);
    this.messageSize = new MessageSize(parts.ticker().now());
    parts.ticker().add(this);
    parts.endpoints().onChange(this::changed);
  }

  /** Sends a question, or keeps it until it can be sent; its caller is told in any case. */
  public void submit(PendingCheck check) {
    if (isClosed) {
      check.fail(Failure.closed());
      return;
    }
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      check.fail(
          Failure.own(
              Status.RESOURCE_EXHAUSTED.withDescription(
                  "more than " + MOST_WAITING + " questions wait for an answer")));
      return;
    }
    arrivals.push(check);
    parts.ticker().wake();
    // One message is unanswered at a time, but for those that a second endpoint was asked too: with
    // two there would be more and smaller ones, and a question could be on its way twice.
    // INVARIANT (nobody is forgotten): the question was pushed before the stream is looked at, and
    // whoever makes room on a stream, or takes it away, looks at the arrivals afterwards; and so
    // does the ticker, which is awake.
    LaneStream current = stream;
    boolean hasRoom = current == null || current.hasRoom();
    if (isClosed || (hasRoom && StackRoom.isEnough())) {
      changed();
    }
  }

  /** Ends everything that waits. */
  public void close() {
    isClosed = true;
    reasking.close();
    hedging.close();
    changed();
    turn.close();
  }

  @Override
  public boolean tick(long now) {
    turn.resume();
    // In this order: what waits no longer has been handed over before.
    boolean isWaiting = waiting.get() != 0;
    boolean isHandingOut = handouts.tick();
    if (!isWaiting) {
      return isHandingOut;
    }
    isTickDue = true;
    changed();
    return true;
  }

  @Override
  public void answered(Endpoint answering, QuestionMessage message, AnswerMessage answers) {
    try {
      handouts.handOut(message, answers);
    } catch (RuntimeException | Error unexpected) {
      reasking.broken(answering, message);
      throw unexpected;
    }
    waiting.addAndGet(-message.callers().length);
    hedging.answered(message);
    messageSize.taken(message.questionCount(), parts.ticker().now());
    route.answered();
  }

  @Override
  public void refused(LaneStream refusing, QuestionMessage message, Failure failure) {
    try {
      if (refusing.findEnd() == null) {
        if (failure.isTrouble()) {
          // What is asked next may have to pause, or to go elsewhere, as after a stream that broke.
          refusing.leave();
        } else {
          route.answered();
        }
        refusing.endpoint().failed(failure);
      }
    } finally {
      if (messageSize.isTooLarge(message.questionCount(), failure)) {
        reasking.tooLarge(refusing.endpoint(), message, failure);
      } else {
        reasking.lost(refusing.endpoint(), message, failure);
      }
    }
  }

  @Override
  public void changed() {
    turn.wish();
  }

  /** For whose turn it is. */
  @Override
  public void run() {
    long now = parts.ticker().now();
    if (isJustSending() || isReadyToSend(now)) {
      while (hasQuestions() && isSendable(now)) {
        send(now);
      }
      if (stream == null) {
        line.lookAtNewcomers(now);
      }
    }
  }

  /** Whether nothing else is to be done, which needs less stack. */
  private boolean isJustSending() {
    LaneStream current = stream;
    return current != null
        && current.findEnd() == null
        && !current.isLeaving()
        && !isTickDue
        && !isClosed
        && turn.findTrouble() == null;
  }

  /**
   * Does whatever is due before anything can be sent. A thread whose stack may run out on the way
   * leaves that to the ticker, which comes soon.
   *
   * @return whether that is done, and the lane goes on
   */
  private boolean isReadyToSend(long now) {
    if (!isClosed && !parts.ticker().isTicking() && !StackRoom.isAmple()) {
      return false;
    }
    Throwable trouble = turn.findTrouble();
    if (trouble != null) {
      mend(trouble);
    }
    if (isClosed) {
      end();
      return false;
    }
    LaneStream current = stream;
    if (current != null) {
      current = keptOrLeft(current);
    }
    if (isTickDue) {
      isTickDue = false;
      lookAtClock(current, now);
    }
    return true;
  }

  /** Whether somebody waits to be sent, whoever has come meanwhile included. */
  private boolean hasQuestions() {
    line.collect();
    return !line.isEmpty();
  }

  private boolean isSendable(long now) {
    LaneStream current = stream;
    if (current == null) {
      current = findOpened(now);
    }
    return current != null && !current.isLeaving() && current.hasRoom() && current.isReady();
  }

  /** One that cannot be asked is in nobody's way to another. */
  private @Nullable LaneStream findOpened(long now) {
    LaneStream opened = null;
    Endpoint endpoint = route.find(now);
    for (int tries = parts.endpoints().count(); endpoint != null && tries > 0; tries--) {
      opened = findOpened(endpoint);
      endpoint = opened == null ? route.find(now) : null;
    }
    return opened;
  }

  private @Nullable LaneStream findOpened(Endpoint endpoint) {
    try {
      var opened = new LaneStream(endpoint, this, parts.ticker()::now);
      stream = opened;
      opened.open();
      return opened;
    } catch (RuntimeException | Error unexpected) {
      unopened(endpoint, Failure.unstarted(unexpected));
      return null;
    }
  }

  /** By an interceptor of the caller's channel, for example. */
  private void unopened(Endpoint endpoint, Failure failure) {
    LaneStream half = stream;
    if (half != null) {
      half.giveUp(failure);
      half.cancel();
      stream = null;
    }
    endpoint.failed(failure);
    route.pauseAfter(endpoint, failure, parts.ticker().now());
    line.noteUnopened(endpoint, failure);
  }

  private void send(long now) {
    LaneStream current = stream;
    QuestionMessage.Content content = line.take(messageSize.most());
    if (content == null || current == null) {
      return;
    }
    var message = new QuestionMessage(++lastId, site, content, now);
    sending = message;
    current.owe(message);
    line.forgetTaken();
    if (message.noteSending()) {
      parts.budget().earn();
    }
    parts.meters().batchSent(message.questionCount(), message.callers().length);
    current.send(message);
    sending = null;
  }

  /** The stream, if it goes on; otherwise what it owes is asked again, and there is none. */
  private @Nullable LaneStream keptOrLeft(LaneStream current) {
    Failure end = current.findEnd();
    // In both cases it is forgotten last: what fails before is mended by what it still owes.
    if (end != null) {
      current.cancel();
      current.endpoint().failed(end);
      reclaim(current, end);
      if (current.wasRefused() && !end.isLost()) {
        lostUnsent(current.endpoint(), end);
      }
      stream = null;
      return null;
    }
    if (current.isLeaving() && current.hasRoom()) {
      leaveForGood(current);
      stream = null;
      return null;
    }
    return current;
  }

  /** Nobody is held up by it. What it still owes was hedged, and is asked for once more. */
  private void leaveForGood(LaneStream current) {
    if (current.findOldest() == null) {
      current.halfClose();
      return;
    }
    current.giveUp(Failure.own(Status.CANCELLED.withDescription("the stream was left")));
    current.cancel();
    reasking.pushAll(current);
  }

  private void reclaim(LaneStream ended, Failure failure) {
    // With a second endpoint there may be several, of which nobody knows which one was too large.
    int most = 0;
    for (QuestionMessage message : ended.unanswered()) {
      most += message.questionCount();
    }
    boolean isTooLarge = messageSize.isTooLarge(most, failure);
    if (isTooLarge) {
      messageSize.streamEnded(parts.ticker().now());
    }
    route.avoid(ended.endpoint(), failure);
    QuestionMessage message = ended.takeUnanswered();
    try {
      while (message != null) {
        if (isTooLarge) {
          reasking.tooLarge(ended.endpoint(), message, failure);
        } else {
          reasking.lost(ended.endpoint(), message, failure);
        }
        message = ended.takeUnanswered();
      }
    } finally {
      reasking.pushAll(ended);
    }
  }

  /** Who refuses a stream refuses what waits for it: that was asked there in vain. */
  private void lostUnsent(Endpoint refusing, Failure failure) {
    line.collect();
    QuestionMessage.Content content = line.take(messageSize.most());
    while (content != null) {
      var message = new QuestionMessage(++lastId, site, content, parts.ticker().now());
      line.forgetTaken();
      reasking.lost(refusing, message, failure);
      content = line.take(messageSize.most());
    }
  }

  private void lookAtClock(@Nullable LaneStream current, long now) {
    line.collect();
    if (current == null) {
      line.look(now);
      return;
    }
    line.dropOverdue(now);
    for (QuestionMessage message : current.unanswered()) {
      message.failOverdue(now);
    }
    hedging.look(current, now);
    if (current.isLeaving()) {
      keptOrLeft(current);
    }
    if (stream == current) {
      lookForSilence(current, now);
    }
    if (stream == current && parts.endpoints().count() > 1) {
      returnToPreferred(current, now);
    }
  }

  private void lookForSilence(LaneStream current, long now) {
    long nanos = current.silentFor(now);
    if (nanos >= parts.silence().toNanos()) {
      current.giveUpSilent(nanos);
      keptOrLeft(current);
    }
  }

  private void returnToPreferred(LaneStream current, long now) {
    // Looks at those that do not answer, too: somebody may need them.
    Endpoint best = parts.endpoints().findTrusted(now, List.of());
    if (best != null && best != current.endpoint() && route.mayReturn(now)) {
      current.leave();
      keptOrLeft(current);
    }
  }

  private void end() {
    Failure closed = Failure.closed();
    LaneStream current = stream;
    if (current != null) {
      current.giveUp(closed);
      current.cancel();
      reclaim(current, closed);
      stream = null;
    }
    handouts.finish();
    line.end(closed);
  }

  @Override
  public void left() {
    parts.ticker().wake();
  }

  /** Goes on after somebody failed to run the lane: with another stream, and what he had taken. */
  private void mend(Throwable trouble) {
    turn.forgetTrouble();
    Failure broken = Failure.broken(trouble);
    LaneStream left = stream;
    if (left != null) {
      left.giveUp(broken);
      if (sending != null && left.owes(sending)) {
        line.forgetTaken();
      }
    }
    sending = null;
    line.mend();
    if (left != null && trouble instanceof VirtualMachineError) {
      left.cancel();
      stream = null;
      reasking.brokenOff(left, broken);
    }
  }
}
