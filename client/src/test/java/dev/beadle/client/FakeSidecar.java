package dev.beadle.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.beadle.v1.BatchCheckCapabilitiesRequest;
import dev.beadle.v1.BatchCheckCapabilitiesResponse;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckCapabilityMatrixRequest;
import dev.beadle.v1.CheckCapabilityMatrixResponse;
import dev.beadle.v1.CheckCapabilityRequest;
import dev.beadle.v1.CheckCapabilityResponse;
import dev.beadle.v1.CheckServiceGrpc.CheckServiceImplBase;
import dev.beadle.v1.Decision;
import dev.beadle.v1.ExplainCapabilityRequest;
import dev.beadle.v1.ExplainCapabilityResponse;
import dev.beadle.v1.StreamCheckCapabilitiesRequest;
import dev.beadle.v1.StreamCheckCapabilitiesResponse;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A server that answers as a test tells it, over a real connection, and remembers what it was
 * asked. Thread-safe.
 */
final class FakeSidecar extends CheckServiceImplBase implements AutoCloseable {
  private final BlockingQueue<String> sites = new LinkedBlockingQueue<>();
  private final BlockingQueue<Duration> deadlines = new LinkedBlockingQueue<>();
  private final EventLoopGroup eventLoops =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final Server server;
  private volatile Status status = Status.OK;
  private volatile boolean keepsStreams;
  private volatile boolean isSilent;
  private volatile boolean isAllowed = true;
  private volatile boolean isOddDenied;
  private volatile int textLength;
  private volatile int mostQuestions = Integer.MAX_VALUE;
  private volatile UnaryOperator<StreamCheckCapabilitiesResponse> distortion =
      UnaryOperator.identity();
  private final BlockingQueue<BatchCheckCapabilitiesRequest> batches = new LinkedBlockingQueue<>();

  // Both guarded by this.
  private boolean isHolding;
  private final List<Runnable> held = new ArrayList<>();

  /** On a free TCP port. */
  FakeSidecar() throws IOException {
    this(
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .channelType(EpollServerSocketChannel.class));
  }

