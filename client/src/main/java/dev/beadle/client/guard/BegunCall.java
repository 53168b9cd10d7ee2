package dev.beadle.client.guard;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ServerCall;

/**
 * A call whose first message was asked for before its method began: the method's own first request
 * is done already. One thread at a time, as gRPC demands of whoever asks for messages.
 */
final class BegunCall<Q, R> extends SimpleForwardingServerCall<Q, R> {
  private boolean isFirstDone = true;

  BegunCall(ServerCall<Q, R> call) {
    super(call);
  }

  /** Asks for the first message. */
  void requestFirst() {
    super.request(1);
  }

  @Override
  public void request(int messages) {
    int more = messages;
    if (isFirstDone && messages > 0) {
      isFirstDone = false;
      more--;
    }
    if (more != 0) {
      super.request(more);
    }
  }
}
