package dev.beadle.client.internal.check;

import dev.beadle.client.internal.wire.Failure;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A question whose caller waits on its thread. */
public final class BlockedCheck extends PendingCheck {
  private final Thread caller = Thread.currentThread();

  /** A question of the calling thread. */
  public BlockedCheck(Question question, long deadlineAt) {
    super(question, deadlineAt);
  }

  /**
   * Waits for the answer; for the thread that made it only. The lane ends it at its deadline, so no
   * timer is set here. A thread that is told to stop gets a failure and stays told.
   */
  public Answer await() {
    @Nullable Answer given = findAnswer();
    boolean isInterrupted = false;
    while (given == null) {
      LockSupport.park(this);
      if (Thread.interrupted()) {
        isInterrupted = true;
        complete(new Answer.Failed(Failure.interrupted()));
      }
      given = findAnswer();
    }
    if (isInterrupted) {
      caller.interrupt();
    }
    return given;
  }

  @Override
  Waiter waiter() {
    return caller.isVirtual() ? Waiter.VIRTUAL_THREAD : Waiter.PLATFORM_THREAD;
  }

  @Override
  void wake(Answer given) {
    LockSupport.unpark(caller);
  }
}
