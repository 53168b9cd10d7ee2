package dev.beadle.client.internal.wire;

import dev.beadle.client.meter.ClientMeters;
import dev.beadle.client.policy.RetryPolicy;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Calls with one request and one answer, that survive what can be survived. Thread-safe. */
public final class UnaryCalls {
  private final Parts parts;

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
   * @param isSafe whether asking twice does no more than asking once
   * @param isPinned whether the endpoint may lack what it asks for, without being in trouble
   */
  public record Terms(long deadlineAt, boolean isSafe, boolean isPinned) {}

  /** Calls of one client. */
  public UnaryCalls(Parts parts) {
    this.parts = parts;
  }

  /**
   * Starts a call. The future fails with a {@link CallFailedException}; cancelling it cancels the
   * call.
   */
  public <Q, R> CompletableFuture<R> start(MethodDescriptor<Q, R> method, Q request, Terms terms) {
    var call = new UnaryCall<>(parts, method, request, terms);
    call.begin();
    return call.result();
  }
}
