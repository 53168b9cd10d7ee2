package dev.beadle.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Scanner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that answer, hang or end, as the engines of others may. */
final class CommandedProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path folder;

  /** Answers each line but {@code hang}, after a line that is no answer. */
  static final class Answering {
    private Answering() {}

    public static void main(String[] arguments) {
      var in = new Scanner(System.in, StandardCharsets.UTF_8);
      while (in.hasNextLine()) {
        String line = in.nextLine();
        if (!line.equals("hang")) {
          System.out.println("a remark");
          System.out.println(ServerUnderLoad.ANSWER + line + "!");
        }
      }
    }
  }

  @Test
  void ask_answered_givesTheAnswerWithoutTheRest() {
    try (CommandedProcess process = started(PATIENCE, Answering.class)) {
      assertThat(process.ask("one")).isEqualTo("one!");
      assertThat(process.ask("two")).isEqualTo("two!");
    }
  }

  /** Whoever hangs must not block all that is measured after it. */
  @Test
  void ask_silence_endsTheProcessAndSaysHowLongItWas() {
    try (CommandedProcess process = started(Duration.ofMillis(1), Answering.class)) {
      assertThatThrownBy(() -> process.ask("hang", Duration.ofSeconds(2)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("an engine has not answered for 2 s: see its log");
      assertThatThrownBy(() -> process.ask("one", PATIENCE))
          .hasMessageContaining("an engine has ended");
    }
  }

  @Test
  void nextAnswer_processThatEnds_saysSo() {
    try (CommandedProcess process = started(PATIENCE, CommandedProcessTest.class)) {
      assertThatThrownBy(process::nextAnswer)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("an engine has ended: see its log");
    }
  }

  /** Runs a class; one without a main method ends at once. */
  private CommandedProcess started(Duration patience, Class<?> program) {
    return CommandedProcess.java(
        "an engine",
        folder.resolve("log"),
        patience,
        List.of("-cp", System.getProperty("java.class.path"), program.getName()));
  }
}
