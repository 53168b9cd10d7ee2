package dev.beadle.server.cli;

import dev.beadle.server.grpc.EventLoops;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * A channel for one command, with a thread of its own that ends with it: see {@link EventLoops}.
 * Thread-safe.
 */
final class CommandChannel extends ManagedChannel {
  private static final int MAX_INBOUND_BYTES = 64 << 20;
  private static final String UNIX = "unix:";

  private final ManagedChannel channel;
  private final EventLoopGroup thread;

  private CommandChannel(ManagedChannel channel, EventLoopGroup thread) {
    this.channel = channel;
    this.thread = thread;
  }

  /**
   * Opens a channel, the caller's to close: by {@link #shutdownNow}, or by {@link #shutdown} and
   * {@link #awaitTermination}.
   *
   * @param target {@code HOST:PORT} or {@code unix:PATH}
   * @throws IllegalArgumentException if it is neither, or there are no Unix sockets here
   */
  static ManagedChannel to(String target) {
    boolean isUnix = target.regionMatches(true, 0, UNIX, 0, UNIX.length());
    if (isUnix && !Epoll.isAvailable()) {
      throw new IllegalArgumentException("Unix domain sockets need Linux's epoll");
    }
    EventLoopGroup thread = EventLoops.of("beadle-command", 1);
    try {
      NettyChannelBuilder builder =
          NettyChannelBuilder.forTarget(target, InsecureChannelCredentials.create())
              .maxInboundMessageSize(MAX_INBOUND_BYTES)
              .eventLoopGroup(thread);
      if (isUnix) {
        builder.channelType(EpollDomainSocketChannel.class, DomainSocketAddress.class);
      } else {
        builder.channelType(EventLoops.tcpConnection(), InetSocketAddress.class);
      }
      return new CommandChannel(builder.build(), thread);
    } catch (IllegalArgumentException malformed) {
      var _ = EventLoops.end(thread);
      throw malformed;
    }
  }

  @Override
  public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
    return channel.newCall(method, options);
  }

  @Override
  public String authority() {
    return channel.authority();
  }

  @Override
  public ManagedChannel shutdown() {
    channel.shutdown();
    return this;
  }

  @Override
  public ManagedChannel shutdownNow() {
    channel.shutdownNow();
    var _ = EventLoops.end(thread);
    return this;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    boolean isTerminated = channel.awaitTermination(timeout, unit);
    if (isTerminated) {
      var _ = EventLoops.end(thread);
    }
    return isTerminated;
  }

  @Override
  public boolean isShutdown() {
    return channel.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return channel.isTerminated();
  }

  @Override
  public ConnectivityState getState(boolean requestConnection) {
    return channel.getState(requestConnection);
  }

  @Override
  public void notifyWhenStateChanged(ConnectivityState source, Runnable callback) {
    channel.notifyWhenStateChanged(source, callback);
  }

  @Override
  public void resetConnectBackoff() {
    channel.resetConnectBackoff();
  }

  @Override
  public void enterIdle() {
    channel.enterIdle();
  }
}
