package dev.beadle.benchmarks.load;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.util.concurrent.TimeUnit;

/** Connections. Stateless and so thread-safe. */
final class Channels {
  private static final int MAX_INBOUND_BYTES = 64 << 20;
  private static final long CLOSING_MILLIS = 2_000;

  private Channels() {}

  /** Connects, when first used, to {@code host:port} or {@code unix:PATH}. */
  static ManagedChannel open(String target) {
    return configured(Grpc.newChannelBuilder(target, InsecureChannelCredentials.create())).build();
  }

  /** As all connections of the load are: answers are taken on the transport's thread. */
  static ManagedChannelBuilder<?> configured(ManagedChannelBuilder<?> builder) {
    return builder.directExecutor().maxInboundMessageSize(MAX_INBOUND_BYTES);
  }

  /** Ends a connection and waits for its end. */
  static void close(ManagedChannel channel) {
    channel.shutdownNow();
    try {
      var _ = channel.awaitTermination(CLOSING_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
