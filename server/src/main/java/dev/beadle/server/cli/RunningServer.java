package dev.beadle.server.cli;

import dev.beadle.server.BeadleServer;
import dev.beadle.server.moodle.SiteLoader.Loaded;
import dev.beadle.server.store.SiteStore;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A server that drains when the process is told to stop (SIGTERM, Ctrl-C). Thread-safe. */
final class RunningServer {
  private final BeadleServer server;
  private final AtomicReference<@Nullable SiteStore> store = new AtomicReference<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread stopper = new Thread(this::closeServer, "beadle-stopper");

  private RunningServer(BeadleServer server) {
    this.server = server;
  }

  static RunningServer start(BeadleServer.Config config, InstantSource clock) throws IOException {
    var running = new RunningServer(BeadleServer.start(config, clock));
    Runtime.getRuntime().addShutdownHook(running.stopper);
    return running;
  }

  void publish(Loaded loaded) {
    server.publish(loaded);
  }

  /** Serves a site of a store, which is closed once the server has drained. */
  void open(StoredSite stored) {
    store.set(stored.store());
    var _ = server.open(stored.written());
  }

  int grpcPort() {
    return server.grpcPort();
  }

  int httpPort() {
    return server.httpPort();
  }

  /** Waits until the process is told to stop and the server has drained. */
  void awaitStop() {
    try {
      stopped.await();
    } catch (InterruptedException _) {
      stop();
      Thread.currentThread().interrupt();
    }
  }

  /** Drains now. */
  void stop() {
    if (Runtime.getRuntime().removeShutdownHook(stopper)) {
      closeServer();
    }
  }

  private void closeServer() {
    server.close();
    SiteStore kept = store.getAndSet(null);
    if (kept != null) {
      kept.close();
    }
    stopped.countDown();
  }
}
