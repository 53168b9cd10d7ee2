package dev.beadle.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.beadle.server.grpc.Await;
import dev.beadle.server.grpc.ServedSite;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The channel of a command: its thread ends with it, whoever closes it. */
final class CommandChannelTest {
  /** By a client, by an administration, and by a bare channel: whatever a command connects by. */
  @Test
  void close_byEveryKindOfCommand_endsTheThread() throws Exception {
    try (var served = ServedSite.demo()) {
      for (List<String> command :
          List.of(
              List.of("check", "12", "mod/forum:rate", "45"),
              List.of("expiring"),
              List.of("who-can", "mod/forum:rate", "45"))) {
        CommandRun run =
            CommandRun.of(
                Stream.concat(command.stream(), Stream.of("--target", served.target()))
                    .toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isNotEqualTo(ExitCode.UNREACHABLE);
        Await.until("the thread of " + command + " has ended", () -> threads() == 0);
      }
    }
  }

  /** What is no target is refused at once, and leaves no thread. */
  @Test
  void to_noTarget_isRefused() {
    for (String target : List.of("foo bar", "ftp://x", "localhost:x")) {
      assertThatIllegalArgumentException().isThrownBy(() -> CommandChannel.to(target));
    }
    Await.until("no thread is left", () -> threads() == 0);
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("beadle-command"))
        .count();
  }
}
