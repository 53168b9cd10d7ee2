package dev.beadle.client.internal.wire;

import dev.beadle.client.internal.wire.UnaryCalls.Fit;
import dev.beadle.client.internal.wire.UnaryCalls.Parts;
import dev.beadle.client.internal.wire.UnaryCalls.Terms;
import io.grpc.Context;
import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One call, in as many attempts as it takes and may take, at each endpoint one at a time.
 * Thread-safe: what attempts tell comes on gRPC's threads, what is due comes on the ticker's.
 */
final class UnaryCall<Q, R> implements Attempt.Outcome<Q, R> {
  /**
   * When to look again where there was nobody to ask, or no retry left for it. What becomes known
   * of an endpoint meanwhile is looked at at once.
   */
  private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final long OVERDUE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Parts parts;
  private final Terms terms;
  private final Attempt.Asked<Q, R> asked;
  private final boolean canAskBeside;
  private final CompletableFuture<R> result = new CompletableFuture<>();
  // When the ticker is to look at it; written under the lock.
  private volatile long dueAt;
  // Guarded by this, as all that follows. The latest one last.
  private final List<Attempt<Q, R>> open = new ArrayList<>(2);
  // Those that may be asked again.
  private final FailedEndpoints failed = new FailedEndpoints();
  // Those that may not: what they said is no answer that passes.
  private final List<Endpoint> ruledOut = new ArrayList<>(0);
  private boolean isEnded;
  // Whether one of them has refused it, which is an answer: nobody is asked for another one.
  private boolean isRefused;
  // Whether another attempt may be made, which is paid for, and from when on.
  private boolean hasGrant = true;
  private long grantFrom;
  private int made;
  private int afterProbes;
  private boolean isInDoubt;
  private @Nullable Failure lastFailure;

  UnaryCall(Parts parts, MethodDescriptor<Q, R> method, Q request, Terms terms, Fit<R> fit) {
    this.parts = parts;
    this.terms = terms;
    // The caller's values, without his deadline and his end: an outsider may have set those, and
    // what fails by them would count against the endpoint, or open what fails open.
    Context context = Context.current().fork();
    this.asked = new Attempt.Asked<>(method, request, terms, fit, context);
    this.canAskBeside = parts.endpoints().count() > 1 && parts.retries().isEnabled();
    this.grantFrom = parts.ticker().now();
    this.dueAt = overdueAt();
  }

  CompletableFuture<R> result() {
    return result;
  }

  void begin() {
    parts.budget().earn();
    var _ = result.whenComplete((_, _) -> cancelOpen());
    long now = parts.ticker().now();
    if (now - terms.deadlineAt() >= 0 && !parts.endpoints().isClosed()) {
      fail(Failure.noTime());
    } else if (parts.endpoints().isClosed() || hasStack()) {
      attempt(now);
    } else {
      lookAt(now);
    }
  }

  private boolean hasStack() {
    return parts.endpoints().isSettled() ? StackRoom.isEnough() : StackRoom.isAmple();
  }

  /**
   * Does what is due, for the ticker. Costs a volatile read when nothing is.
   *
   * @param isChanged whether it became known of an endpoint whether it answers
   */
  void look(long now, boolean isChanged) {
    if ((now - dueAt < 0 && !isChanged) || result.isDone()) {
      return;
    }
    synchronized (this) {
      dueAt = overdueAt();
    }
    attempt(now);
    askBeside(now);
    if (now - overdueAt() >= 0) {
      fail(Failure.deadlinePassed());
    }
  }

  /** When gRPC should have ended it: what that tells a caller's channel may be lost. */
  private long overdueAt() {
    return terms.deadlineAt() + OVERDUE_NANOS;
  }

  private synchronized void lookAt(long time) {
    if (time - dueAt < 0) {
      dueAt = time;
    }
  }

  /** Makes an attempt if one is granted, or waits until there is somebody to ask, or gives up. */
  private void attempt(long now) {
    boolean isOnly;
    synchronized (this) {
      if (!hasGrant || result.isDone()) {
        return;
      }
      isOnly = open.isEmpty();
    }
    Endpoint endpoint = findOther(now);
    if (parts.endpoints().isClosed()) {
      endClosed();
    } else if (isOnly && now - terms.deadlineAt() >= 0) {
      fail(Failure.deadlinePassed());
    } else if (isPausing(endpoint, now)) {
      awaitPause(now, isOnly);
    } else if (endpoint == null) {
      awaitOther(now, isOnly);
    } else if (now - terms.deadlineAt() < 0) {
      send(endpoint, now);
    }
  }

  /** Whether nobody may be asked now, not even one that has not failed, or is back. */
  private synchronized boolean isPausing(@Nullable Endpoint next, long now) {
    return now - grantFrom < 0 && (next == null || failed.listAway().contains(next));
  }

