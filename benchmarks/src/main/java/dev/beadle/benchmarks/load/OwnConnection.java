package dev.beadle.benchmarks.load;

import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ScheduledExecutorService;

/**
 * A connection with a thread of its own. What is asked on that thread goes out without being handed
 * over, which costs more than the question. Thread-safe.
 */
final class OwnConnection implements AutoCloseable {
  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("load", true), EpollIoHandler.newFactory());
  private final ManagedChannel channel;

  private OwnConnection(String target) {
    Class<? extends Channel> type =
        target.startsWith("unix:") ? EpollDomainSocketChannel.class : EpollSocketChannel.class;
    this.channel =
        Channels.configured(
                NettyChannelBuilder.forTarget(target, InsecureChannelCredentials.create())
                    .eventLoopGroup(loop)
                    .channelType(type))
            .build();
  }

  /** Connects, when first used, to {@code host:port} or {@code unix:PATH}. */
  static OwnConnection to(String target) {
    return new OwnConnection(target);
  }

  ManagedChannel channel() {
    return channel;
  }

  /** The thread that answers come on. */
  ScheduledExecutorService thread() {
    return loop;
  }

  @Override
  public void close() {
    Channels.close(channel);
    var _ = loop.shutdownGracefully();
  }
}
