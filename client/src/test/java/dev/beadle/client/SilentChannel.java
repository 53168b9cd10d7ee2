package dev.beadle.client;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import java.util.concurrent.TimeUnit;

/** A channel that can do what gRPC demands of each, and nothing else: it tells no state. */
final class SilentChannel extends ManagedChannel {
  private final ManagedChannel real;

  SilentChannel(ManagedChannel real) {
    this.real = real;
  }

  @Override
  public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
    return real.newCall(method, options);
  }

  @Override
  public String authority() {
    return real.authority();
  }

  @Override
  public ManagedChannel shutdown() {
    real.shutdown();
    return this;
  }

  @Override
  public boolean isShutdown() {
    return real.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return real.isTerminated();
  }

  @Override
  public ManagedChannel shutdownNow() {
    real.shutdownNow();
    return this;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return real.awaitTermination(timeout, unit);
  }
}
