package dev.beadle.server.grpc;

import dev.beadle.server.grpc.BoundedCalls.Bound;
import dev.beadle.server.telemetry.LongCallMetrics;
import dev.beadle.server.telemetry.LongCallMetrics.Method;
import dev.beadle.v1.PreviewPersonRequest;
import dev.beadle.v1.PreviewPersonResponse;
import dev.beadle.v1.PreviewRequest;
import dev.beadle.v1.PreviewResponse;
import dev.beadle.v1.PreviewServiceGrpc.PreviewServiceImplBase;
import io.grpc.stub.StreamObserver;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/**
 * The preview service: tells what a batch would do, on the given executor, so many at once at the
 * most. Its page tokens hold as long as it does. Thread-safe.
 */
public final class PreviewService extends PreviewServiceImplBase {
  private final PreviewAnswerer answerer;
  private final BoundedCalls calls;

  /**
   * What the service is made of.
   *
   * @param batches reads batches, and knows who may be their actor
   * @param clock says which assignments count
   * @param executor runs previews; may block
   * @param concurrentPreviews previews being worked out at once ({@code
   *     --max-concurrent-previews}); each may take some memory for every context and person
   */
  public record Parts(
      AdminSites sites,
      BatchMapper batches,
      InstantSource clock,
      Executor executor,
      int concurrentPreviews,
      LongCallMetrics metrics) {}

  public PreviewService(Parts parts) {
    this.answerer =
        new PreviewAnswerer(parts.sites(), parts.batches(), new PageTokens(), parts.clock());
    this.calls =
        new BoundedCalls(
            new Bound("previews", "max-concurrent-previews", parts.concurrentPreviews()),
            parts.executor(),
            parts.metrics());
  }

  @Override
  public void preview(PreviewRequest request, StreamObserver<PreviewResponse> observer) {
    calls.answer(Method.PREVIEW, observer, () -> answerer.answer(request));
  }

  @Override
  public void previewPerson(
      PreviewPersonRequest request, StreamObserver<PreviewPersonResponse> observer) {
    calls.answer(Method.PREVIEW_PERSON, observer, () -> answerer.answer(request));
  }
}
