package dev.beadle.server.grpc;

import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.util.UUID;

/** Services without a wire: for commands that load a site themselves. Thread-safe. */
public final class LocalChannel implements AutoCloseable {
  private final Server server;
  private final ManagedChannel channel;

  private LocalChannel(Server server, ManagedChannel channel) {
    this.server = server;
    this.channel = channel;
  }

  /** Starts to serve within this process. */
  public static LocalChannel to(BindableService... services) {
    String name = UUID.randomUUID().toString();
    try {
      InProcessServerBuilder builder = InProcessServerBuilder.forName(name).directExecutor();
      for (BindableService service : services) {
        builder.addService(service);
      }
      Server server = builder.build();
      return new LocalChannel(
          server.start(), InProcessChannelBuilder.forName(name).directExecutor().build());
    } catch (IOException impossible) {
      throw new IllegalStateException("a random name is taken", impossible);
    }
  }

  /** What a client asks over. */
  public ManagedChannel channel() {
    return channel;
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
  }
}
