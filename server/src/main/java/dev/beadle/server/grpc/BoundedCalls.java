package dev.beadle.server.grpc;

import dev.beadle.server.telemetry.LongCallMetrics;
import dev.beadle.server.telemetry.LongCallMetrics.LongCall;
import dev.beadle.server.telemetry.LongCallMetrics.Method;
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
public final class BoundedCalls {
  private final Bound bound;
  private final Executor executor;
  private final LongCallMetrics metrics;
  private final Semaphore permits;

  /**
   * How many calls there may be.
   *
   * @param what they are, in the plural
   * @param option that sets the bound
   * @param calls at once
   */
  public record Bound(String what, String option, int calls) {}

  /**
   * Bounds calls.
   *
   * @param executor runs them; they may take long, and may block
   */
  public BoundedCalls(Bound bound, Executor executor, LongCallMetrics metrics) {
    this(bound, executor, metrics, new Semaphore(bound.calls()));
  }

  private BoundedCalls(Bound bound, Executor executor, LongCallMetrics metrics, Semaphore permits) {
    this.bound = bound;
    this.executor = executor;
    this.metrics = metrics;
    this.permits = permits;
  }

  /** Calls that are counted with these, and worked out elsewhere. */
  public BoundedCalls on(Executor other) {
    return new BoundedCalls(bound, other, metrics, permits);
  }

  /** Answers a call from within its handler; what the work throws becomes its status. */
  public <T> void answer(Method method, StreamObserver<T> observer, Supplier<T> work) {
    expectCancellation(observer);
    answerLater(method, observer, work);
  }

  /** To be called in the handler of a call that is answered later. */
  public static void expectCancellation(StreamObserver<?> observer) {
    // Without a handler, an answer to a caller who has gone meanwhile would throw.
    ((ServerCallStreamObserver<?>) observer).setOnCancelHandler(() -> {});
  }

  /** Answers a call whose handler {@link #expectCancellation} was told of; on any thread. */
  public <T> void answerLater(Method method, StreamObserver<T> observer, Supplier<T> work) {
    if (!permits.tryAcquire()) {
      metrics.refused(method);
      observer.onError(
          StatusMapper.failureOf(
              new LimitExceededException(
                  bound.what() + " at once", bound.calls() + 1L, bound.option(), bound.calls())));
      return;
    }
    LongCall call = metrics.begin(method);
    Runnable inCall = Context.current().wrap(() -> run(call, observer, work));
    try {
      executor.execute(inCall);
    } catch (RejectedExecutionException _) {
      end(call);
      observer.onError(StatusMapper.failureOf(new DrainingException()));
    }
  }

  private <T> void run(LongCall call, StreamObserver<T> observer, Supplier<T> work) {
    T answer;
    try {
      if (Context.current().isCancelled()) {
        throw new CancellationException("gone while it waited");
      }
      answer = work.get();
    } catch (CancellationException _) {
      end(call);
      observer.onError(ended().asRuntimeException());
      return;
    } catch (RuntimeException failure) {
      end(call);
      observer.onError(StatusMapper.failureOf(failure));
      return;
    } catch (Error failure) {
      end(call);
      observer.onError(StatusMapper.statusOf(failure).asRuntimeException());
      return;
    }
    end(call);
    observer.onNext(answer);
    observer.onCompleted();
  }

  private void end(LongCall call) {
    permits.release();
    call.end();
  }

  private static Status ended() {
    var deadline = Context.current().getDeadline();
    return deadline != null && deadline.isExpired()
        ? StatusMapper.deadlinePassed("worked out")
        : StatusMapper.callerGone();
  }
}
