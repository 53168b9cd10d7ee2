package dev.beadle.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.grpc.ServedSite;
import java.util.List;
import org.junit.jupiter.api.Test;

/** beadle demo --once: serves, asks, explains, ends. */
final class DemoCommandTest {
  /** It prints a line for each question, both answers among them, and an explanation. */
  @Test
  void demo_once_printsAndEnds() {
    CommandRun run = CommandRun.of("demo", "--once", "--grpc-port", "0", "--http-port", "0");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    List<String> answers =
        run.out().lines().filter(line -> line.matches("(yes|no) +user .*")).toList();
    assertThat(answers).hasSize(9);
    assertThat(answers).anyMatch(line -> line.startsWith("yes"));
    assertThat(answers)
        .anyMatch(line -> line.contains("RULE_ROLE_ALLOWS"))
        .anyMatch(line -> line.contains("RULE_SITE_ADMIN"))
        .anyMatch(line -> line.contains("RULE_ROLE_PREVENTS"))
        .anyMatch(line -> line.contains("RULE_ROLE_PROHIBITS"))
        .anyMatch(line -> line.contains("RULE_CONTEXT_LOCKED"))
        .anyMatch(line -> line.contains("RULE_GUEST_GUARD"))
        .anyMatch(line -> line.contains("RULE_UNKNOWN_CAPABILITY"));
    assertThat(run.out())
        .contains(
            "53 contexts, 24 users, 35 role assignments", "NO: user 23 may not", "<- decides");
  }

  /** It leaves nothing behind: the next one has the same ports if it wants them. */
  @Test
  void demo_twice_runsTwice() {
    for (int i = 0; i < 2; i++) {
      assertThat(CommandRun.of("demo", "--once", "--grpc-port", "0", "--http-port", "0").exitCode())
          .isZero();
    }
  }

  /** --host: it asks where it listens, which need not be localhost. */
  @Test
  void demo_otherHost_asksThere() {
    CommandRun run =
        CommandRun.of(
            "demo", "--once", "--host", "127.0.0.2", "--grpc-port", "0", "--http-port", "0");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
  }

  /** A port that is taken is named in one line. */
  @Test
  void demo_portInUse_isToldInOneLine() {
    try (var first = ServedSite.empty()) {
      String port = Integer.toString(first.server().grpcPort());
      CommandRun run = CommandRun.of("demo", "--once", "--grpc-port", port, "--http-port", "0");
      assertThat(run.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
      assertThat(run.err()).startsWith("beadle: ").hasLineCount(1).contains(port);
    }
  }
}
