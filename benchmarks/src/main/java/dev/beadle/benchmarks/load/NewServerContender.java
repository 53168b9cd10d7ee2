package dev.beadle.benchmarks.load;

import java.util.function.Supplier;

/** A server that is started anew for every round, and asked from its first moment on. */
final class NewServerContender implements Contender {
  private final String name;
  private final Supplier<ServerProcess> starting;
  private final Requests requests;
  private final WireContender.Pace pace;

  NewServerContender(
      String name, Supplier<ServerProcess> starting, Requests requests, WireContender.Pace pace) {
    this.name = name;
    this.starting = starting;
    this.requests = requests;
    this.pace = pace;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Sample run(long nanos) throws InterruptedException {
    try (ServerProcess server = starting.get();
        var asking =
            new WireContender(
                new WireContender.Address(name, server.tcpTarget()), requests, pace, server::use)) {
      return asking.run(nanos);
    }
  }

  @Override
  public void close() {
    // Each round has closed what it opened.
  }
}
