package dev.beadle.client.internal.wire;

import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Metadata;

/** The one request of a call. Stateless. */
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
}
