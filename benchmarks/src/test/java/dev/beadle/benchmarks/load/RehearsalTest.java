package dev.beadle.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.beadle.benchmarks.load.EchoServer.Form;
import dev.beadle.v1.CheckServiceGrpc;
import io.grpc.MethodDescriptor;
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
    byte[] response =
        rehearsed((position, _) -> {
          looked.add(position);
          return true;
        });
    assertThat(response).containsExactly(7);
    assertThat(looked).hasSize(MESSAGES).doesNotHaveDuplicates();
  }

  @Test
  void typicalResponse_lastAnswerIsWrong_isToldOf() {
    assertThatThrownBy(() -> rehearsed((position, _) -> position < MESSAGES - 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("answers message 4999 otherwise than the engine does");
  }

  @Test
  void typicalResponse_nobodyListens_isToldOf() {
    String target = "127.0.0.1:" + ServerProcess.freePort();
    assertThatThrownBy(() -> Rehearsal.typicalResponse(target, requests(Requests.Answers.ANY)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(target + " does not answer message 0")
        .hasMessageContaining("UNAVAILABLE");
  }

  private byte[] rehearsed(Requests.Answers answers) throws Exception {
    int port = ServerProcess.freePort();
    try (EchoServer echo = EchoServer.start(Form.BYTES, port, folder.resolve("s"))) {
      echo.answer(METHOD.getFullMethodName(), new byte[] {7});
      return Rehearsal.typicalResponse("127.0.0.1:" + port, requests(answers));
    }
  }

  private static Requests requests(Requests.Answers answers) {
    List<byte[]> messages = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      messages.add(new byte[] {(byte) i});
    }
    return new Requests(METHOD, messages, 1, answers);
  }
}
