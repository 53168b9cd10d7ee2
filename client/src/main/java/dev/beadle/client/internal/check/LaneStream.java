package dev.beadle.client.internal.check;

import dev.beadle.client.internal.wire.Endpoint;
import dev.beadle.client.internal.wire.Failure;
import dev.beadle.client.internal.wire.Trouble;
import dev.beadle.client.internal.wire.UnaryRequest;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One stream to one endpoint. Messages are sent by whoever runs the lane; answers come on the
 * transport's thread, and are handed out from there.
 */
final class LaneStream extends ClientCall.Listener<AnswerMessage> {
  /** How many answers are asked for ahead: far more than are ever on their way. */
  private static final int ANSWERS_AHEAD = 1_000;

  private final Endpoint endpoint;
  private final Listener listener;
  private final LongSupplier nanoClock;
  private final ClientCall<QuestionMessage, AnswerMessage> call;
  // In the order of sending, which is that of the answers.
  private final Queue<QuestionMessage> unanswered = new ConcurrentLinkedQueue<>();
  private final AtomicInteger holdingUp = new AtomicInteger();
  // Why it is over; whoever sets it first ends it.
  private volatile @Nullable Failure end;
  private volatile boolean isLeaving;
  private volatile boolean wasReady;
  // Whether the other side ended it.
  private volatile boolean wasEnded;
  // Whether anything was ever asked over it; belongs to whoever runs the lane.
  private boolean wasUsed;
  private volatile long heardAt;
  private final Runnable whenConnectionEnds;
  // Since more were asked for; belongs to the transport's thread.
  private int answersTaken;

  /** What a stream tells the lane. Called on the transport's thread. */
  interface Listener {
    /** The answers to a message are there and count: give them to the callers. */
    void answered(Endpoint answering, QuestionMessage message, AnswerMessage answers);

    /** The endpoint could not answer a message, and the stream goes on. */
    void refused(LaneStream stream, QuestionMessage message, Failure failure);

    /** More may be sent, or the stream is over. */
    void changed();
  }

  LaneStream(Endpoint endpoint, Listener listener, LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.heardAt = nanoClock.getAsLong();
    this.endpoint = endpoint;
    this.listener = listener;
    this.whenConnectionEnds =
        () -> {
          leave();
          listener.changed();
        };
    // Answers take less time than a hand-over between threads, and nothing in them waits.
    this.call =
        endpoint.newCall(
            Context.ROOT, StreamMethod.DESCRIPTOR, CallOptions.DEFAULT.withExecutor(Runnable::run));
  }

  void open() {
    Context.ROOT.run(() -> {
      call.start(this, new Metadata());
      call.request(ANSWERS_AHEAD);
    });
  }

  Endpoint endpoint() {
    return endpoint;
  }

  /** Why it is over, or null while it is not. */
  @Nullable Failure findEnd() {
    return end;
  }

  /** Whether nobody has to wait for an answer before more is sent. */
  boolean hasRoom() {
    return holdingUp.get() == 0;
  }

  /** Whether the transport would send at once. */
  boolean isReady() {
    return call.isReady();
  }

  /** From now on its callers are told, whatever becomes of it. */
  void owe(QuestionMessage message) {
    wasUsed = true;
    holdingUp.incrementAndGet();
    unanswered.add(message);
  }

  boolean owes(QuestionMessage message) {
    return unanswered.contains(message);
  }

  /** Sends what is {@link #owe owed}. */
  void send(QuestionMessage message) {
    call.sendMessage(message);
  }

  /** The message that has waited longest for its answers. */
  @Nullable QuestionMessage findOldest() {
    return unanswered.peek();
  }

  Iterable<QuestionMessage> unanswered() {
    return unanswered;
  }

  /** Takes a message that will get no answers. */
  @Nullable QuestionMessage takeUnanswered() {
    QuestionMessage message = unanswered.poll();
    if (message != null) {
      letPass(message);
    }
    return message;
  }

  /** Holds up nobody behind a message any more. */
  void letPass(QuestionMessage message) {
    if (message.tryLetPass()) {
      holdingUp.decrementAndGet();
    }
  }

