package dev.beadle.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Passes connections on to a sidecar, each some time after it was made. */
final class LateSidecar implements AutoCloseable {
  private final ServerSocket listening;
  private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(1);
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

  /** Takes as many connections as there are times. */
  LateSidecar(int port, Duration... delays) throws IOException {
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(() -> {
          try {
            for (Duration delay : delays) {
              Socket caller = opened(listening.accept());
              var _ =
                  clock.schedule(() -> join(caller, port), delay.toMillis(), TimeUnit.MILLISECONDS);
            }
          } catch (IOException closed) {
            // It takes no more connections.
          }
        });
  }

  int port() {
    return listening.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    breakAll();
  }

  /** Breaks the connections that there are, and takes no more. */
  void breakAll() throws IOException {
    listening.close();
    clock.shutdownNow();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private void join(Socket caller, int port) {
    try {
      Socket sidecar = opened(new Socket(InetAddress.getLoopbackAddress(), port));
      pass(caller, sidecar);
      pass(sidecar, caller);
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  private Socket opened(Socket socket) {
    sockets.add(socket);
    return socket;
  }

  private static void pass(Socket from, Socket to) {
    Thread.ofVirtual()
        .start(() -> {
          try {
            var _ = from.getInputStream().transferTo(to.getOutputStream());
          } catch (IOException closed) {
            // The test is over.
          }
        });
  }
}
