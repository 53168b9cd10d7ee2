package dev.beadle.server.grpc;

import dev.beadle.server.telemetry.CheckMetrics;
import dev.beadle.server.telemetry.CheckMetrics.Refusal;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A service whose calls are counted while they last, which drops what answers that come from other
 * threads than the transport's say to callers who have gone, and which answers bytes that are no
 * message with INVALID_ARGUMENT, where gRPC by itself would say that the server failed.
 */
final class GuardedService {
  private final InFlight inFlight;
  private final CheckMetrics metrics;

  private GuardedService(InFlight inFlight, CheckMetrics metrics) {
    this.inFlight = inFlight;
    this.metrics = metrics;
  }

  static ServerServiceDefinition of(
      ServerServiceDefinition service, InFlight inFlight, CheckMetrics metrics) {
    var guard = new GuardedService(inFlight, metrics);
    var methods = service.getMethods().stream().map(guard::guarded).toList();
    ServiceDescriptor old = service.getServiceDescriptor();
    ServiceDescriptor.Builder descriptor =
        ServiceDescriptor.newBuilder(old.getName()).setSchemaDescriptor(old.getSchemaDescriptor());
    methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
    ServerServiceDefinition.Builder builder = ServerServiceDefinition.builder(descriptor.build());
    methods.forEach(builder::addMethod);
    return builder.build();
  }

  private <Q, A> ServerMethodDefinition<Q, A> guarded(ServerMethodDefinition<Q, A> method) {
    MethodDescriptor<Q, A> descriptor = method.getMethodDescriptor();
    ServerCallHandler<Q, A> handler = method.getServerCallHandler();
    // Answers there and then, but for those that it sees to itself: see docs/decisions.md.
    boolean isAtOnce = handler instanceof OneAnswerHandler;
    return ServerMethodDefinition.create(
        descriptor.toBuilder(
                new TolerantMarshaller<>(descriptor.getRequestMarshaller()),
                descriptor.getResponseMarshaller())
            .build(),
        (call, headers) -> {
          inFlight.begin();
          ServerCall<Q, A> answered = isAtOnce ? call : new LiveCall<>(call);
          return new GuardedListener<>(call, handler.startCall(answered, headers));
        });
  }

  /** Gives null for bytes that are no message: what a marshaller throws counts as our failure. */
  private record TolerantMarshaller<T>(Marshaller<T> marshaller) implements Marshaller<T> {
    @Override
    public InputStream stream(T value) {
      return marshaller.stream(value);
    }

    @Override
    // gRPC hands on whatever a marshaller gives; only GuardedListener sees the null.
    @SuppressWarnings("NullAway")
    public T parse(InputStream stream) {
      try {
        return marshaller.parse(stream);
      } catch (StatusRuntimeException noMessage) {
        return null;
      }
    }
  }

  private final class GuardedListener<Q, A> extends SimpleForwardingServerCallListener<Q> {
    private final ServerCall<Q, A> call;
    private boolean isRefused;

    GuardedListener(ServerCall<Q, A> call, Listener<Q> listener) {
      super(listener);
      this.call = call;
    }

    @Override
    public void onMessage(@Nullable Q message) {
      if (isRefused) {
        return;
      }
      if (message == null) {
        isRefused = true;
        metrics.recordRefusal(Refusal.INVALID_ARGUMENT);
        call.close(StatusMapper.noMessage(), new Metadata());
      } else {
        super.onMessage(message);
      }
    }

    @Override
    public void onHalfClose() {
      if (!isRefused) {
        super.onHalfClose();
      }
    }

    @Override
    public void onCancel() {
      inFlight.end();
      super.onCancel();
    }

    @Override
    public void onComplete() {
      inFlight.end();
      super.onComplete();
    }
  }
}
