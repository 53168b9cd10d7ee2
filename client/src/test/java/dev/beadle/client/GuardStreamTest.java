package dev.beadle.client;

import static dev.beadle.client.GuardedService.VIEW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.client.guard.ActingUser;
import dev.beadle.client.guard.CapabilityGuard;
import dev.beadle.client.policy.RetryPolicy;
import dev.beadle.v1.CheckServiceGrpc;
import dev.beadle.v1.CheckServiceGrpc.CheckServiceImplBase;
import dev.beadle.v1.CheckServiceGrpc.CheckServiceStub;
import dev.beadle.v1.StreamCheckCapabilitiesRequest;
import dev.beadle.v1.StreamCheckCapabilitiesResponse;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A guarded method that takes a stream: whole, or ended, and never a part of it. */
final class GuardStreamTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<Context> contexts = new LinkedBlockingQueue<>();
  private final InProcess services = new InProcess();
  private FakeSidecar sidecar;
  private BeadleClient beadle;

  /** Notes what becomes of its streams. */
  private final class Noting extends CheckServiceImplBase {
    @Override
    public StreamObserver<StreamCheckCapabilitiesRequest> streamCheckCapabilities(
        StreamObserver<StreamCheckCapabilitiesResponse> observer) {
      told.add("begun");
      observer.onNext(StreamCheckCapabilitiesResponse.getDefaultInstance());
      return new StreamObserver<>() {
        @Override
        public void onNext(StreamCheckCapabilitiesRequest request) {
          told.add("message " + request.getRequestId());
        }

        @Override
        public void onError(Throwable gone) {
          told.add("cancelled");
        }

        @Override
        public void onCompleted() {
          told.add("completed");
          observer.onCompleted();
        }
      };
    }
  }

  @BeforeEach
  void start() throws Exception {
    sidecar = new FakeSidecar();
    beadle = BeadleClient.builder(sidecar.target()).retries(RetryPolicy.NONE).build();
  }

  @AfterEach
  void stop() {
    services.close();
    beadle.close();
    sidecar.close();
  }

  /** Nothing of a method that takes a stream runs before its first message may pass. */
  @Test
  void stream_firstMessage_decidesWhetherTheMethodBegins() throws Exception {
    CheckServiceStub stub = guarded(beadle);
    assertThat(ended(stub, 0).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(told).isEmpty();
    sidecar.answer(false);
    assertThat(ended(stub, 2).getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(told).isEmpty();
    sidecar.answer(true);
    assertThat(ended(stub, 3).getCode()).isEqualTo(Status.Code.OK);
    assertThat(told).containsExactly("begun", "message 1", "message 2", "message 3", "completed");
  }

  /** A stream that is over while a message is held is never taken for a whole one. */
  @Test
  void stream_overBeforeTheAnswer_isCancelled() throws Exception {
    CheckServiceStub stub = guarded(beadle.withDeadline(PATIENCE));
    CancellableContext caller = Context.current().withCancellation();
    StreamObserver<StreamCheckCapabilitiesRequest> requests =
        caller.call(() -> stub.streamCheckCapabilities(new Ending(new CompletableFuture<>())));
    requests.onNext(message(1));
    assertTold("begun", "message 1");
    sidecar.hold();
    requests.onNext(message(2));
    requests.onCompleted();
    Await.until(() -> contexts.size() == 2);
    assertThat(caller.cancel(null)).isTrue();
    Await.until(() -> contexts.stream().allMatch(Context::isCancelled));
    sidecar.release();
    assertTold("cancelled");
    assertThat(beadle.hasCapability(1, VIEW, Contexts.system())).isTrue();
    assertThat(told).isEmpty();
  }

  /** Tells how a stream ended. */
  private record Ending(CompletableFuture<Status> end)
      implements StreamObserver<StreamCheckCapabilitiesResponse> {
    @Override
    public void onNext(StreamCheckCapabilitiesResponse response) {}

    @Override
    public void onError(Throwable failed) {
      end.complete(Status.fromThrowable(failed));
    }

    @Override
    public void onCompleted() {
      end.complete(Status.OK);
    }
  }

  /** How a stream ends that sends so many messages. */
  private static Status ended(CheckServiceStub stub, int messages) throws Exception {
    var end = new CompletableFuture<Status>();
    StreamObserver<StreamCheckCapabilitiesRequest> requests =
        stub.streamCheckCapabilities(new Ending(end));
    for (int i = 1; i <= messages; i++) {
      requests.onNext(message(i));
    }
    requests.onCompleted();
    return end.get(20, TimeUnit.SECONDS);
  }

  private void assertTold(String... expected) throws InterruptedException {
    for (String one : List.of(expected)) {
      assertThat(told.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(one);
    }
  }

  private CheckServiceStub guarded(BeadleClient asked) throws Exception {
    var guard =
        CapabilityGuard.of(asked)
            .method(
                CheckServiceGrpc.getStreamCheckCapabilitiesMethod(),
                VIEW,
                request -> {
                  contexts.add(Context.current());
                  return Contexts.course(request.getRequestId());
                })
            .build();
    return CheckServiceGrpc.newStub(
        services.channelTo(
            ServerInterceptors.intercept(new Noting(), guard, ActingUser.received())));
  }

  private static StreamCheckCapabilitiesRequest message(long id) {
    return StreamCheckCapabilitiesRequest.newBuilder().setRequestId(id).build();
  }
}
