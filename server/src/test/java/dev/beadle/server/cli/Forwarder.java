package dev.beadle.server.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to a port of this machine that can be cut off and mended. Thread-safe. */
final class Forwarder implements AutoCloseable {
  private final int target;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean isCut;

  private Forwarder(int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket();
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  static Forwarder to(int port) throws IOException {
    var forwarder = new Forwarder(port);
    Thread.ofVirtual().name("forwarder").start(forwarder::accept);
    return forwarder;
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Ends every connection; new ones end at once. */
  void cut() {
    isCut = true;
    open.forEach(Forwarder::end);
  }

  void mend() {
    isCut = false;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket caller = listener.accept();
        if (isCut) {
          end(caller);
        } else {
          connect(caller);
        }
      } catch (IOException ended) {
        if (!listener.isClosed()) {
          throw new UncheckedIOException(ended);
        }
      }
    }
  }

  private void connect(Socket caller) throws IOException {
    var called = new Socket(InetAddress.getLoopbackAddress(), target);
    caller.setTcpNoDelay(true);
    called.setTcpNoDelay(true);
    open.add(caller);
    open.add(called);
    Thread.ofVirtual().name("forwarder-there").start(() -> copy(caller, called));
    Thread.ofVirtual().name("forwarder-back").start(() -> copy(called, caller));
    if (isCut) {
      end(caller);
      end(called);
    }
  }

  private void copy(Socket from, Socket to) {
    try {
      var _ = from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException _) {
      // One of the two ended: so does the other.
    } finally {
      open.remove(from);
      end(from);
      end(to);
    }
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException unexpected) {
      throw new UncheckedIOException(unexpected);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }
}
