package dev.beadle.server.config;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the server listens, and how it treats connections.
 *
 * @param host the address of the TCP ports
 * @param grpcPort the gRPC port; 0 takes a free one
 * @param httpPort the HTTP port; 0 takes a free one
 * @param unixSocket the path of the Unix domain socket, or null for none
 * @param maxMessageBytes the largest request
 * @param maxCallsPerConnection calls in flight on one connection
 * @param drainTime how long calls in flight may take to end when the server stops
 */
public record ListenConfig(
    String host,
    int grpcPort,
    int httpPort,
    @Nullable Path unixSocket,
    int maxMessageBytes,
    int maxCallsPerConnection,
    Duration drainTime) {
  /** The gRPC port unless set otherwise. */
  public static final int DEFAULT_GRPC_PORT = 7460;

  /** The HTTP port unless set otherwise. */
  public static final int DEFAULT_HTTP_PORT = 7461;

  public ListenConfig {
    requirePort(grpcPort, "grpc-port");
    requirePort(httpPort, "http-port");
    if (httpPort == grpcPort && httpPort != 0) {
      throw new IllegalArgumentException(
          "http-port: " + httpPort + " (expected: another than grpc-port)");
    }
    if (maxMessageBytes < 1024) {
      throw new IllegalArgumentException(
          "max-message-bytes: " + maxMessageBytes + " (expected: at least 1024)");
    }
    if (maxCallsPerConnection < 1) {
      throw new IllegalArgumentException(
          "max-calls-per-connection: " + maxCallsPerConnection + " (expected: at least 1)");
    }
    if (drainTime.isNegative()) {
      throw new IllegalArgumentException("drain-seconds: must not be negative");
    }
  }

  private static void requirePort(int port, String name) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(name + ": " + port + " (expected: 0 to 65535)");
    }
  }
}
