package dev.beadle.server.grpc;

import dev.beadle.v1.ExplainHistoryRequest;
import dev.beadle.v1.ExplainHistoryResponse;
import dev.beadle.v1.HistoryServiceGrpc.HistoryServiceImplBase;
import io.grpc.stub.StreamObserver;
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
   * @param past finds where to begin
   * @param executor follows; may block
   * @param concurrentHistories histories being worked out at once ({@code
   *     --max-concurrent-histories})
   */
  public record Parts(
      AdminSites sites, PastFacts past, Executor executor, int concurrentHistories) {}

  public HistoryService(Parts parts) {
    this.answerer = new HistoryAnswerer(parts.sites(), parts.past());
    this.calls =
        new BoundedCalls(
            "histories", "max-concurrent-histories", parts.concurrentHistories(), parts.executor());
  }

  @Override
  public void explainHistory(
      ExplainHistoryRequest request, StreamObserver<ExplainHistoryResponse> observer) {
    calls.answer(observer, () -> answerer.answer(request));
  }
}
