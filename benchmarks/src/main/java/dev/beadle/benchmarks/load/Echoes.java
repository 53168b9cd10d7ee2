package dev.beadle.benchmarks.load;

import dev.beadle.benchmarks.load.EchoServer.Form;
import dev.beadle.benchmarks.load.ServerProcess.Place;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The echoes of a stage, each in a process of its own. Confined to one thread. */
final class Echoes implements AutoCloseable {
  private final Place place;
  private final List<String> jvm;
  private final ServerProcess ofBytes;
  private @Nullable ServerProcess ofMessages;

  private Echoes(Place place, List<String> jvm) {
    this.place = place;
    this.jvm = jvm;
    this.ofBytes = ServerProcess.echo(place, "echo", Form.BYTES, jvm);
  }

  /** Starts the one that is always needed. */
  static Echoes start(Place place, List<String> jvm) {
    return new Echoes(place, jvm);
  }

  ServerProcess ofBytes() {
    return ofBytes;
  }

  /** Started when it is first wanted. */
  ServerProcess ofMessages() {
    ServerProcess echo = ofMessages;
    if (echo == null) {
      echo = ServerProcess.echo(place, "plain-echo", Form.MESSAGES, jvm);
      ofMessages = echo;
    }
    return echo;
  }

  @Override
  public void close() {
    ofBytes.close();
    ServerProcess echo = ofMessages;
    if (echo != null) {
      echo.close();
    }
  }
}
