package dev.beadle.server.grpc;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Works out long answers off the transport's threads, so many at once at the most. Thread-safe. */
final class BoundedCalls {
  private final String what;
  private final String option;
  private final int limit;
  private final Executor executor;
  private final Semaphore permits;

  /**
   * Bounds calls.
   *
   * @param what they are, in the plural
   * @param option that sets the bound
   * @param executor runs them; may block
   */
  BoundedCalls(String what, String option, int limit, Executor executor) {
    this.what = what;
    this.option = option;
    this.limit = limit;
    this.executor = executor;
    this.permits = new Semaphore(limit);
  }

  /** Answers a call; what the work throws becomes its status. */
  <T> void answer(StreamObserver<T> observer, Supplier<T> work) {
    if (!permits.tryAcquire()) {
      observer.onError(
          StatusMapper.failureOf(
              new LimitExceededException(what + " at once", limit + 1L, option, limit)));
      return;
    }
    // Without a handler, an answer to a caller who has gone meanwhile would throw.
    ((ServerCallStreamObserver<T>) observer).setOnCancelHandler(() -> {});
    Runnable inCall = Context.current().wrap(() -> run(observer, work));
    try {
      executor.execute(inCall);
    } catch (RejectedExecutionException _) {
      permits.release();
      observer.onError(
          Status.UNAVAILABLE.withDescription("the server is draining").asRuntimeException());
    }
  }

  private <T> void run(StreamObserver<T> observer, Supplier<T> work) {
    T answer;
    try {
      answer = work.get();
    } catch (CancellationException _) {
      permits.release();
      observer.onError(ended().asRuntimeException());
      return;
    } catch (RuntimeException failure) {
      permits.release();
      observer.onError(StatusMapper.failureOf(failure));
      return;
    }
    permits.release();
    observer.onNext(answer);
    observer.onCompleted();
  }

  private static Status ended() {
    var deadline = Context.current().getDeadline();
    return deadline != null && deadline.isExpired()
        ? Status.DEADLINE_EXCEEDED.withDescription("the deadline passed before all was worked out")
        : Status.CANCELLED.withDescription("the caller has gone");
  }
}
