package dev.beadle.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;

/** Where a server that is about to be started can listen. Stateless and so thread-safe. */
public final class FreePort {
  private FreePort() {}

  /**
   * A port that nobody listens on at the moment; nobody else is kept from taking it.
   *
   * @throws UncheckedIOException if there is none
   */
  public static int find() {
    try (var probe = new ServerSocket(0)) {
      return probe.getLocalPort();
    } catch (IOException none) {
      throw new UncheckedIOException(none);
    }
  }
}
