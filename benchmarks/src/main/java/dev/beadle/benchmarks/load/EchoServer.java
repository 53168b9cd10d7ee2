package dev.beadle.benchmarks.load;

import static java.util.Objects.requireNonNull;

import dev.beadle.v1.CheckServiceGrpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The ceiling: what the same gRPC stack does when nothing is asked of it. It listens exactly as
 * Beadle does (transport, direct executor, bounds, keep-alive), under the names of Beadle's check
 * methods. It reads the whole request into one array of bytes, does not decode it, and answers with
 * bytes that it was given beforehand. No interceptor, no metric. The plain one differs in what it
 * takes messages for. Thread-safe.
 */
final class EchoServer implements AutoCloseable {
  private static final int MAX_MESSAGE_BYTES = 4 << 20;
  private static final int MAX_CALLS_PER_CONNECTION = 1_000;

  private final Form form;
  private final Map<String, byte[]> responses = new ConcurrentHashMap<>();
  private final Map<String, PlainEcho<?, ?>> plain = new ConcurrentHashMap<>();
  private final List<Server> servers = new ArrayList<>();

  /** What it takes messages for. */
  enum Form {
    /** Bytes. */
    BYTES,
    /** Messages of the generated code: {@link PlainEcho}. */
    MESSAGES
  }

  private EchoServer(Form form) {
    this.form = form;
  }

  /**
   * Starts to listen.
   *
   * @param port a TCP port of the loopback address
   * @param socket where a Unix domain socket is made
   */
  static EchoServer start(Form form, int port, Path socket) throws IOException {
    var echo = new EchoServer(form);
    echo.listen(
        NettyServerBuilder.forAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
    int threads = Runtime.getRuntime().availableProcessors();
    echo.listen(
        NettyServerBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
            .channelType(EpollServerDomainSocketChannel.class)
            .bossEventLoopGroup(new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()))
            .workerEventLoopGroup(
                new MultiThreadIoEventLoopGroup(threads, EpollIoHandler.newFactory())));
    return echo;
  }

  /** What is answered to a method from now on. */
  void answer(String fullMethodName, byte[] response) {
    switch (form) {
      case BYTES -> responses.put(fullMethodName, response);
      case MESSAGES -> requireNonNull(plain.get(fullMethodName)).answer(response);
    }
  }

  @Override
  public void close() {
    servers.forEach(Server::shutdownNow);
  }

  private void listen(NettyServerBuilder builder) throws IOException {
    Server server =
        builder
            .directExecutor()
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
            .permitKeepAliveTime(10, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .keepAliveTime(60, TimeUnit.SECONDS)
            .keepAliveTimeout(20, TimeUnit.SECONDS)
            .addService(service())
            .build();
    server.start();
    servers.add(server);
  }

  private ServerServiceDefinition service() {
    List<ServerMethodDefinition<?, ?>> methods = new ArrayList<>();
    for (MethodDescriptor<?, ?> method : CheckServiceGrpc.getServiceDescriptor().getMethods()) {
      methods.add(
          switch (form) {
            case BYTES -> ServerMethodDefinition.create(Bytes.method(method), this::startCall);
            case MESSAGES -> plain(method);
          });
    }
    ServiceDescriptor.Builder descriptor =
        ServiceDescriptor.newBuilder(CheckServiceGrpc.getServiceDescriptor().getName());
    methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
    ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(descriptor.build());
    methods.forEach(service::addMethod);
    return service.build();
  }

  private ServerMethodDefinition<?, ?> plain(MethodDescriptor<?, ?> method) {
    return plain
        .computeIfAbsent(method.getFullMethodName(), _ -> new PlainEcho<>(method))
        .definition();
  }

  private ServerCall.Listener<byte[]> startCall(ServerCall<byte[], byte[]> call, Metadata headers) {
    String name = call.getMethodDescriptor().getFullMethodName();
    byte[] response = responses.get(name);
    if (response == null) {
      call.close(Status.UNIMPLEMENTED.withDescription("no response is known yet"), new Metadata());
      return new ServerCall.Listener<>() {};
    }
    if (call.getMethodDescriptor().getType() == MethodDescriptor.MethodType.BIDI_STREAMING) {
      call.request(1);
      return new EachMessage(call, response);
    }
    call.request(2);
    return new OneMessage(call, response);
  }

  /** Answers when the caller has said all, as generated code does. */
  private static final class OneMessage extends ServerCall.Listener<byte[]> {
    private final ServerCall<byte[], byte[]> call;
    private final byte[] response;

    OneMessage(ServerCall<byte[], byte[]> call, byte[] response) {
      this.call = call;
      this.response = response;
    }

    @Override
    public void onHalfClose() {
      call.sendHeaders(new Metadata());
      call.sendMessage(response);
      call.close(Status.OK, new Metadata());
    }
  }

  private static final class EachMessage extends ServerCall.Listener<byte[]> {
    private final ServerCall<byte[], byte[]> call;
    private final byte[] response;
    private boolean isBegun;

    EachMessage(ServerCall<byte[], byte[]> call, byte[] response) {
      this.call = call;
      this.response = response;
    }

    @Override
    public void onMessage(byte[] message) {
      if (!isBegun) {
        isBegun = true;
        call.sendHeaders(new Metadata());
      }
      call.sendMessage(response);
      call.request(1);
    }

    @Override
    public void onHalfClose() {
      call.close(Status.OK, new Metadata());
    }
  }
}
