package dev.beadle.client.internal.check;

import dev.beadle.client.internal.wire.Endpoint;
import dev.beadle.client.internal.wire.Failure;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question on its way: asked by one caller, answered once. Whoever is first decides: the sidecar,
 * the deadline, or the caller who wants it no longer. Thread-safe.
 */
public abstract sealed class PendingCheck permits BlockedCheck, StagedCheck {
  /** Who can wait for an answer. */
  enum Waiter {
    VIRTUAL_THREAD,
    PLATFORM_THREAD,
    /** What follows a stage, on the caller's executor. */
    STAGE
  }

  private static final VarHandle ANSWER;

  static {
    try {
      ANSWER = MethodHandles.lookup().findVarHandle(PendingCheck.class, "answer", Answer.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private final Question question;
  private final long deadlineAt;
  private volatile @Nullable Answer answer;
  // The next in line. This and what follows belongs to whoever the question is with: the lane, or
  // the stream that owes its answer.
  @Nullable PendingCheck next;
  // Whether it was sent before.
  boolean wasSent;
  // Who was asked for it in vain; empty for most.
  private List<Endpoint> askedInVain = List.of();
  // How often it was sent again without a retry of the budget: because somebody was not asked yet,
  // after a probe, and because this side failed; and how often it could not even be sent.
  int freeSendings;
  int sendingsAfterProbes;
  int breakdowns;
  int unopenings;
  // What went wrong last; written by note alone.
  private volatile @Nullable Failure lastFailure;

  PendingCheck(Question question, long deadlineAt) {
    this.question = question;
    this.deadlineAt = deadlineAt;
  }

  /** What is asked. */
  public final Question question() {
    return question;
  }

  /** When it has to be answered, by the ticker's clock. */
  public final long deadlineAt() {
    return deadlineAt;
  }

  /** An endpoint had no answer. By whoever it is with. */
  void addAskedInVain(Endpoint endpoint) {
    if (!askedInVain.contains(endpoint)) {
      List<Endpoint> all = new ArrayList<>(askedInVain);
      all.add(endpoint);
      askedInVain = all;
    }
  }

  /**
   * Whether it may be sent again for nothing, because one of these was not asked for it. Not for
   * ever: somebody else may be asked again and again while that one cannot be. By whoever it is
   * with.
   */
  boolean isFreeFor(List<Endpoint> endpoints, int most) {
    return freeSendings < most && !askedInVain.containsAll(endpoints);
  }

  /** Whether nobody waits any more. */
  boolean isOver() {
    return answer != null;
  }

  /** The answer, once there is one. */
  public final @Nullable Answer findAnswer() {
    return answer;
  }

  /** Ends it, unless it has ended. */
  final void complete(Answer given) {
    if (answer == null && ANSWER.compareAndSet(this, null, given)) {
      try {
        wake(given);
      } catch (RuntimeException | Error untold) {
        // Nobody knows of it: whoever asks again for all that are not over must not leave it out.
        answer = null;
        throw untold;
      }
    }
  }

  /** Remembers what went wrong with one endpoint: of a hedge this comes on another thread. */
  final synchronized void note(Failure failure) {
    lastFailure = Failure.worse(lastFailure, failure);
  }

  /** Remembers why it cannot be asked, if that says more than what is known. */
  final void noteUnusable(Failure why) {
    Failure known = lastFailure;
    if (known == null || (known.isSilence() && !why.isSilence())) {
      note(why);
    }
  }

  /** Ends it without an answer, unless it has ended. What went wrong before tells more. */
  final void fail(Failure why) {
    complete(new Answer.Failed(Failure.telling(lastFailure, why)));
  }

  /** Who waits for it. */
  abstract Waiter waiter();

  /** Tells whoever waits. Runs on a thread that others wait for: it may not block. */
  abstract void wake(Answer given);
}
