package dev.beadle.client.internal.wire;

import dev.beadle.client.internal.wire.UnaryCalls.Fit;
import dev.beadle.client.internal.wire.UnaryCalls.Parts;
import dev.beadle.client.internal.wire.UnaryCalls.Terms;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One call, in as many attempts as it takes and may take. Thread-safe: what attempts tell comes on
 * gRPC's threads, pauses end on the ticker's.
 */
final class UnaryCall<Q, R> {
  /** How long to wait for an endpoint that is being looked at. */
  private static final long PROBING_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

  /** When to look again where there was nobody to ask besides, or no retry left for it. */
  private static final long HEDGE_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final long OVERDUE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Parts parts;
  private final MethodDescriptor<Q, R> method;
  private final Q request;
  private final Terms terms;
  private final Fit<R> fit;
  // Null where nobody else is asked while the first is.
  private final @Nullable Duration hedgeAfter;
  private final CompletableFuture<R> result = new CompletableFuture<>();
  // The caller's values, without his deadline and his end: an outsider may have set those, and what
  // fails by them would count against the endpoint, or open what fails open.
  private final Context context = Context.current().fork();
  // Guarded by this.
  private final List<Attempt> open = new ArrayList<>(2);
  // Who was asked, the last one last.
  private final List<Endpoint> asked = new ArrayList<>(2);
  private int afterProbes;
  private boolean isInDoubt;
  private @Nullable Failure lastFailure;

  UnaryCall(Parts parts, MethodDescriptor<Q, R> method, Q request, Terms terms, Fit<R> fit) {
    this.parts = parts;
    this.method = method;
    this.request = request;
    this.terms = terms;
    this.fit = fit;
    boolean canHedge = parts.endpoints().count() > 1 && parts.retries().isEnabled();
    this.hedgeAfter = canHedge ? parts.hedgeAfter() : null;
  }

  CompletableFuture<R> result() {
    return result;
  }

  void begin() {
    parts.budget().earn();
    var _ = result.whenComplete((_, _) -> cancelOpen());
    attempt();
    if (hedgeAfter != null) {
      hedgeAt(parts.ticker().now() + hedgeAfter.toNanos());
    }
  }

  /** Looks later whether a second endpoint is needed; not when it could not answer in time. */
  private void hedgeAt(long time) {
    if (time - terms.deadlineAt() < 0) {
      parts.ticker().at(time, this::hedge);
    }
  }

  /** Sends the request to an endpoint that answers, or waits for one, or gives up. */
  private void attempt() {
    if (result.isDone()) {
      return;
    }
    long now = parts.ticker().now();
    if (parts.endpoints().isClosed()) {
      endClosed();
      return;
    }
    Endpoint endpoint = parts.endpoints().findUsable(now, asked());
    if (endpoint != null && now - terms.deadlineAt() >= 0) {
      fail(Failure.deadlinePassed());
      return;
    }
    if (endpoint != null) {
      send(endpoint, now);
      return;
    }
    long next = Math.max(parts.endpoints().nextChangeAt(), now + PROBING_NANOS);
    if (next - terms.deadlineAt() >= 0) {
      fail(Failure.own(parts.endpoints().unusable()));
      return;
    }
    parts.ticker().at(next, this::attempt);
  }

  private synchronized List<Endpoint> asked() {
    return List.copyOf(asked);
  }

  /** An endpoint that answers and was not asked yet. */
  private @Nullable Endpoint findUntried(long now) {
    List<Endpoint> before = asked();
    Endpoint found = parts.endpoints().findUsable(now, before);
    return found == null || before.contains(found) ? null : found;
  }

  private void send(Endpoint endpoint, long now) {
    var attempt = new Attempt(endpoint, now);
    synchronized (this) {
      asked.add(endpoint);
      open.add(attempt);
    }
    start(attempt);
  }

  private void start(Attempt attempt) {
    try {
      attempt.start(nanosFor(attempt.startedAt));
    } catch (RuntimeException | Error unexpected) {
      // An interceptor of the caller's channel, for example: it ends this attempt, and no thread.
      attemptFailed(attempt, Failure.unstarted(unexpected));
      attempt.cancel();
    }
    if (result.isDone()) {
      // It may have been taken from the open ones before there was anything to cancel.
      attempt.cancel();
    }
  }

