package dev.beadle.server.grpc;

import dev.beadle.server.config.RequestLimits;
import dev.beadle.server.decision.Decision;
import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.decision.DecisionPoint.ListDecision;
import dev.beadle.server.grpc.wire.AskedMatrix;
import dev.beadle.server.grpc.wire.AskedMessage;
import dev.beadle.server.grpc.wire.AskedQuestions;
import dev.beadle.server.grpc.wire.AskedStream;
import dev.beadle.server.grpc.wire.EncodedMessage;
import dev.beadle.server.grpc.wire.WireMarshaller;
import dev.beadle.server.telemetry.CheckMetrics;
import dev.beadle.server.telemetry.CheckMetrics.Method;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckCapabilityResponse;
import dev.beadle.v1.CheckServiceGrpc;
import dev.beadle.v1.Consistency;
import dev.beadle.v1.ExplainCapabilityRequest;
import dev.beadle.v1.ExplainCapabilityResponse;
import io.grpc.BindableService;
import io.grpc.Context;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The check service. Runs on the threads of the transport (direct executor), so nothing in it
 * waits, but for explanations, which are worked out on the given executor. Thread-safe.
 */
public final class CheckService implements BindableService {
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

  /** The methods: those on the way of a check read and write their messages by themselves. */
  @Override
  public ServerServiceDefinition bindService() {
    List<ServerMethodDefinition<?, ?>> methods =
        List.of(
            oneAnswer(
                CheckServiceGrpc.getCheckCapabilityMethod(),
                AskedQuestions::readSingle,
                Method.CHECK,
                this::check),
            oneAnswer(
                CheckServiceGrpc.getBatchCheckCapabilitiesMethod(),
                AskedQuestions::readBatch,
                Method.BATCH,
                batches::answer),
            oneAnswer(
                CheckServiceGrpc.getCheckCapabilityMatrixMethod(),
                AskedMatrix::read,
                Method.MATRIX,
                matrices::answer),
            ServerMethodDefinition.create(
                WireMarshaller.of(
                    CheckServiceGrpc.getStreamCheckCapabilitiesMethod(), AskedStream::read),
                ServerCalls.asyncBidiStreamingCall(this::streamCheckCapabilities)),
            ServerMethodDefinition.create(
                CheckServiceGrpc.getExplainCapabilityMethod(),
                ServerCalls.asyncUnaryCall(this::explainCapability)));
    ServiceDescriptor generated = CheckServiceGrpc.getServiceDescriptor();
    ServiceDescriptor.Builder descriptor =
        ServiceDescriptor.newBuilder(generated.getName())
            .setSchemaDescriptor(generated.getSchemaDescriptor());
    methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
    ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(descriptor.build());
    methods.forEach(service::addMethod);
    return service.build();
  }

  private <Q extends AskedMessage> ServerMethodDefinition<Q, EncodedMessage> oneAnswer(
      MethodDescriptor<?, ?> descriptor,
      WireMarshaller.Reader<Q> reader,
      Method method,
      OneAnswerHandler.Answerer<Q> answerer) {
    return ServerMethodDefinition.create(
        WireMarshaller.of(descriptor, reader),
        new OneAnswerHandler<>(method, answerer, with, nanoClock));
  }

  private StreamObserver<AskedStream> streamCheckCapabilities(
      StreamObserver<EncodedMessage> observer) {
    return new StreamAnswerer(
        batches, with, nanoClock, (ServerCallStreamObserver<EncodedMessage>) observer);
  }

  private void explainCapability(
      ExplainCapabilityRequest request, StreamObserver<ExplainCapabilityResponse> observer) {
    if (request.hasConsistency()) {
      provide(
          request.getSite(),
          request.getConsistency(),
          observer,
          facts -> explain(observer, () -> explanations.answer(facts, request)));
      return;
    }
    BoundedCalls.expectCancellation(observer);
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
    Runnable inCall =
        Context.current()
            .wrap(() -> {
              try {
                answer(Method.EXPLAIN, observer, explanation);
              } finally {
                explainPermits.release();
              }
            });
    try {
      explainExecutor.execute(inCall);
    } catch (RejectedExecutionException _) {
      explainPermits.release();
      refuse(observer, StatusMapper.statusOf(new DrainingException()));
    }
  }

  private EncodedMessage check(Facts facts, AskedQuestions asked) {
    CapabilityQuestion message = asked.findMessage(0);
    if (message == null) {
      Decision decision = batches.decide(facts.snapshot(), asked, 0);
      with.metrics().recordDecision(decision);
      return facts.answer(decision);
    }
    ListDecision decision = batches.decide(facts.snapshot(), message);
    with.metrics().recordDecision(decision.decision());
    return EncodedMessage.of(
        CheckCapabilityResponse.newBuilder()
            .setDecision(DecisionMapper.messageOf(decision))
            .setFreshness(facts.freshness())
            .build());
  }

  /** Goes on with the facts that are asked for, now or once they are there. */
  private void provide(
      String site, Consistency wanted, StreamObserver<?> observer, Consumer<Facts> then) {
    BoundedCalls.expectCancellation(observer);
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
    } catch (Error failure) {
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
