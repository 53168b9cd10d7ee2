package dev.beadle.server.cli;

import dev.beadle.server.grpc.EventLoops;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import java.util.List;

/** A connection for one command, whose one thread ends with the process: see {@link EventLoops}. */
final class CommandChannel {
  private static final int MAX_INBOUND_BYTES = 64 << 20;

  private CommandChannel() {}

  /**
   * Opens a connection, the caller's to close.
   *
   * @param target {@code HOST:PORT} or {@code unix:PATH}
   * @throws IllegalArgumentException if it is neither
   */
  static ManagedChannel to(String target) {
    EventLoopGroup loop = EventLoops.of("beadle-command", 1);
    NettyChannelBuilder builder =
        NettyChannelBuilder.forTarget(target, InsecureChannelCredentials.create())
            .maxInboundMessageSize(MAX_INBOUND_BYTES)
            .eventLoopGroup(loop);
    if (target.startsWith("unix:")) {
      builder.channelType(EpollDomainSocketChannel.class, DomainSocketAddress.class);
    } else {
      builder.channelType(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class);
    }
    ManagedChannel channel = builder.build();
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().unstarted(() -> EventLoops.end(List.of(loop))));
    return channel;
  }
}
