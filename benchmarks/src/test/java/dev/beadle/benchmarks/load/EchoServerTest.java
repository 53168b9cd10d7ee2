package dev.beadle.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.benchmarks.load.EchoServer.Form;
import dev.beadle.v1.CheckServiceGrpc;
import io.grpc.MethodDescriptor;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** The plain one, whose messages have to be such. */
  @ParameterizedTest
  @ValueSource(strings = {"CheckCapability", "StreamCheckCapabilities"})
  void plainEcho_anyMethod_answersWhatItWasGiven(String name) throws Exception {
    MethodDescriptor<?, ?> method =
        CheckServiceGrpc.getServiceDescriptor().getMethods().stream()
            .filter(one -> name.equals(one.getBareMethodName()))
            .findAny()
            .orElseThrow();
    // A field that no message has, and that the generated code keeps.
    byte[] request = {0x78, 7};
    byte[] response = {0x78, 1};
    assertThat(asked(Form.MESSAGES, "127.0.0.1", method, List.of(request, new byte[] {}), response))
        .isEqualTo(response);
  }

  private byte[] asked(String transport, MethodDescriptor<?, ?> method) throws Exception {
    List<byte[]> requests = List.of(new byte[] {1}, new byte[] {}, new byte[] {2});
    return asked(Form.BYTES, transport, method, requests, RESPONSE);
  }

  private byte[] asked(
      Form form,
      String transport,
      MethodDescriptor<?, ?> method,
      List<byte[]> requests,
      byte[] response)
      throws Exception {
    int port = FreePort.find();
    Path socket = folder.resolve("s");
    try (EchoServer echo = EchoServer.start(form, port, socket)) {
      echo.answer(method.getFullMethodName(), response);
      String target = transport.equals("unix") ? "unix:" + socket : transport + ":" + port;
      return Rehearsal.typicalResponse(
          target,
          new Requests(
              Bytes.method(method), requests, 1, (_, answer) -> answer.length == response.length));
    }
  }
}