  /**
   * With another endpoint at hand that is asked only afterwards, no attempt takes all the time that
   * there is: a fourth is left at least, and half where that is more than silence may last. Two are
   * asked side by side, if at all, and a third afterwards.
   */
  private long nanosFor(long now) {
    long left = terms.deadlineAt() - now;
    long most = left / 4 * 3;
    boolean isHedgeNext =
        hedgeAfter != null && hedgeAfter.toNanos() < most && parts.endpoints().count() == 2;
    return isHedgeNext || !parts.retries().isEnabled() || findUntried(now) == null
        ? left
        : shareOf(left);
  }

  private long shareOf(long left) {
    return Math.max(left / 2, Math.min(parts.silence().toNanos(), left / 4 * 3));
  }

  /** When the next endpoint would be asked if this one were not hedged. */
  private long endOfShare(Attempt slow) {
    return slow.startedAt + shareOf(terms.deadlineAt() - slow.startedAt);
  }

  private long nextLookAt(Attempt slow, long now) {
    long again = now + HEDGE_AGAIN_NANOS;
    long endOfShare = endOfShare(slow);
    return endOfShare - now > 0 && endOfShare - again < 0 ? endOfShare : again;
  }

  private void hedge() {
    long now = parts.ticker().now();
    Attempt slow;
    synchronized (this) {
      if (result.isDone() || open.size() > 1) {
        return;
      }
      slow = open.isEmpty() ? null : open.getFirst();
    }
    long dueAt = slow == null || hedgeAfter == null ? now : slow.startedAt + hedgeAfter.toNanos();
    if (now - dueAt < 0) {
      hedgeAt(dueAt);
    } else if (slow == null || !tryHedge(slow, now)) {
      hedgeAt(slow == null ? now + HEDGE_AGAIN_NANOS : nextLookAt(slow, now));
    }
  }

  private boolean tryHedge(Attempt slow, long now) {
    Endpoint second = findUntried(now);
    if (second == null) {
      return false;
    }
    var attempt = new Attempt(second, now);
    synchronized (this) {
      // If it has failed meanwhile, what follows is its retry.
      boolean isFree = now - endOfShare(slow) >= 0;
      if (!open.contains(slow) || !(isFree || parts.budget().trySpend(now))) {
        return false;
      }
      asked.add(second);
      open.add(attempt);
    }
    parts.meters().hedged();
    start(attempt);
    return true;
  }

  private void attemptFailed(Attempt attempt, Failure failure) {
    if (result.isDone()) {
      return;
    }
    boolean isLast;
    int made;
    Failure told;
    boolean wasInDoubt;
    synchronized (this) {
      if (!open.remove(attempt)) {
        // It has failed before, when it was started.
        return;
      }
      told = Failure.worse(lastFailure, failure);
      lastFailure = told;
      wasInDoubt = isInDoubt;
      isInDoubt |= failure.isTrouble();
      isLast = open.isEmpty();
      made = asked.size();
    }
    tellEndpoint(attempt, failure);
    if (!isLast) {
      return;
    }
    if (parts.endpoints().isClosed()) {
      endClosed();
      return;
    }
    long now = parts.ticker().now();
    Endpoint untried = findUntried(now);
    boolean isElsewhere = untried != null;
    if (!isWorthRetry(failure, isElsewhere || made < parts.endpoints().count(), now)
        || !isGranted(attempt, failure, isElsewhere, now)) {
      result.completeExceptionally(new CallFailedException(told, wasInDoubt));
      return;
    }
    parts.meters().retried();
    if (untried != null) {
      send(untried, now);
    } else {
      retryAfterPause(made, now);
    }
  }

