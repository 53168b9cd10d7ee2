package dev.beadle.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.telemetry.CheckMetrics;
import dev.beadle.v1.SearchServiceGrpc;
import dev.beadle.v1.WatchServiceGrpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What reaches gRPC of what a service says to a caller who goes meanwhile. */
final class GuardedServiceTest {
  /** gRPC keeps the only answer of a call in a buffer, which nothing but the end gives back. */
  @Test
  void close_callerWentAfterTheOnlyAnswer_isPassedOn() {
    var call = new RecordedCall<>(SearchServiceGrpc.getWhoCanMethod());
    ServerCall<?, ?> guarded = guarded(call);
    send(guarded);
    call.isGone = true;
    guarded.close(Status.OK, new Metadata());
    assertThat(call.said).containsExactly("message", "close");
  }

  /** Each of several answers is sent at once, and nothing is kept. */
  @Test
  void close_callerWentAfterOneOfManyAnswers_isDropped() {
    var call = new RecordedCall<>(WatchServiceGrpc.getWatchMethod());
    ServerCall<?, ?> guarded = guarded(call);
    send(guarded);
    call.isGone = true;
    send(guarded);
    guarded.close(Status.OK, new Metadata());
    assertThat(call.said).containsExactly("message");
  }

  @Test
  void everything_callerHasGone_isDropped() {
    var call = new RecordedCall<>(SearchServiceGrpc.getWhoCanMethod());
    ServerCall<?, ?> guarded = guarded(call);
    call.isGone = true;
    guarded.sendHeaders(new Metadata());
    send(guarded);
    guarded.close(Status.OK, new Metadata());
    assertThat(call.said).isEmpty();
  }

  /** The call as a service of this one method gets it. */
  private static <Q, A> ServerCall<Q, A> guarded(RecordedCall<Q, A> call) {
    List<ServerCall<Q, A>> given = new ArrayList<>();
    ServerCallHandler<Q, A> handler =
        (guarded, _) -> {
          given.add(guarded);
          return new ServerCall.Listener<>() {};
        };
    MethodDescriptor<Q, A> method = call.getMethodDescriptor();
    String service = String.valueOf(method.getServiceName());
    ServerServiceDefinition plain =
        ServerServiceDefinition.builder(service).addMethod(method, handler).build();
    start(GuardedService.of(plain, new InFlight(), new CheckMetrics()), call);
    return given.getFirst();
  }

  @SuppressWarnings("unchecked") // the service has the method of the call, and no other
  private static <Q, A> void start(ServerServiceDefinition guarded, RecordedCall<Q, A> call) {
    var handler =
        (ServerCallHandler<Q, A>) guarded.getMethods().iterator().next().getServerCallHandler();
    assertThat(handler.startCall(call, new Metadata())).isNotNull();
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // nobody looks at the message
  private static void send(ServerCall<?, ?> call) {
    ((ServerCall<?, Object>) call).sendMessage(null);
  }

  private static final class RecordedCall<Q, A> extends ServerCall<Q, A> {
    private final MethodDescriptor<Q, A> method;
    private final List<String> said = new ArrayList<>();
    private boolean isGone;

    RecordedCall(MethodDescriptor<Q, A> method) {
      this.method = method;
    }

    @Override
    public void request(int messages) {}

    @Override
    public void sendHeaders(Metadata headers) {
      said.add("headers");
    }

    @Override
    public void sendMessage(@Nullable A message) {
      said.add("message");
    }

    @Override
    public void close(Status status, Metadata trailers) {
      said.add("close");
    }

    @Override
    public boolean isCancelled() {
      return isGone;
    }

    @Override
    public MethodDescriptor<Q, A> getMethodDescriptor() {
      return method;
    }
  }
}
