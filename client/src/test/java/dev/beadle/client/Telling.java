package dev.beadle.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells of each step of a call before it is done.
 *
 * @param step takes the method's bare name and what is about to be done
 */
record Telling(BiConsumer<String, String> step) implements ClientInterceptor {
  /** Does something before a step of each call of one method, and nothing else. */
  static Telling at(String method, String step, Runnable action) {
    return new Telling((called, what) -> {
      if (called.equals(method) && what.equals(step)) {
        action.run();
      }
    });
  }

  /** A connection whose calls are told of. */
  ManagedChannel channelTo(FakeSidecar sidecar) {
    return Grpc.newChannelBuilder(sidecar.target(), InsecureChannelCredentials.create())
        .intercept(this)
        .build();
  }

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    String name = String.valueOf(method.getBareMethodName());
    step.accept(name, "newCall");
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void start(ClientCall.Listener<R> listener, Metadata headers) {
        step.accept(name, "start");
        super.start(listener, headers);
      }

      @Override
      public boolean isReady() {
        step.accept(name, "isReady");
        return super.isReady();
      }

      @Override
      public void sendMessage(Q message) {
        step.accept(name, "sendMessage");
        super.sendMessage(message);
      }

      @Override
      public void cancel(@Nullable String message, @Nullable Throwable cause) {
        step.accept(name, "cancel");
        super.cancel(message, cause);
      }
    };
  }
}
