package dev.beadle.client.internal.check;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** A question whose caller goes on, and is told on an executor. */
public final class StagedCheck extends PendingCheck {
  private final CompletableFuture<Answer> result = new CompletableFuture<>();
  private final Executor executor;

  /**
   * What follows the answer runs on the executor, so that it cannot hold up other callers.
   *
   * @param executor takes everything, and never throws
   */
  public StagedCheck(Question question, long deadlineAt, Executor executor) {
    super(question, deadlineAt);
    this.executor = executor;
  }

  /** The answer to come; it never fails, and whoever cancels it no longer wants it. */
  public CompletableFuture<Answer> result() {
    return result;
  }

  @Override
  boolean isOver() {
    return super.isOver() || result.isDone();
  }

  @Override
  Waiter waiter() {
    return Waiter.STAGE;
  }

  @Override
  void wake(Answer given) {
    if (given instanceof Answer.Failed) {
      // Told by whoever runs the lane, where an executor that runs tasks at once would hold up all.
      var _ = Thread.startVirtualThread(() -> tell(given));
    } else {
      tell(given);
    }
  }

  private void tell(Answer given) {
    var _ = result.completeAsync(() -> given, executor);
  }
}
