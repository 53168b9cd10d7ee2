package dev.beadle.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.v1.CheckServiceGrpc;
import io.grpc.MethodDescriptor;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ceiling, asked by both kinds of wire over both transports. */
final class EchoServerTest {
  private static final byte[] RESPONSE = {4, 5, 6};

  @TempDir private Path folder;

  @Test
  void echo_singleCallsOverTcp_answersWhatItWasGiven() throws Exception {
    assertThat(asked("127.0.0.1", CheckServiceGrpc.getCheckCapabilityMethod())).isEqualTo(RESPONSE);
  }

  @Test
  void echo_singleCallsOverAUnixSocket_answersWhatItWasGiven() throws Exception {
    assertThat(asked("unix", CheckServiceGrpc.getBatchCheckCapabilitiesMethod()))
        .isEqualTo(RESPONSE);
  }

  /** Each of several messages of one stream is answered. */
  @Test
  void echo_stream_answersEachMessage() throws Exception {
    assertThat(asked("127.0.0.1", CheckServiceGrpc.getStreamCheckCapabilitiesMethod()))
        .isEqualTo(RESPONSE);
  }

  private byte[] asked(String transport, MethodDescriptor<?, ?> method) throws Exception {
    int port = ServerProcess.freePort();
    Path socket = folder.resolve("s");
    try (EchoServer echo = EchoServer.start(port, socket)) {
      echo.answer(method.getFullMethodName(), RESPONSE);
      String target = transport.equals("unix") ? "unix:" + socket : transport + ":" + port;
      return Rehearsal.typicalResponse(
          target,
          new Requests(
              Bytes.method(method),
              List.of(new byte[] {1}, new byte[] {}, new byte[] {2}),
              1,
              (_, response) -> response.length == RESPONSE.length));
    }
  }
}
