package dev.beadle.benchmarks.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Asks encoded messages on some connections of its own. */
final class WireContender implements Contender {
  private final String name;
  private final Requests requests;
  private final Pace pace;
  private final Supplier<ServerUse> use;
  private final List<Wire> wires = new ArrayList<>();
  private final ExecutorService waiters = Executors.newCachedThreadPool();

  /**
   * How fast is asked.
   *
   * @param inFlight in the closed loop, on all connections together
   * @param perSecond messages in the open loop; 0 is the closed one
   * @param connections at least 1
   */
  record Pace(int inFlight, double perSecond, int connections) {
    Pace {
      if (connections < 1) {
        throw new IllegalArgumentException(
            "connections: " + connections + " (expected: at least 1)");
      }
      if (!(perSecond >= 0) || Double.isInfinite(perSecond)) {
        throw new IllegalArgumentException("rate: " + perSecond + " (expected: at least 0)");
      }
      if (perSecond == 0 && (inFlight < connections || inFlight % connections != 0)) {
        throw new IllegalArgumentException(
            "in-flight: "
                + inFlight
                + " (expected: a multiple of connections, "
                + connections
                + ")");
      }
    }
  }

  /**
   * Connects when first asked.
   *
   * @param use what the server has used so far
   */
  WireContender(Address address, Requests requests, Pace pace, Supplier<ServerUse> use) {
    this.name = address.name();
    this.requests = requests;
    this.pace = pace;
    this.use = use;
    for (int i = 0; i < pace.connections(); i++) {
      wires.add(wire(address.target(), requests));
    }
  }

  /** A server's name in reports, and where it listens. */
  record Address(String name, String target) {}

  /** A connection that fits the method. */
  static Wire wire(String target, Requests requests) {
    OwnConnection connection = OwnConnection.to(target);
    return switch (requests.method().getType()) {
      case BIDI_STREAMING -> new StreamWire(connection, requests.method());
      case UNARY, CLIENT_STREAMING, SERVER_STREAMING, UNKNOWN ->
          new UnaryWire(connection, requests.method());
    };
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Sample run(long nanos) throws InterruptedException {
    ServerUse before = use.get();
    long begun = System.nanoTime();
    Tally tally = wires.size() == 1 ? run(wires.getFirst(), nanos) : runAll(nanos);
    long took = System.nanoTime() - begun;
    return Sample.of(tally, requests.checks(), took, use.get().since(before));
  }

  @Override
  public void close() {
    wires.forEach(Wire::close);
    waiters.shutdownNow();
  }

  private Tally runAll(long nanos) throws InterruptedException {
    List<Future<Tally>> parts = new ArrayList<>();
    for (Wire wire : wires) {
      parts.add(waiters.submit(() -> run(wire, nanos)));
    }
    var all = new Tally();
    for (Future<Tally> part : parts) {
      try {
        all.add(part.get());
      } catch (ExecutionException failed) {
        throw new IllegalStateException(failed.getCause());
      }
    }
    return all;
  }

  private Tally run(Wire wire, long nanos) throws InterruptedException {
    if (pace.perSecond() > 0) {
      return new OpenLoop(requests, pace.perSecond() / wires.size(), OpenLoop.DEFAULT_MAX_IN_FLIGHT)
          .run(wire, nanos);
    }
    return new ClosedLoop(requests, pace.inFlight() / wires.size()).run(wire, nanos);
  }
}
