package dev.beadle.client.guard;

import dev.beadle.client.CapabilityDecision;
import io.grpc.Context;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands the events of a call on in their order, and keeps them back while a message is being
 * decided about. The method itself begins when its first message may pass, so that nothing of it
 * runs for whoever sends none. Events come from gRPC one after the other, decisions from the
 * client; nothing waits for either.
 */
final class GuardedListener<Q, R> extends ServerCall.Listener<Q> {
  private static final Status OVER =
      Status.CANCELLED.withDescription("the call was over before it was decided");

  private static final Status NO_CONTEXT =
      Status.INVALID_ARGUMENT.withDescription("the request names no context");

  private final ServerCall<Q, R> call;
  private final Supplier<ServerCall.Listener<Q>> method;
  private final Context context;
  private final Function<Q, Verdict> ask;
  // Guarded by this.
  private final Queue<Runnable> events = new ArrayDeque<>();
  private boolean isHeld;
  private boolean isRunning;
  private boolean isRefused;
  // Belongs to the one thread that hands events on.
  private ServerCall.@Nullable Listener<Q> guarded;
  private boolean isReady;

  /**
   * What is being decided.
   *
   * @param refusal how the call ends when the decision is no
   */
  record Verdict(
      CompletionStage<CapabilityDecision> decision,
      Function<CapabilityDecision, StatusRuntimeException> refusal) {}

  private GuardedListener(
      ServerCall<Q, R> call,
      Supplier<ServerCall.Listener<Q>> method,
      Context context,
      Function<Q, Verdict> ask) {
    this.call = call;
    this.method = method;
    this.context = context;
    this.ask = ask;
  }

  /** Takes a call in the current context, and asks for its first message. */
  static <Q, R> GuardedListener<Q, R> of(
      ServerCall<Q, R> call,
      Function<ServerCall<Q, R>, ServerCall.Listener<Q>> method,
      Function<Q, Verdict> ask) {
    var begun = new BegunCall<>(call);
    begun.requestFirst();
    return new GuardedListener<>(call, () -> method.apply(begun), Context.current(), ask);
  }

  @Override
  public void onMessage(Q message) {
    handOn(() -> decide(message));
  }

  @Override
  public void onHalfClose() {
    handOn(() -> {
      if (guarded == null) {
        refuse(NO_CONTEXT.asRuntimeException());
      } else {
        guarded.onHalfClose();
      }
    });
  }

  @Override
  public void onCancel() {
    handOn(this::cancel);
  }

  @Override
  public void onComplete() {
    handOn(() -> {
      if (guarded != null) {
        guarded.onComplete();
      }
    });
  }

  @Override
  public void onReady() {
    handOn(() -> {
      isReady = true;
      if (guarded != null) {
        guarded.onReady();
      }
    });
  }

  private void pass(Q message) {
    if (context.isCancelled() || call.isCancelled()) {
      // Whoever called has been told that it failed, and may have called again: nothing of what
      // follows may reach the method either, which would take it for the whole.
      refuse(OVER.asRuntimeException());
      return;
    }
    ServerCall.Listener<Q> begun = guarded;
    if (begun == null) {
      begun = method.get();
      guarded = begun;
      if (isReady) {
        begun.onReady();
      }
    }
    begun.onMessage(message);
  }

  /** What the method holds for the call is let go. */
  private void cancel() {
    if (guarded != null) {
      guarded.onCancel();
    }
  }

  /** Holds everything that follows until it is known whether the message may pass. */
  private void decide(Q message) {
    Verdict verdict;
    try {
      verdict = context.wrap(() -> ask.apply(message)).call();
    } catch (StatusRuntimeException told) {
      refuse(told);
      return;
    } catch (Exception malformed) {
      refuse(NO_CONTEXT.withCause(malformed).asRuntimeException());
      return;
    }
    synchronized (this) {
      isHeld = true;
    }
    var _ =
        verdict
            .decision()
            .whenComplete((decision, failed) -> {
              if (decision != null && decision.allowed()) {
                release(() -> pass(message));
              } else {
                release(() -> refuse(refusalOf(verdict, decision)));
              }
            });
  }

  private static StatusRuntimeException refusalOf(
      Verdict verdict, @Nullable CapabilityDecision decision) {
    return decision == null
        ? Status.PERMISSION_DENIED.withDescription("it could not be decided").asRuntimeException()
        : verdict.refusal().apply(decision);
  }

  private void refuse(StatusRuntimeException refusal) {
    synchronized (this) {
      isRefused = true;
      events.clear();
    }
    ThrownStatus.end(call, refusal);
    cancel();
  }

  /** Nobody else would end the call: what is thrown here need not be on a thread of gRPC's. */
  private void broken(Throwable thrown) {
    boolean isFirst;
    synchronized (this) {
      isFirst = !isRefused;
      isRefused = true;
      events.clear();
      if (isFirst) {
        // As when gRPC ends it.
        events.add(this::cancel);
      }
    }
    ThrownStatus.end(call, thrown);
  }

  private void handOn(Runnable event) {
    synchronized (this) {
      if (!isRefused) {
        events.add(event);
      }
    }
    run();
  }

  private void release(Runnable first) {
    synchronized (this) {
      isHeld = false;
      var held = new ArrayDeque<>(events);
      events.clear();
      events.add(first);
      events.addAll(held);
    }
    run();
  }

  private void run() {
    Runnable event = findNext(false);
    while (event != null) {
      try {
        context.run(event);
      } catch (RuntimeException thrown) {
        broken(thrown);
      } catch (Error thrown) {
        broken(thrown);
        stop();
        throw thrown;
      }
      event = findNext(true);
    }
  }

  private synchronized void stop() {
    isRunning = false;
  }

  /** The next event to hand on, for one thread at a time. */
  private synchronized @Nullable Runnable findNext(boolean isRunner) {
    if (isRunning && !isRunner) {
      return null;
    }
    Runnable next = isHeld ? null : events.poll();
    isRunning = next != null;
    return next;
  }
}
