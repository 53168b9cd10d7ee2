package dev.beadle.client;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Greets as an HTTP/2 server does, and then sends frames of random kinds, flags, streams and
 * contents, to one connection after the other. Thread-safe.
 */
final class Http2Impostor implements AutoCloseable {
  private static final int FRAME_HEADER_BYTES = 9;
  private static final int SETTINGS = 4;
  private static final int KINDS = 10;
  private static final int FRAMES = 20;

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  Http2Impostor(long seed) throws IOException {
    var random = new Random(seed);
    threads.execute(() -> serve(random));
  }

  String target() {
    return "localhost:" + listener.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.close();
  }

  private void serve(Random random) {
    while (!listener.isClosed()) {
      try (Socket caller = listener.accept()) {
        OutputStream out = caller.getOutputStream();
        out.write(frame(SETTINGS, 0, 0, new byte[0]));
        for (int i = 0; i < FRAMES; i++) {
          byte[] content = new byte[random.nextInt(40)];
          random.nextBytes(content);
          out.write(frame(random.nextInt(KINDS), random.nextInt(256), random.nextInt(6), content));
          out.flush();
        }
      } catch (IOException _) {
        // The caller, or the test, has gone.
      }
    }
  }

  private static byte[] frame(int kind, int flags, int stream, byte[] content) {
    return ByteBuffer.allocate(FRAME_HEADER_BYTES + content.length)
        .put((byte) 0)
        .putShort((short) content.length)
        .put((byte) kind)
        .put((byte) flags)
        .putInt(stream)
        .put(content)
        .array();
  }
}