  private void awaitPause(long now, boolean isOnly) {
    long due;
    synchronized (this) {
      due = grantFrom;
    }
    List<Endpoint> hopeless = excluded();
    hopeless.addAll(failed.listRefusing());
    OptionalLong back = parts.endpoints().nextReturn(hopeless);
    if (back.isPresent() && back.getAsLong() - terms.deadlineAt() < 0) {
      lookAt(Math.min(due, againAt(back.getAsLong(), now)));
    } else if (isOnly && due - terms.deadlineAt() >= 0) {
      fail(Failure.deadlinePassed());
    } else {
      lookAt(due);
    }
  }

  private void awaitOther(long now, boolean isOnly) {
    long next = parts.endpoints().nextChangeAt();
    if (isOnly) {
      noteUnusable();
    }
    if (isOnly && next - terms.deadlineAt() >= 0) {
      fail(Failure.own(parts.endpoints().unusable()));
    } else {
      lookAt(againAt(next, now));
    }
  }

  private long againAt(long next, long now) {
    return Math.min(next - now > 0 ? next : now + AGAIN_NANOS, terms.deadlineAt());
  }

  /** Why it has to wait is told, should one be usable again just when its time is up. */
  private synchronized void noteUnusable() {
    Failure known = lastFailure;
    if (known == null || (known.isSilence() && parts.endpoints().isAnyAtFault())) {
      lastFailure = Failure.worse(known, Failure.own(parts.endpoints().unusable()));
    }
  }

  /** One that answers, and is neither being asked nor ruled out; rather one that has not failed. */
  private @Nullable Endpoint findOther(long now) {
    List<Endpoint> excluded = excluded();
    List<Endpoint> avoided = failed.listAway();
    avoided.addAll(excluded);
    Endpoint found = parts.endpoints().findUsable(now, avoided);
    return excluded.contains(found) ? null : found;
  }

  private synchronized List<Endpoint> excluded() {
    List<Endpoint> excluded = new ArrayList<>(ruledOut);
    open.forEach(attempt -> excluded.add(attempt.endpoint()));
    return excluded;
  }

  private boolean isUntried(@Nullable Endpoint other) {
    return other != null && !failed.list().contains(other);
  }

  private void send(Endpoint endpoint, long now) {
    var attempt = newAttempt(endpoint, now);
    synchronized (this) {
      if (!hasGrant || !isAdded(attempt)) {
        return;
      }
      hasGrant = false;
    }
    start(attempt);
  }

  /** Not once it is over, nor when another thread was faster. */
  private synchronized boolean isAdded(Attempt<Q, R> attempt) {
    if (isEnded || excluded().contains(attempt.endpoint())) {
      lookAt(attempt.startedAt());
      return false;
    }
    made++;
    open.add(attempt);
    if (canAskBeside) {
      lookAt(attempt.besideAt());
    }
    return true;
  }

  private Attempt<Q, R> newAttempt(Endpoint endpoint, long now) {
    return new Attempt<>(asked, this, endpoint, parts, now);
  }

