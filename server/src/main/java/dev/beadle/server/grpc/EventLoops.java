package dev.beadle.server.grpc;

import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import io.grpc.netty.shaded.io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Threads of the transport that end when they are told. A JVM that ends waits 0.3 s for threads
 * that are in native code; those that gRPC shares out wait there for their next event, until a
 * second after the last connection was closed.
 */
public final class EventLoops {
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

  /** Ends threads whose connections are closed, and waits for it, for 0.1 s at most. */
  public static void end(List<EventLoopGroup> groups) {
    List<? extends Future<?>> ends =
        groups.stream()
            .map(group -> group.shutdownGracefully(0, LONGEST_END_MILLIS, TimeUnit.MILLISECONDS))
            .toList();
    ends.forEach(end -> end.awaitUninterruptibly(LONGEST_END_MILLIS));
  }
}