  /**
   * Ends it in peace, when everything is answered. By whoever runs the lane, whom an interceptor of
   * the caller's channel must not stop.
   */
  void halfClose() {
    try {
      call.halfClose();
    } catch (RuntimeException | Error unexpected) {
      Trouble.tell("a stream could not be ended", unexpected);
      cancel();
    }
  }

  /** Says that it is over, before what it had not answered is taken from it. */
  void giveUp(Failure why) {
    if (end == null) {
      end = why;
    }
  }

  /** Ends it at once. Never throws. By whoever runs the lane. */
  void cancel() {
    UnaryRequest.cancel(call);
  }

  /** Whether new questions should go over another connection. */
  boolean isLeaving() {
    return isLeaving;
  }

  /** Lets what was sent be answered, and sends nothing more. */
  void leave() {
    isLeaving = true;
  }

  /** Whether the endpoint has ever been reached. */
  boolean wasReady() {
    return wasReady;
  }

  /** Whether the other side ended it before anything was asked. By whoever runs the lane. */
  boolean wasRefused() {
    return wasEnded && !wasUsed;
  }

  /** For how long nothing has come back, in nanoseconds, while somebody waits for it; or 0. */
  long silentFor(long now) {
    QuestionMessage oldest = findOldest();
    if (oldest == null && wasReady) {
      return 0;
    }
    long silentSince = heardAt;
    if (oldest != null && oldest.sentAt() - silentSince > 0) {
      silentSince = oldest.sentAt();
    }
    return now - silentSince;
  }

  /** Says that it is over, and that its endpoint says nothing. By whoever runs the lane. */
  void giveUpSilent(long nanos) {
    if (findOldest() == null) {
      endpoint.connectTimedOut();
    } else {
      endpoint.fellSilent();
    }
    giveUp(
        Failure.own(
            Status.UNAVAILABLE.withDescription(
                "%s has said nothing for %d ms"
                    .formatted(endpoint.name(), TimeUnit.NANOSECONDS.toMillis(nanos)))));
  }

  /** When the endpoint last answered, or was first asked. */
  long heardAt() {
    return heardAt;
  }

  @Override
  public void onReady() {
    if (!wasReady) {
      wasReady = true;
      endpoint.whenConnectionEnds(whenConnectionEnds);
    }
    listener.changed();
  }

  @Override
  public void onMessage(AnswerMessage answers) {
    if (end != null) {
      return;
    }
    heardAt = nanoClock.getAsLong();
    askForMore();
    // It is taken when all is clear: until then it is asked again if anything fails.
    QuestionMessage message = findOldest();
    if (message == null || message.id() != answers.id()) {
      garbage(message, "an answer to nothing that was asked");
      return;
    }
    Failure refusal = answers.findFailure();
    if (refusal != null) {
      refuse(message, refusal);
    } else if (answers.count() != message.questionCount()) {
      garbage(message, answers.count() + " results for " + message.questionCount() + " questions");
    } else {
      endpoint.succeeded();
      if (isTaken(message)) {
        listener.answered(endpoint, message, answers);
      }
    }
    listener.changed();
  }

  private void refuse(QuestionMessage message, Failure refusal) {
    if (isTaken(message)) {
      listener.refused(this, message, refusal);
    }
  }

  /** Whether it was still owed, and is no longer. */
  private boolean isTaken(QuestionMessage message) {
    boolean isTaken = unanswered.remove(message);
    if (isTaken) {
      letPass(message);
    }
    return isTaken;
  }

  private void askForMore() {
    answersTaken++;
    if (answersTaken == ANSWERS_AHEAD / 2) {
      call.request(answersTaken);
      answersTaken = 0;
    }
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    if (end == null) {
      Status why =
          status.isOk() ? Status.UNAVAILABLE.withDescription("the stream was ended") : status;
      wasEnded = true;
      end = endpoint.failureOf(why, trailers);
    }
    endpoint.forget(whenConnectionEnds);
    listener.changed();
  }

  /** Nothing that comes after it can be trusted either. */
  private void garbage(@Nullable QuestionMessage message, String description) {
    giveUp(Failure.own(Status.INTERNAL.withDescription(description)));
    Failure why = end;
    if (message != null && why != null) {
      refuse(message, why);
    }
    listener.changed();
  }
}