  /** On a free TCP port, with TLS. */
  FakeSidecar(ServerCredentials credentials) throws IOException {
    this(
        NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), credentials)
            .channelType(EpollServerSocketChannel.class));
  }

  /** On a certain TCP port, as after a restart. */
  static FakeSidecar onPort(int port) throws IOException {
    return new FakeSidecar(
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .channelType(EpollServerSocketChannel.class));
  }

  /** On a Unix domain socket. */
  FakeSidecar(Path socket) throws IOException {
    this(
        NettyServerBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
            .channelType(EpollServerDomainSocketChannel.class));
  }

  private FakeSidecar(NettyServerBuilder builder) throws IOException {
    server =
        builder
            .bossEventLoopGroup(eventLoops)
            .workerEventLoopGroup(eventLoops)
            .addService(this)
            .build();
    server.start();
  }

  String target() {
    return "localhost:" + server.getPort();
  }

  /** Every call ends with this from now on. */
  void failWith(Status newStatus) {
    status = newStatus;
  }

  /**
   * Messages of streams fail one by one from now on, as a sidecar's do, and their streams go on.
   */
  void keepStreams() {
    keepsStreams = true;
  }

  /** From now on it answers as at first. What it has swallowed meanwhile stays unanswered. */
  void recover() {
    isSilent = false;
    keepsStreams = false;
    distortion = UnaryOperator.identity();
    status = Status.OK;
  }

  /** No call is answered from now on. */
  void fallSilent() {
    isSilent = true;
  }

  /** Calls are answered again from now on. */
  void speak() {
    isSilent = false;
  }

  /** Messages of streams are kept, and answered on {@link #release}. */
  synchronized void hold() {
    isHolding = true;
  }

  /** Answers what was kept, and what comes: in the order in which it came, as a sidecar does. */
  synchronized void release() {
    isHolding = false;
    held.forEach(Runnable::run);
    held.clear();
  }

  private synchronized void take(BatchCheckCapabilitiesRequest batch, Runnable answer) {
    batches.add(batch);
    if (isSilent) {
      return;
    }
    if (isHolding) {
      held.add(answer);
    } else {
      answer.run();
    }
  }

  /** Messages of streams with more questions are refused from now on. */
  void takeAtMost(int questions) {
    mostQuestions = questions;
  }

  /** Answers on streams become something else from now on. */
  void distort(UnaryOperator<StreamCheckCapabilitiesResponse> newDistortion) {
    distortion = newDistortion;
  }

  /** The next message of a stream; empty if none comes. */
  BatchCheckCapabilitiesRequest takeBatch() throws InterruptedException {
    BatchCheckCapabilitiesRequest batch = batches.poll(20, TimeUnit.SECONDS);
    return batch == null ? BatchCheckCapabilitiesRequest.getDefaultInstance() : batch;
  }

  /** Waits until so many messages have come that nobody has taken. */
  void awaitBatches(int count) {
    Await.until(() -> batchesLeft() >= count);
    assertThat(batchesLeft()).isEqualTo(count);
  }

  /** How many messages of streams came that were not taken. */
  int batchesLeft() {
    return batches.size();
  }

  int port() {
    return server.getPort();
  }

  void answer(boolean newAllowed) {
    isAllowed = newAllowed;
  }

  /** Users with an odd number have nothing from now on. */
  void denyOddUsers() {
    isOddDenied = true;
  }

  /** Explanations have a text of this length from now on. */
  void explainAtLength(int characters) {
    textLength = characters;
  }

  /** The site that the next request named. */
  @Nullable String findSite() throws InterruptedException {
    return sites.poll(20, TimeUnit.SECONDS);
  }

  /** The time that the next request was given. */
  @Nullable Duration findDeadline() throws InterruptedException {
    return deadlines.poll(20, TimeUnit.SECONDS);
  }

  @Override
  public void checkCapability(
      CheckCapabilityRequest request, StreamObserver<CheckCapabilityResponse> observer) {
    answer(
        request.getSite(),
        CheckCapabilityResponse.newBuilder()
            .setDecision(decision(request.getQuestion().getUserId()))
            .build(),
        observer);
  }

  @Override
  public void batchCheckCapabilities(
      BatchCheckCapabilitiesRequest request,
      StreamObserver<BatchCheckCapabilitiesResponse> observer) {
    answer(request.getSite(), answerTo(request), observer);
  }

  @Override
  public void checkCapabilityMatrix(
      CheckCapabilityMatrixRequest request,
      StreamObserver<CheckCapabilityMatrixResponse> observer) {
    int pairs = request.getContextsCount() * request.getCapabilitiesCount();
    byte[] allowed = new byte[(pairs + 7) / 8];
    Arrays.fill(allowed, (byte) (isAllowed(request.getUserId()) ? 0xff : 0));
    answer(
        request.getSite(),
        CheckCapabilityMatrixResponse.newBuilder()
            .setAllowed(ByteString.copyFrom(allowed))
            .setRules(ByteString.copyFrom(new byte[pairs]))
            .build(),
        observer);
  }

  @Override
  public void explainCapability(
      ExplainCapabilityRequest request, StreamObserver<ExplainCapabilityResponse> observer) {
    answer(
        request.getSite(),
        ExplainCapabilityResponse.newBuilder()
            .setDecision(decision(request.getQuestion().getUserId()))
            .setText("x".repeat(textLength))
            .build(),
        observer);
  }

  @Override
  public StreamObserver<StreamCheckCapabilitiesRequest> streamCheckCapabilities(
      StreamObserver<StreamCheckCapabilitiesResponse> observer) {
    deadlines.add(timeLeft());
    // Without a handler, an answer to a caller who has just gone would throw.
    ((ServerCallStreamObserver<StreamCheckCapabilitiesResponse>) observer)
        .setOnCancelHandler(() -> {});
    return new StreamObserver<>() {
      @Override
      public void onNext(StreamCheckCapabilitiesRequest request) {
        sites.add(request.getBatch().getSite());
        take(request.getBatch(), () -> answerStream(request, observer));
      }

      private void answerStream(
          StreamCheckCapabilitiesRequest request,
          StreamObserver<StreamCheckCapabilitiesResponse> observer) {
        Status failure = status;
        if (!failure.isOk() && keepsStreams) {
          observer.onNext(refusal(request, failure.getCode()));
          return;
        }
        if (!failure.isOk()) {
          observer.onError(failure.asRuntimeException());
          return;
        }
        if (request.getBatch().getQuestionsCount() > mostQuestions) {
          observer.onNext(refusal(request, Status.Code.RESOURCE_EXHAUSTED));
          return;
        }
        observer.onNext(
            distortion.apply(
                StreamCheckCapabilitiesResponse.newBuilder()
                    .setRequestId(request.getRequestId())
                    .setBatch(answerTo(request.getBatch()))
                    .build()));
      }

      private StreamCheckCapabilitiesResponse refusal(
          StreamCheckCapabilitiesRequest request, Status.Code code) {
        return StreamCheckCapabilitiesResponse.newBuilder()
            .setRequestId(request.getRequestId())
            .setError(com.google.rpc.Status.newBuilder().setCode(code.value()))
            .build();
      }

      @Override
      public void onError(Throwable gone) {
        // The caller has gone: there is nobody to answer.
      }

      @Override
      public void onCompleted() {
        observer.onCompleted();
      }
    };
  }

  /** Takes no new connections and calls; says whether those there were have ended in time. */
  boolean drain(Duration patience) throws InterruptedException {
    return server.shutdown().awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    server.shutdownNow();
    var _ = eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  /** How many calls and streams came whose time no test has looked at. */
  int streamsLeft() {
    return deadlines.size();
  }

  /** How many calls and messages came that no test has looked at. */
  int callsLeft() {
    return sites.size();
  }

  private <T> void answer(String site, T response, StreamObserver<T> observer) {
    sites.add(site);
    deadlines.add(timeLeft());
    if (isSilent) {
      return;
    }
    if (!status.isOk()) {
      observer.onError(status.asRuntimeException());
      return;
    }
    observer.onNext(response);
    observer.onCompleted();
  }

  private BatchCheckCapabilitiesResponse answerTo(BatchCheckCapabilitiesRequest request) {
    var response = BatchCheckCapabilitiesResponse.newBuilder();
    for (CapabilityQuestion question : request.getQuestionsList()) {
      response.addResultsBuilder().setDecision(decision(question.getUserId()));
    }
    return response.build();
  }

  private Decision decision(long userId) {
    return Decision.newBuilder().setAllowed(isAllowed(userId)).build();
  }

  private boolean isAllowed(long userId) {
    return isAllowed && !(isOddDenied && userId % 2 != 0);
  }

  /** Forever, when the caller set no deadline. */
  private static Duration timeLeft() {
    Deadline deadline = Context.current().getDeadline();
    return deadline == null
        ? Duration.ofSeconds(Long.MAX_VALUE)
        : Duration.ofNanos(deadline.timeRemaining(TimeUnit.NANOSECONDS));
  }
}
