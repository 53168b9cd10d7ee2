package dev.beadle.server.grpc;

import dev.beadle.server.grpc.BoundedCalls.Bound;
import dev.beadle.server.telemetry.LongCallMetrics;
import dev.beadle.server.telemetry.LongCallMetrics.Method;
import dev.beadle.v1.ExplainHistoryRequest;
import dev.beadle.v1.ExplainHistoryResponse;
import dev.beadle.v1.HistoryServiceGrpc.HistoryServiceImplBase;
import io.grpc.stub.StreamObserver;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/**
 * The history service: follows answers through the log, on the given executor, so many at once at
 * the most. Thread-safe.
 */
public final class HistoryService extends HistoryServiceImplBase {
  private final HistoryAnswerer answerer;
  private final BoundedCalls calls;

  /**
   * What the service is made of.
   *
   * @param clock says up to when time has passed
   * @param executor follows; may block
   * @param concurrentHistories histories being worked out at once ({@code
   *     --max-concurrent-histories}); each may read a checkpoint and hold its site
   */
  public record Parts(
      AdminSites sites,
      InstantSource clock,
      Executor executor,
      int concurrentHistories,
      LongCallMetrics metrics) {}

  public HistoryService(Parts parts) {
    this.answerer = new HistoryAnswerer(parts.sites(), parts.clock());
    this.calls =
        new BoundedCalls(
            new Bound("histories", "max-concurrent-histories", parts.concurrentHistories()),
            parts.executor(),
            parts.metrics());
  }

  @Override
  public void explainHistory(
      ExplainHistoryRequest request, StreamObserver<ExplainHistoryResponse> observer) {
    calls.answer(Method.HISTORY, observer, () -> answerer.answer(request));
  }
}
