package dev.beadle.client;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Services of this process and channels to them, which end together. For one thread. */
final class InProcess implements AutoCloseable {
  private final List<Runnable> open = new ArrayList<>();

  ManagedChannel channelTo(ServerServiceDefinition service) throws IOException {
    String name = UUID.randomUUID().toString();
    Server server =
        InProcessServerBuilder.forName(name).directExecutor().addService(service).build().start();
    open.add(server::shutdownNow);
    ManagedChannel channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    open.add(channel::shutdownNow);
    return channel;
  }

  @Override
  public void close() {
    open.forEach(Runnable::run);
  }
}
