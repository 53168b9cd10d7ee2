package dev.beadle.client;

import dev.beadle.client.internal.wire.CallFailedException;
import dev.beadle.client.internal.wire.Endpoints;
import dev.beadle.client.internal.wire.Endpoints.Target;
import dev.beadle.client.internal.wire.Failure;
import dev.beadle.client.internal.wire.RetryBudget;
import dev.beadle.client.internal.wire.Ticker;
import dev.beadle.client.internal.wire.UnaryCalls;
import dev.beadle.client.internal.wire.UnaryCalls.Terms;
import dev.beadle.client.meter.ClientMeters;
import dev.beadle.client.policy.CircuitPolicy;
import dev.beadle.client.policy.RetryPolicy;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.List;

/**
 * Calls that administer. What may be repeated is, when there is a policy for it; everything else is
 * sent once, whatever becomes of it. Thread-safe.
 */
final class AdminCalls implements AutoCloseable {
  private final Ticker ticker = new Ticker(System::nanoTime);
  private final ManagedChannel channel;
  private final Endpoints endpoints;
  private final RetryPolicy retries;
  private final UnaryCalls repeated;

  AdminCalls(ManagedChannel channel, RetryPolicy retries) {
    this.channel = channel;
    this.retries = retries;
    this.endpoints =
        new Endpoints(
            List.of(Target.over(String.valueOf(channel.authority()), channel)),
            CircuitPolicy.DEFAULT,
            ClientMeters.NONE,
            ticker);
    this.repeated =
        new UnaryCalls(
            new UnaryCalls.Parts(
                endpoints,
                ticker,
                retries,
                new RetryBudget(retries, ticker.now()),
                ClientMeters.NONE,
                CircuitPolicy.DEFAULT.silence(),
                null));
  }

  /**
   * Calls, and waits for the answer.
   *
   * @param isSafe whether calling twice does no more than calling once
   * @throws AdminRefusedException if there is none
   */
  <Q, R> R ask(MethodDescriptor<Q, R> method, Q request, Duration deadline, boolean isSafe) {
    try {
      return isSafe && retries.isEnabled()
          ? askAgain(method, request, deadline)
          : askOnce(method, request, deadline);
    } catch (StatusRuntimeException failed) {
      throw new AdminRefusedException(failed, false, channel.authority());
    } catch (CallFailedException failed) {
      Failure failure = failed.failure();
      throw new AdminRefusedException(
          failure.status().asRuntimeException(failure.trailers()),
          failed.isInDoubt(),
          channel.authority());
    }
  }

  private <Q, R> R askOnce(MethodDescriptor<Q, R> method, Q request, Duration deadline) {
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(deadline);
    return ClientCalls.blockingUnaryCall(channel, method, options, request);
  }

  private <Q, R> R askAgain(MethodDescriptor<Q, R> method, Q request, Duration deadline) {
    long deadlineAt = ticker.now() + CallSettings.bounded(deadline).toNanos();
    return Connection.await(
        repeated.start(method, request, new Terms(deadlineAt, false), _ -> null));
  }

  @Override
  public void close() {
    endpoints.close();
    repeated.close();
    ticker.close();
  }
}
