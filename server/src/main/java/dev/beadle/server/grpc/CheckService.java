package dev.beadle.server.grpc;

import dev.beadle.server.config.RequestLimits;
import dev.beadle.server.decision.AccessQuery;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.DecisionPoint.ListDecision;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.telemetry.CheckMetrics;
import dev.beadle.server.telemetry.CheckMetrics.Method;
import dev.beadle.v1.BatchCheckCapabilitiesRequest;
import dev.beadle.v1.BatchCheckCapabilitiesResponse;
import dev.beadle.v1.CheckCapabilityMatrixRequest;
import dev.beadle.v1.CheckCapabilityMatrixResponse;
import dev.beadle.v1.CheckCapabilityRequest;
import dev.beadle.v1.CheckCapabilityResponse;
import dev.beadle.v1.CheckServiceGrpc.CheckServiceImplBase;
import dev.beadle.v1.Consistency;
import dev.beadle.v1.ExplainCapabilityRequest;
import dev.beadle.v1.ExplainCapabilityResponse;
import dev.beadle.v1.StreamCheckCapabilitiesRequest;
import dev.beadle.v1.StreamCheckCapabilitiesResponse;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The check service. Runs on the threads of the transport (direct executor), so nothing in it
 * waits, but for explanations, which are worked out on the given executor. Thread-safe.
 */
public final class CheckService extends CheckServiceImplBase {
  private final Answering with;
  private final BatchAnswerer batches;
  private final MatrixAnswerer matrices;
  private final ExplainAnswerer explanations;
  private final LongSupplier nanoClock;
  private final Executor explainExecutor;
  private final Semaphore explainPermits;
  private final int maxExplains;

  /**
   * What the service is made of.
   *
   * @param nanoClock for latencies: nanoseconds from any origin
   * @param explainExecutor runs explanations; may block
   * @param waits how requests wait for a revision
   */
  public record Parts(
      SiteDirectory sites,
      DecisionPoint decisionPoint,
      RequestLimits limits,
      CheckMetrics metrics,
      InstantSource clock,
      LongSupplier nanoClock,
      Executor explainExecutor,
      RevisionWaits waits) {}

  public CheckService(Parts parts) {
    this.with =
        new Answering(
            new FactsSource(parts.sites(), parts.clock(), parts.waits()),
            parts.decisionPoint(),
            new QuestionMapper(parts.limits()),
            parts.limits(),
            parts.metrics());
    this.batches = new BatchAnswerer(with);
    this.matrices = new MatrixAnswerer(with);
    this.explanations = new ExplainAnswerer(with);
    this.nanoClock = parts.nanoClock();
    this.explainExecutor = parts.explainExecutor();
    this.maxExplains = parts.limits().concurrentExplains();
    this.explainPermits = new Semaphore(maxExplains);
  }

  @Override
  public void checkCapability(
      CheckCapabilityRequest request, StreamObserver<CheckCapabilityResponse> observer) {
    if (request.hasConsistency()) {
      provide(
          request.getSite(),
          request.getConsistency(),
          observer,
          facts -> answer(Method.CHECK, observer, () -> check(facts, request)));
      return;
    }
    answer(Method.CHECK, observer, () -> check(with.facts().current(request.getSite()), request));
  }

  @Override
  public void batchCheckCapabilities(
      BatchCheckCapabilitiesRequest request,
      StreamObserver<BatchCheckCapabilitiesResponse> observer) {
    if (request.hasConsistency()) {
      provide(
          request.getSite(),
          request.getConsistency(),
          observer,
          facts -> answer(Method.BATCH, observer, () -> batches.answer(facts, request)));
      return;
    }
    answer(
        Method.BATCH,
        observer,
        () -> batches.answer(with.facts().current(request.getSite()), request));
  }

  @Override
  public void checkCapabilityMatrix(
      CheckCapabilityMatrixRequest request,
      StreamObserver<CheckCapabilityMatrixResponse> observer) {
    if (request.hasConsistency()) {
      provide(
          request.getSite(),
          request.getConsistency(),
          observer,
          facts -> answer(Method.MATRIX, observer, () -> matrices.answer(facts, request)));
      return;
    }
    answer(
        Method.MATRIX,
        observer,
        () -> matrices.answer(with.facts().current(request.getSite()), request));
  }

