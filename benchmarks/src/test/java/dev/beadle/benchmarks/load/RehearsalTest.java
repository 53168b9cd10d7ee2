package dev.beadle.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.benchmarks.load.EchoServer.Form;
import dev.beadle.v1.CheckServiceGrpc;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every message is asked, and every answer looked at, before anything is measured. */
final class RehearsalTest {
  private static final MethodDescriptor<byte[], byte[]> METHOD =
      Bytes.method(CheckServiceGrpc.getCheckCapabilityMethod());
  private static final int MESSAGES = 5_000;

  @TempDir private Path folder;

  @Test
  void typicalResponse_everyAnswer_isLookedAt() throws Exception {
    List<Integer> looked = new ArrayList<>();
    Requests requests =
        requests((position, _) -> {
          looked.add(position);
          return true;
        });
    int port = FreePort.find();
    try (EchoServer _ = echo(port)) {
      byte[] response = Rehearsal.typicalResponse("127.0.0.1:" + port, requests);
      assertThat(response).containsExactly(7);
    }
    assertThat(looked).hasSize(MESSAGES).doesNotHaveDuplicates();
  }

  @Test
  void requireRight_lastAnswerIsWrong_isToldOf() throws Exception {
    Requests requests = requests((position, _) -> position < MESSAGES - 1);
    int port = FreePort.find();
    try (EchoServer _ = echo(port)) {
      assertThatThrownBy(() -> Rehearsal.requireRight("127.0.0.1:" + port, requests))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("answers message 4999 otherwise than the engine does");
    }
  }

  @Test
  void requireRight_nobodyListens_isToldOf() {
    String target = "127.0.0.1:" + FreePort.find();
    assertThatThrownBy(() -> Rehearsal.requireRight(target, requests(Requests.Answers.ANY)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(target + " does not answer message 0")
        .hasMessageContaining("UNAVAILABLE");
  }

  private EchoServer echo(int port) throws IOException {
    EchoServer echo = EchoServer.start(Form.BYTES, port, folder.resolve("s"));
    echo.answer(METHOD.getFullMethodName(), new byte[] {7});
    return echo;
  }

  private static Requests requests(Requests.Answers answers) {
    List<byte[]> messages = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      messages.add(new byte[] {(byte) i});
    }
    return new Requests(METHOD, messages, 1, answers);
  }
}