  private void tellEndpoint(Attempt attempt, Failure failure) {
    long now = parts.ticker().now();
    long silence = parts.silence().toNanos();
    boolean isHasty =
        failure.status().getCode() == Code.DEADLINE_EXCEEDED
            && now - attempt.startedAt < silence
            && attempt.endpoint.gaveUp(now) < silence;
    boolean isOwnWish = terms.isPinned() && failure.isTold();
    if (!isHasty && !isOwnWish) {
      attempt.endpoint.failed(failure);
    }
  }

  /**
   * An endpoint that gives no sensible answer may be a wrong one: another is asked, once.
   *
   * @param isAnyLeft whether this is less often than each could be asked
   */
  private boolean isWorthRetry(Failure failure, boolean isAnyLeft, long now) {
    if (now - terms.deadlineAt() >= 0 || (terms.isPinned() && failure.isTold())) {
      return false;
    }
    if (failure.isPassing()) {
      return true;
    }
    return failure.isTrouble() && isAnyLeft;
  }

  private boolean isGranted(Attempt attempt, Failure failure, boolean isElsewhere, long now) {
    return switch (parts.budget().grant(failure, isElsewhere, now)) {
      case NO -> false;
      case YES -> true;
      case AFTER_PROBE -> {
        boolean mayWait = countProbe();
        if (mayWait) {
          attempt.endpoint.leaveAlone(attempt.startedAt);
        }
        yield mayWait;
      }
    };
  }

  /** Counts an attempt after a probe, and says whether it may be made. */
  private synchronized boolean countProbe() {
    afterProbes++;
    return afterProbes <= RetryBudget.MOST_AFTER_PROBES;
  }

  private void retryAfterPause(int made, long now) {
    int rounds = Math.max(0, made - parts.endpoints().count());
    long pause =
        Backoff.nanos(parts.retries().firstPause(), parts.retries().longestPause(), rounds);
    if (now + pause - terms.deadlineAt() >= 0) {
      fail(Failure.deadlinePassed());
      return;
    }
    parts.ticker().at(now + pause, this::attempt);
  }

  /**
   * Whether gRPC should have ended it, and has not: what it tells a caller's channel may be lost.
   */
  boolean isOverdue(long now) {
    return now - terms.deadlineAt() > OVERDUE_NANOS;
  }

  void endOverdue() {
    fail(Failure.deadlinePassed());
  }

  void endClosed() {
    fail(Failure.closed());
  }

  /** Fails with what went wrong last, which tells more than that there is no time left. */
  private void fail(Failure why) {
    Failure before;
    synchronized (this) {
      before = lastFailure;
    }
    result.completeExceptionally(new CallFailedException(Failure.telling(before, why)));
  }

  private void cancelOpen() {
    List<Attempt> superfluous;
    synchronized (this) {
      superfluous = List.copyOf(open);
      open.clear();
    }
    superfluous.forEach(Attempt::cancel);
  }

  private final class Attempt extends ClientCall.Listener<R> {
    private final Endpoint endpoint;
    private final long startedAt;
    private volatile @Nullable ClientCall<Q, R> call;
    private @Nullable R answer;
    private int answers;

    Attempt(Endpoint endpoint, long startedAt) {
      this.endpoint = endpoint;
      this.startedAt = startedAt;
    }

    void start(long nanos) {
      CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(nanos, TimeUnit.NANOSECONDS);
      ClientCall<Q, R> started = endpoint.newCall(context, method, options);
      try {
        UnaryRequest.send(context, started, this, request);
      } finally {
        // Not before: gRPC loses what is cancelled on another thread while it is started.
        call = started;
      }
    }

    void cancel() {
      ClientCall<Q, R> started = call;
      if (started != null) {
        UnaryRequest.cancel(started);
      }
    }

    @Override
    public void onMessage(R message) {
      answers++;
      answer = message;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (!status.isOk()) {
        attemptFailed(this, endpoint.failureOf(status, trailers));
        return;
      }
      R message = answer;
      String fault =
          message == null || answers != 1
              ? answers + " answers (expected: one)"
              : fit.findFault(message);
      if (message == null || fault != null) {
        attemptFailed(this, new Failure(Status.INTERNAL.withDescription(fault), trailers));
      } else {
        endpoint.succeeded();
        result.complete(message);
      }
    }
  }
}
