package dev.beadle.server.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;

/**
 * A call that may be answered off the transport's threads: what comes when its caller has gone is
 * dropped, since those threads may have ended meanwhile, with the server.
 */
final class LiveCall<Q, A> extends SimpleForwardingServerCall<Q, A> {
  // Whether gRPC keeps an answer, which it does until the call is closed if it is the only one.
  private boolean isKept;

  LiveCall(ServerCall<Q, A> call) {
    super(call);
  }

  @Override
  public void sendHeaders(Metadata headers) {
    if (!isCancelled()) {
      super.sendHeaders(headers);
    }
  }

  @Override
  public void sendMessage(A message) {
    if (!isCancelled()) {
      isKept = getMethodDescriptor().getType().serverSendsOneMessage();
      super.sendMessage(message);
    }
  }

  @Override
  public void close(Status status, Metadata trailers) {
    if (isKept || !isCancelled()) {
      super.close(status, trailers);
    }
  }
}