  @Override
  public StreamObserver<StreamCheckCapabilitiesRequest> streamCheckCapabilities(
      StreamObserver<StreamCheckCapabilitiesResponse> observer) {
    return new StreamAnswerer(
        batches,
        with,
        nanoClock,
        (ServerCallStreamObserver<StreamCheckCapabilitiesResponse>) observer);
  }

  @Override
  public void explainCapability(
      ExplainCapabilityRequest request, StreamObserver<ExplainCapabilityResponse> observer) {
    if (request.hasConsistency()) {
      provide(
          request.getSite(),
          request.getConsistency(),
          observer,
          facts -> explain(observer, () -> explanations.answer(facts, request)));
      return;
    }
    // Without a handler, an answer to a caller who has gone meanwhile would throw.
    ((ServerCallStreamObserver<ExplainCapabilityResponse>) observer).setOnCancelHandler(() -> {});
    explain(observer, () -> explanations.answer(with.facts().current(request.getSite()), request));
  }

  /** Works it out on an executor, if there is room. */
  private void explain(
      StreamObserver<ExplainCapabilityResponse> observer,
      Supplier<ExplainCapabilityResponse> explanation) {
    if (!explainPermits.tryAcquire()) {
      refuse(
          observer,
          StatusMapper.statusOf(
              new LimitExceededException(
                  "explanations at once",
                  maxExplains + 1L,
                  "max-concurrent-explains",
                  maxExplains)));
      return;
    }
    explainExecutor.execute(
        Context.current()
            .wrap(() -> {
              try {
                answer(Method.EXPLAIN, observer, explanation);
              } finally {
                explainPermits.release();
              }
            }));
  }

  private CheckCapabilityResponse check(Facts facts, CheckCapabilityRequest request) {
    PolicySnapshot snapshot = facts.snapshot();
    var response = CheckCapabilityResponse.newBuilder().setFreshness(facts.freshness());
    switch (request.getQuestion().getAskedCase()) {
      case ANY_OF, ALL_OF -> {
        ListDecision decision = batches.decide(snapshot, request.getQuestion());
        with.metrics().recordDecision(decision.decision());
        response.setDecision(DecisionMapper.messageOf(decision));
      }
      case CAPABILITY, ASKED_NOT_SET -> {
        AccessQuery query = with.questions().queryOf(snapshot, request.getQuestion());
        var decision = with.decisionPoint().decide(snapshot, query);
        with.metrics().recordDecision(decision);
        response.setDecision(DecisionMapper.messageOf(decision));
      }
    }
    return response.build();
  }

  /** Goes on with the facts that are asked for, now or once they are there. */
  private void provide(
      String site, Consistency wanted, StreamObserver<?> observer, Consumer<Facts> then) {
    // Without a handler, an answer to a caller who has gone meanwhile would throw.
    ((ServerCallStreamObserver<?>) observer).setOnCancelHandler(() -> {});
    with.facts()
        .provide(
            site,
            wanted,
            new FactsSource.Receiver() {
              @Override
              public void take(Facts facts) {
                then.accept(facts);
              }

              @Override
              public void fail(RuntimeException failure) {
                refuse(observer, StatusMapper.statusOf(failure));
              }
            });
  }

  private <T> void answer(Method method, StreamObserver<T> observer, Supplier<T> answer) {
    long startedAt = nanoClock.getAsLong();
    T response;
    try {
      response = answer.get();
    } catch (RuntimeException failure) {
      refuse(observer, StatusMapper.statusOf(failure));
      return;
    }
    with.metrics().recordLatency(method, nanoClock.getAsLong() - startedAt);
    observer.onNext(response);
    observer.onCompleted();
  }

  private void refuse(StreamObserver<?> observer, Status status) {
    with.metrics().recordRefusal(StatusMapper.refusalOf(status));
    observer.onError(status.asRuntimeException());
  }
}
