package dev.beadle.server.grpc;

import dev.beadle.server.config.ListenConfig;
import dev.beadle.server.telemetry.CheckMetrics;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening side of gRPC: a TCP port and, if wanted, a Unix domain socket, with health and
 * reflection. All services run on the transport's threads: see {@link CheckService}. Thread-safe.
 */
public final class GrpcServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GrpcServer.class);

  /** A client that pings more often than this is cut off. */
  private static final Duration LEAST_KEEP_ALIVE = Duration.ofSeconds(10);

  /** A silent connection is probed after this time, and dropped when it stays silent. */
  private static final Duration PROBE_AFTER = Duration.ofSeconds(60);

  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(20);

  /** How long a connection without calls may take to end when the server stops. */
  private static final Duration FAREWELL = Duration.ofMillis(250);

  private final ListenConfig config;
  private final InFlight inFlight = new InFlight();
  private final HealthStatusManager health = new HealthStatusManager();
  private final List<String> serviceNames = new ArrayList<>();
  private final List<Server> servers = new ArrayList<>();
  private final EventLoopGroup boss = EventLoops.of("beadle-accept", 1);

  /** Fewer would answer fewer calls (docs/decisions.md). */
  private final EventLoopGroup workers = EventLoops.of("beadle-calls", EventLoops.USUAL_NUMBER);

  private @Nullable UnixSocket unixSocket;

  private GrpcServer(ListenConfig config) {
    this.config = config;
  }

  /**
   * Starts to listen. Health is NOT_SERVING until {@link #setServing}.
   *
   * @param services run on the transport's threads: they must not block them
   * @param metrics counts what is refused before it reaches a service
   * @throws IOException if an address cannot be listened on; nothing is left behind then
   */
  public static GrpcServer start(
      ListenConfig config, List<BindableService> services, CheckMetrics metrics)
      throws IOException {
    var server = new GrpcServer(config);
    try {
      List<ServerServiceDefinition> guarded = new ArrayList<>();
      for (BindableService service : services) {
        ServerServiceDefinition bound = service.bindService();
        server.serviceNames.add(bound.getServiceDescriptor().getName());
        guarded.add(GuardedService.of(bound, server.inFlight, metrics));
      }
      server.setServing(false);
      server.startTcp(guarded);
      Path socket = config.unixSocket();
      if (socket != null) {
        server.startUnix(guarded, socket);
      }
      return server;
    } catch (IOException | RuntimeException | Error refused) {
      server.close();
      throw refused;
    }
  }

  /** The TCP port that it listens on. */
  public int port() {
    return servers.getFirst().getPort();
  }

  /** Tells the health service whether the services answer. */
  public void setServing(boolean isServing) {
    ServingStatus status = isServing ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
    serviceNames.forEach(name -> health.setStatus(name, status));
  }

  /**
   * Drains: health turns NOT_SERVING for good, new calls are refused, calls in flight may end
   * within the drain time, the rest is cut off.
   */
  @Override
  public void close() {
    health.enterTerminalState();
    servers.forEach(Server::shutdown);
    try {
      if (!inFlight.awaitNone(config.drainTime())) {
        LOG.warn("calls were still in flight at the end of the drain time: cut off");
      }
      for (Server server : servers) {
        awaitFarewell(server);
      }
    } catch (InterruptedException _) {
      servers.forEach(Server::shutdownNow);
      Thread.currentThread().interrupt();
    }
    if (!EventLoops.end(boss, workers)) {
      LOG.warn("threads of the transport did not end in time: left behind");
    }
    removeUnixSocket();
  }

  /** Lets connections end by themselves; who only watches the health would stay for ever. */
  private static void awaitFarewell(Server server) throws InterruptedException {
    if (!server.awaitTermination(FAREWELL.toNanos(), TimeUnit.NANOSECONDS)) {
      server.shutdownNow();
      server.awaitTermination(FAREWELL.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void startTcp(List<ServerServiceDefinition> services) throws IOException {
    var address = new InetSocketAddress(config.host(), config.grpcPort());
    if (address.isUnresolved()) {
      throw new IOException("unknown host `" + config.host() + "`");
    }
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address).channelType(EventLoops.tcpListener());
    Server server = configured(builder, services).build();
    // Even one that cannot start has to be shut down: gRPC keeps what is built.
    servers.add(server);
    try {
      server.start();
    } catch (IOException refused) {
      throw new IOException(
          "grpc-port " + config.grpcPort() + ": " + refused.getMessage(), refused);
    }
  }

  private void startUnix(List<ServerServiceDefinition> services, Path place) throws IOException {
    if (!Epoll.isAvailable()) {
      throw new IOException("Unix domain sockets need Linux's epoll", Epoll.unavailabilityCause());
    }
    UnixSocket socket = UnixSocket.prepare(place);
    unixSocket = socket;
    var address = new DomainSocketAddress(socket.bindingPlace().toFile());
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address).channelType(EpollServerDomainSocketChannel.class);
    Server server = configured(builder, services).build();
    servers.add(server);
    server.start();
    socket.publish();
  }

  private NettyServerBuilder configured(
      NettyServerBuilder builder, List<ServerServiceDefinition> services) {
    return builder
        .bossEventLoopGroup(boss)
        .workerEventLoopGroup(workers)
        // Checks take less time than a hand-over between threads. Nothing may wait on it.
        .directExecutor()
        .maxInboundMessageSize(config.maxMessageBytes())
        .maxConcurrentCallsPerConnection(config.maxCallsPerConnection())
        .permitKeepAliveTime(LEAST_KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS)
        .permitKeepAliveWithoutCalls(true)
        .keepAliveTime(PROBE_AFTER.toSeconds(), TimeUnit.SECONDS)
        .keepAliveTimeout(PROBE_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
        .addServices(services)
        .addService(health.getHealthService())
        .addService(ProtoReflectionServiceV1.newInstance());
  }

  private void removeUnixSocket() {
    UnixSocket socket = unixSocket;
    if (socket != null) {
      try {
        socket.remove();
      } catch (IOException unremovable) {
        LOG.warn("the socket could not be removed: {}", unremovable.toString());
      }
    }
  }
}
