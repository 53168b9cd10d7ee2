package dev.beadle.client.guard;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Ends a call with the status that a method throws, which gRPC would make UNKNOWN. What else a
 * method throws is gRPC's matter. One event at a time, as gRPC hands them on.
 */
final class ThrownStatus<Q> extends SimpleForwardingServerCallListener<Q> {
  private static final Logger LOG = System.getLogger(ThrownStatus.class.getName());

  private final ServerCall<Q, ?> call;

  ThrownStatus(ServerCall<Q, ?> call, ServerCall.Listener<Q> method) {
    super(method);
    this.call = call;
  }

  @Override
  public void onMessage(Q message) {
    try {
      super.onMessage(message);
    } catch (StatusRuntimeException thrown) {
      end(call, thrown);
    }
  }

  @Override
  public void onHalfClose() {
    try {
      super.onHalfClose();
    } catch (StatusRuntimeException thrown) {
      end(call, thrown);
    }
  }

  /** Ends a call, unless it has ended, with what a method threw. */
  static void end(ServerCall<?, ?> call, Throwable thrown) {
    Status status = Status.UNKNOWN.withDescription("the method failed").withCause(thrown);
    Metadata trailers = new Metadata();
    if (thrown instanceof StatusRuntimeException told) {
      status = told.getStatus();
      trailers = CapabilityGuard.trailersOf(told);
    } else {
      LOG.log(
          Level.ERROR,
          "a guarded method failed: " + call.getMethodDescriptor().getFullMethodName(),
          thrown);
    }
    try {
      call.close(status, trailers);
    } catch (IllegalStateException _) {
      // The method has ended it before it threw.
    }
  }
}