  private void start(Attempt<Q, R> attempt) {
    try {
      attempt.start();
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
   * Asks another endpoint too when the latest is slow: for a retry where that is wished for, and
   * for nothing when its share of the time is over, if that one has not failed. Not while an
   * attempt is granted anyway.
   */
  private void askBeside(long now) {
    Attempt<Q, R> slow = findSlow();
    if (!canAskBeside || slow == null || now - terms.deadlineAt() >= 0) {
      return;
    }
    if (now - slow.besideAt() < 0) {
      lookAt(slow.besideAt());
      return;
    }
    Endpoint other = findOther(now);
    if (other == null || !tryBeside(slow, newAttempt(other, now))) {
      boolean isShareOver = now - slow.shareEndsAt() >= 0;
      lookAt(isShareOver ? now + AGAIN_NANOS : Math.min(now + AGAIN_NANOS, slow.shareEndsAt()));
    }
  }

  private boolean tryBeside(Attempt<Q, R> slow, Attempt<Q, R> attempt) {
    synchronized (this) {
      boolean isFree =
          attempt.startedAt() - slow.shareEndsAt() >= 0 && isUntried(attempt.endpoint());
      // If it has failed meanwhile, what follows is its retry.
      boolean isLate =
          slow.isOver() || hasGrant || isRefused || excluded().contains(attempt.endpoint());
      boolean isPaid = !isLate && (isFree || parts.budget().trySpend(attempt.startedAt()));
      if (!isPaid || !isAdded(attempt)) {
        return false;
      }
    }
    parts.meters().hedged();
    start(attempt);
    return true;
  }

  private synchronized @Nullable Attempt<Q, R> findSlow() {
    return open.isEmpty() || hasGrant || isRefused ? null : open.getLast();
  }

  @Override
  public void attemptFailed(Attempt<Q, R> attempt, Failure failure) {
    long now = parts.ticker().now();
    boolean wasInDoubt;
    boolean isNoneNeeded;
    synchronized (this) {
      if (attempt.isOver() || result.isDone()) {
        // It has failed before, when it was started; or nobody waits any more.
        return;
      }
      attempt.setOver();
      if (failure.isPassing()) {
        failed.add(attempt.endpoint(), failure, now);
      } else {
        ruledOut.add(attempt.endpoint());
      }
      lastFailure = Failure.worse(lastFailure, failure);
      wasInDoubt = isInDoubt;
      isInDoubt |= failure.isTrouble();
      isNoneNeeded = hasGrant || isRefused;
    }
    tellEndpoint(attempt, failure);
    boolean isElsewhere = isUntried(findOther(now));
    boolean isRepeated =
        !isNoneNeeded
            && isWorthRetry(failure, isElsewhere, now)
            && isGranted(attempt, failure, isElsewhere, now);
    boolean isEnd;
    Failure told;
    synchronized (this) {
      open.remove(attempt);
      told = Failure.worse(lastFailure, failure);
      isRefused |= isRefusal(failure);
      if (isRepeated) {
        hasGrant = true;
        grantFrom = isElsewhere ? now : now + pauseNanos();
      } else if (hasGrant && isElsewhere && isWorthRetry(failure, true, now)) {
        // Somebody is left who was not asked yet: that needs no pause.
        grantFrom = now;
      }
      hasGrant &= !isRefused;
      isEnd = open.isEmpty() && !hasGrant;
    }
    if (isRepeated) {
      parts.meters().retried();
    }
    if (parts.endpoints().isClosed()) {
      endClosed();
    } else if (isEnd) {
      result.completeExceptionally(new CallFailedException(told, wasInDoubt));
    } else {
      attempt(now);
    }
  }

  /** Those that were asked before, and are slower all the same, have had time enough. */
  @Override
  public void attemptAnswered(Attempt<Q, R> attempt, R answer) {
    List<Attempt<Q, R>> slower;
    synchronized (this) {
      attempt.setOver();
      slower = open.stream().filter(other -> other.isSlowerThan(attempt)).toList();
    }
    if (result.complete(answer) && !terms.isPinned()) {
      slower.forEach(other -> tellEndpoint(other, Failure.deadlinePassed()));
    }
  }

  private void tellEndpoint(Attempt<Q, R> attempt, Failure failure) {
    long now = parts.ticker().now();
    long silence = parts.silence().toNanos();
    boolean isTimeUp = failure.status().getCode() == Code.DEADLINE_EXCEEDED;
    boolean isHasty =
        isTimeUp && now - attempt.startedAt() < silence && attempt.endpoint().gaveUp(now) < silence;
    boolean isOwnWish = terms.isPinned() && failure.isTold();
    if (!isHasty && !isOwnWish) {
      attempt.endpoint().failed(failure);
    }
  }

  /** An endpoint that gives no sensible answer may be a wrong one: another is asked. */
  private boolean isWorthRetry(Failure failure, boolean isElsewhere, long now) {
    return now - terms.deadlineAt() < 0
        && !isRefusal(failure)
        && (failure.isPassing() || isElsewhere);
  }

  private boolean isRefusal(Failure failure) {
    return !failure.isTrouble() || (terms.isPinned() && failure.isTold());
  }

  private boolean isGranted(Attempt<Q, R> attempt, Failure failure, boolean isElsewhere, long now) {
    return switch (parts.budget().grant(failure, isElsewhere, now)) {
      case NO -> false;
      case YES -> true;
      case AFTER_PROBE -> {
        boolean mayWait = countProbe();
        if (mayWait) {
          attempt.endpoint().leaveAlone(attempt.startedAt());
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

  private long pauseNanos() {
    int rounds = Math.max(0, made - parts.endpoints().count());
    return Backoff.nanos(parts.retries().firstPause(), parts.retries().longestPause(), rounds);
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

  /** Nobody waits any more. */
  private void cancelOpen() {
    List<Attempt<Q, R>> superfluous;
    synchronized (this) {
      isEnded = true;
      superfluous = open.stream().filter(attempt -> !attempt.isOver()).toList();
      superfluous.forEach(attempt -> attempt.setOver());
      open.clear();
    }
    if (!superfluous.isEmpty()) {
      parts.ticker().runWithStack(() -> superfluous.forEach(Attempt::cancel));
    }
  }
}
