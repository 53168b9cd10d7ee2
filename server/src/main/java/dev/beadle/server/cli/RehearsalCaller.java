package dev.beadle.server.cli;

import dev.beadle.client.Contexts;
import dev.beadle.v1.BatchCheckCapabilitiesRequest;
import dev.beadle.v1.CapabilityQuestion;
import dev.beadle.v1.CheckCapabilityMatrixRequest;
import dev.beadle.v1.CheckCapabilityRequest;
import dev.beadle.v1.CheckServiceGrpc;
import dev.beadle.v1.CheckServiceGrpc.CheckServiceBlockingStub;
import dev.beadle.v1.ExplainCapabilityRequest;
import dev.beadle.v1.StreamCheckCapabilitiesRequest;
import dev.beadle.v1.StreamCheckCapabilitiesResponse;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A client that asks a server of the demonstration site every kind of question, many times. */
final class RehearsalCaller implements AutoCloseable {
  /** Enough for the JVM to tell the methods that matter from the others. */
  private static final int ROUNDS = 200;

  private static final int BATCH = 50;

  private static final long RETRY_MILLIS = 10;
  private static final long LONGEST_START_SECONDS = 60;
  private static final long LONGEST_CALL_SECONDS = 30;

  private static final CapabilityQuestion QUESTION =
      CapabilityQuestion.newBuilder()
          .setUserId(12)
          .setCapability("mod/forum:rate")
          .setContext(Contexts.module(10))
          .build();

  private static final BatchCheckCapabilitiesRequest QUESTIONS =
      BatchCheckCapabilitiesRequest.newBuilder()
          .addAllQuestions(Collections.nCopies(BATCH, QUESTION))
          .build();

  private final ManagedChannel channel;
  private final int httpPort;

  /** Connects to a server on this machine, once it listens. */
  RehearsalCaller(int grpcPort, int httpPort) {
    this.channel = CommandChannel.to("127.0.0.1:" + grpcPort);
    this.httpPort = httpPort;
  }

  /** Waits until the server answers, and asks. */
  void askEverything() throws IOException, InterruptedException {
    awaitAnswer();
    CheckCapabilityMatrixRequest matrix =
        CheckCapabilityMatrixRequest.newBuilder()
            .setUserId(QUESTION.getUserId())
            .addAllContexts(Collections.nCopies(BATCH, QUESTION.getContext()))
            .addCapabilities(QUESTION.getCapability())
            .build();
    for (int i = 0; i < ROUNDS; i++) {
      var _ = stub().checkCapability(single());
      var _ = stub().batchCheckCapabilities(QUESTIONS);
      var _ = stub().checkCapabilityMatrix(matrix);
    }
    var _ =
        stub()
            .explainCapability(ExplainCapabilityRequest.newBuilder().setQuestion(QUESTION).build());
    converse();
    var _ =
        HealthGrpc.newBlockingStub(channel)
            .withDeadlineAfter(LONGEST_CALL_SECONDS, TimeUnit.SECONDS)
            .check(HealthCheckRequest.getDefaultInstance());
    read("readyz");
    read("metrics");
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  /** Waits until the server answers checks. */
  void awaitAnswer() throws InterruptedException {
    long giveUpAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_START_SECONDS);
    while (true) {
      try {
        var _ =
            stub()
                .withWaitForReady()
                .withDeadlineAfter(LONGEST_START_SECONDS, TimeUnit.SECONDS)
                .checkCapability(single());
        return;
      } catch (StatusRuntimeException early) {
        boolean isLoading = early.getStatus().getCode() == Status.Code.UNAVAILABLE;
        if (!isLoading || System.nanoTime() > giveUpAt) {
          throw early;
        }
        Thread.sleep(RETRY_MILLIS);
      }
    }
  }

  private void converse() throws InterruptedException {
    var ended = new CountDownLatch(1);
    var answers =
        new StreamObserver<StreamCheckCapabilitiesResponse>() {
          @Override
          public void onNext(StreamCheckCapabilitiesResponse answer) {}

          @Override
          public void onError(Throwable failure) {
            ended.countDown();
          }

          @Override
          public void onCompleted() {
            ended.countDown();
          }
        };
    StreamObserver<StreamCheckCapabilitiesRequest> questions =
        CheckServiceGrpc.newStub(channel)
            .withDeadlineAfter(LONGEST_CALL_SECONDS, TimeUnit.SECONDS)
            .streamCheckCapabilities(answers);
    StreamCheckCapabilitiesRequest batch =
        StreamCheckCapabilitiesRequest.newBuilder().setBatch(QUESTIONS).build();
    List.of(batch, batch).forEach(questions::onNext);
    questions.onCompleted();
    ended.await();
  }

  private void read(String page) throws IOException {
    try (InputStream body =
        URI.create("http://127.0.0.1:" + httpPort + "/" + page).toURL().openStream()) {
      var _ = body.transferTo(OutputStream.nullOutputStream());
    }
  }

  private CheckServiceBlockingStub stub() {
    return CheckServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(LONGEST_CALL_SECONDS, TimeUnit.SECONDS);
  }

  private static CheckCapabilityRequest single() {
    return CheckCapabilityRequest.newBuilder().setQuestion(QUESTION).build();
  }
}
