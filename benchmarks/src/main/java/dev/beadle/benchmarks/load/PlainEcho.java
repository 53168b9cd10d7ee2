package dev.beadle.benchmarks.load;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;

/**
 * A method of the plain echo, as gRPC's generated code makes it. A request is decoded into its
 * messages, of which nothing is looked at, and the response is a message that is encoded each time.
 * The message itself is made once, which a service that answers would do anew. Thread-safe.
 */
final class PlainEcho<Q, A> {
  private final MethodDescriptor<Q, A> method;
  private volatile A response;

  /** Answers with an empty message, until told otherwise. */
  PlainEcho(MethodDescriptor<Q, A> method) {
    this.method = method;
    this.response = decoded(new byte[0]);
  }

  /** What is answered from now on. */
  void answer(byte[] encoded) {
    response = decoded(encoded);
  }

  /** The method as a server takes it. */
  ServerMethodDefinition<Q, A> definition() {
    ServerCallHandler<Q, A> handler =
        method.getType() == MethodType.BIDI_STREAMING
            ? ServerCalls.asyncBidiStreamingCall(EachMessage::new)
            : ServerCalls.asyncUnaryCall(this::answerOnce);
    return ServerMethodDefinition.create(method, handler);
  }

  private void answerOnce(Q unread, StreamObserver<A> observer) {
    observer.onNext(response);
    observer.onCompleted();
  }

  private A decoded(byte[] bytes) {
    return method.parseResponse(new ByteArrayInputStream(bytes));
  }

  private final class EachMessage implements StreamObserver<Q> {
    private final StreamObserver<A> observer;

    EachMessage(StreamObserver<A> observer) {
      this.observer = observer;
    }

    @Override
    public void onNext(Q unread) {
      observer.onNext(response);
    }

    @Override
    public void onError(Throwable gone) {
      // The caller has gone: there is nobody to answer.
    }

    @Override
    public void onCompleted() {
      observer.onCompleted();
    }
  }
}
