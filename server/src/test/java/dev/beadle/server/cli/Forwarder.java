package dev.beadle.server.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** A way to a port of this machine that can be cut off and mended. Thread-safe. */
final class Forwarder implements AutoCloseable {
  private final int target;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean isCut;
  private volatile Duration delay = Duration.ZERO;

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

  /** Whatever comes is handed on later by this, from now on. */
  void slowDown(Duration newDelay) {
    delay = newDelay;
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
      byte[] bytes = new byte[1 << 13];
      int count = from.getInputStream().read(bytes);
      while (count >= 0) {
        LockSupport.parkNanos(delay.toNanos());
        to.getOutputStream().write(bytes, 0, count);
        count = from.getInputStream().read(bytes);
      }
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
