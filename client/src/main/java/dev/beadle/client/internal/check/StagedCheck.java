package dev.beadle.client.internal.check;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** A question whose caller goes on, and is told on an executor. */
public final class StagedCheck extends PendingCheck {
  private final CompletableFuture<Answer> result = new CompletableFuture<>();
  private final Executor executor;

  /** What follows the answer runs on the executor, so that it cannot hold up other callers. */
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
  boolean isOfVirtualThread() {
    return false;
  }

  @Override
  void wake(Answer given) {
    try {
      var _ = result.completeAsync(() -> given, executor);
    } catch (RuntimeException | Error _) {
      // The executor is the caller's own. That it fails must not cost him, or others, their
      // answers.
      var _ = Thread.startVirtualThread(() -> result.complete(given));
    }
  }
}
