package dev.beadle.client.internal.wire;

import dev.beadle.client.meter.ClientMeters;
import dev.beadle.client.policy.RetryPolicy;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Calls with one request and one answer, that survive what can be survived: asking twice must do no
 * more than asking once. Thread-safe.
 */
public final class UnaryCalls implements Ticker.Work, AutoCloseable {
  private final Parts parts;
  private final Set<UnaryCall<?, ?>> open = ConcurrentHashMap.newKeySet();
  // Whether it became known of an endpoint whether it answers; only the ticker takes that back.
  private volatile boolean hasChanged;

  /**
   * What calls are made with.
   *
   * @param hedgeAfter after how long a second endpoint is asked too, or null for never
   * @param silence how long an endpoint may take before it counts as trouble
   */
  public record Parts(
      Endpoints endpoints,
      Ticker ticker,
      RetryPolicy retries,
      RetryBudget budget,
      ClientMeters meters,
      Duration silence,
      @Nullable Duration hedgeAfter) {}

  /**
   * How one call is made.
   *
   * @param deadlineAt when it has to be over, by the ticker's clock
   * @param isPinned whether the endpoint may lack what it asks for, without being in trouble
   */
  public record Terms(long deadlineAt, boolean isPinned) {}

  /** What makes an answer garbage, although it can be read. */
  @FunctionalInterface
  public interface Fit<R> {
    /** What is wrong with it, or null. */
    @Nullable String findFault(R answer);
  }

  /** Calls of one client. */
  public UnaryCalls(Parts parts) {
    this.parts = parts;
    parts.ticker().add(this);
    parts.endpoints().onChange(() -> hasChanged = true);
  }

  @Override
  public boolean tick(long now) {
    boolean isForAll = hasChanged;
    if (isForAll) {
      hasChanged = false;
    }
    // Whoever ended one may have had no stack left to remove it.
    open.removeIf(call -> {
      call.look(now, isForAll);
      return call.result().isDone();
    });
    return !open.isEmpty();
  }

  /**
   * Starts a call. The future fails with a {@link CallFailedException}; cancelling it cancels the
   * call.
   *
   * @param fit an answer with a fault is none, and asked for elsewhere
   */
  public <Q, R> CompletableFuture<R> start(
      MethodDescriptor<Q, R> method, Q request, Terms terms, Fit<R> fit) {
    var call = new UnaryCall<>(parts, method, request, terms, fit);
    // In this order: a caller's stack may end in between, and nobody would ever remove it.
    var _ = call.result().whenComplete((_, _) -> open.remove(call));
    open.add(call);
    parts.ticker().wake();
    call.begin();
    return call.result();
  }

  /** Whether none is on its way. */
  public boolean isIdle() {
    return open.isEmpty();
  }

  /** Ends what gRPC has not ended, though the endpoints are closed. */
  @Override
  public void close() {
    open.forEach(UnaryCall::endClosed);
  }
}
