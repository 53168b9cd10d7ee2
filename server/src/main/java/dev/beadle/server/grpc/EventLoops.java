package dev.beadle.server.grpc;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import io.grpc.netty.shaded.io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Threads of the transport that end when they are told. A JVM that ends waits 0.3 s for threads
 * that are in native code; those that gRPC shares out wait there for their next event, until a
 * second after the last connection was closed. Linux's epoll where there is one.
 */
public final class EventLoops {
  /** Netty's own number: two for each processor, unless its property says otherwise. */
  public static final int USUAL_NUMBER = 0;

  private static final long LONGEST_END_MILLIS = 100;

  private EventLoops() {}

  /**
   * Makes threads, which start when they are first needed.
   *
   * @param name what their names begin with
   */
  public static EventLoopGroup of(String name, int threads) {
    return new MultiThreadIoEventLoopGroup(
        threads,
        new DefaultThreadFactory(name, true),
        Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }

  /** What listens on a TCP port by such threads. */
  public static Class<? extends ServerChannel> tcpListener() {
    return Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  /** What connects to a TCP port by such threads. */
  public static Class<? extends Channel> tcpConnection() {
    return Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  /**
   * Ends threads, with the connections that they still have, and waits for it.
   *
   * @return whether all had ended after 0.1 s
   */
  public static boolean end(EventLoopGroup... groups) {
    List<? extends Future<?>> ends =
        Stream.of(groups)
            .map(group -> group.shutdownGracefully(0, LONGEST_END_MILLIS, TimeUnit.MILLISECONDS))
            .toList();
    long giveUpAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LONGEST_END_MILLIS);
    boolean allEnded = true;
    for (Future<?> end : ends) {
      long left = Math.max(0, giveUpAt - System.nanoTime());
      allEnded &= end.awaitUninterruptibly(left, TimeUnit.NANOSECONDS);
    }
    return allEnded;
  }
}
