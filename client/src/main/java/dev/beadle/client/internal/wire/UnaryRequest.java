package dev.beadle.client.internal.wire;

import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Metadata;

/** Calls with one request: their beginning and their end. Stateless. */
public final class UnaryRequest {
  private UnaryRequest() {}

  /** Starts a call in the context in which it was made, and sends it its request, and no other. */
  public static <Q, R> void send(
      Context context, ClientCall<Q, R> call, ClientCall.Listener<R> listener, Q request) {
    context.run(() -> {
      call.start(listener, new Metadata());
      // A second answer has to be seen to be refused, and the end must not wait to be asked for.
      call.request(2);
      call.sendMessage(request);
      call.halfClose();
    });
  }

  /** Ends a call that is needed no longer, or could be started only half. Never throws. */
  public static void cancel(ClientCall<?, ?> call) {
    try {
      call.cancel("no longer needed", null);
    } catch (RuntimeException | Error unexpected) {
      Trouble.tell("a call could not be cancelled", unexpected);
    }
  }
}
