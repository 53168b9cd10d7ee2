package dev.beadle.server.grpc;

import dev.beadle.server.grpc.wire.AskedMessage;
import dev.beadle.server.grpc.wire.EncodedMessage;
import dev.beadle.server.telemetry.CheckMetrics;
import dev.beadle.server.telemetry.CheckMetrics.Method;
import dev.beadle.v1.Consistency;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers calls of one request and one answer, as gRPC's stubs do, without the objects that these
 * make for each call: on the way of a check they are most of the garbage. Thread-safe, never waits.
 */
final class OneAnswerHandler<Q extends AskedMessage>
    implements ServerCallHandler<Q, EncodedMessage> {
  /** One more than there may be, so that a second one is noticed. */
  private static final int REQUESTS = 2;

  private final Method method;
  private final Answerer<Q> answerer;
  private final FactsSource facts;
  private final CheckMetrics metrics;
  private final LongSupplier nanoClock;

  /** Works an answer out. */
  @FunctionalInterface
  interface Answerer<Q> {
    /** Answers; what it throws is told by {@link StatusMapper}. */
    EncodedMessage answer(Facts facts, Q asked);
  }

  OneAnswerHandler(Method method, Answerer<Q> answerer, Answering with, LongSupplier nanoClock) {
    this.method = method;
    this.answerer = answerer;
    this.facts = with.facts();
    this.metrics = with.metrics();
    this.nanoClock = nanoClock;
  }

  @Override
  public ServerCall.Listener<Q> startCall(ServerCall<Q, EncodedMessage> call, Metadata headers) {
    call.request(REQUESTS);
    return new OneRequest(call);
  }

  private final class OneRequest extends ServerCall.Listener<Q> {
    private final ServerCall<Q, EncodedMessage> call;
    private @Nullable Q asked;
    private boolean isRefused;

    OneRequest(ServerCall<Q, EncodedMessage> call) {
      this.call = call;
    }

    @Override
    public void onMessage(Q message) {
      if (asked != null) {
        isRefused = true;
        refuse(call, StatusMapper.secondRequest());
        return;
      }
      asked = message;
    }

    @Override
    public void onHalfClose() {
      if (isRefused) {
        return;
      }
      if (asked == null) {
        refuse(call, StatusMapper.noRequest());
        return;
      }
      Consistency wanted = asked.findConsistency();
      if (wanted == null) {
        answer(call, asked, null);
      } else {
        // It may have to wait, and is answered on another thread then.
        provide(new LiveCall<>(call), asked, wanted);
      }
    }
  }

  /** Goes on with the facts that are asked for, now or once they are there. */
  private void provide(ServerCall<Q, EncodedMessage> call, Q asked, Consistency wanted) {
    facts.provide(
        asked.site(),
        wanted,
        new FactsSource.Receiver() {
          @Override
          public void take(Facts found) {
            answer(call, asked, found);
          }

          @Override
          public void fail(RuntimeException failure) {
            refuse(call, StatusMapper.statusOf(failure));
          }
        });
  }

  /**
   * Answers.
   *
   * @param provided the facts to answer from; null for the current ones
   */
  private void answer(ServerCall<Q, EncodedMessage> call, Q asked, @Nullable Facts provided) {
    long startedAt = nanoClock.getAsLong();
    EncodedMessage response;
    try {
      Facts found = provided == null ? facts.current(asked.site()) : provided;
      response = answerer.answer(found, asked);
    } catch (RuntimeException failure) {
      refuse(call, StatusMapper.statusOf(failure));
      return;
    }
    metrics.recordLatency(method, nanoClock.getAsLong() - startedAt);
    call.sendHeaders(new Metadata());
    call.sendMessage(response);
    call.close(Status.OK, new Metadata());
  }

  private void refuse(ServerCall<?, ?> call, Status status) {
    metrics.recordRefusal(StatusMapper.refusalOf(status));
    call.close(status, new Metadata());
  }
}
