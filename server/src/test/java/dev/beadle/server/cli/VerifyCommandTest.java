package dev.beadle.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.grpc.ServedSite;
import dev.beadle.server.testing.Oracle;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** beadle verify: recorded decisions, asked again. */
final class VerifyCommandTest {
  private static final String TINY = CommandRun.csv("tiny", "csv");
  private static final String CAPABILITIES = Oracle.capabilities().toString();

  @TempDir private Path folder;

  /** 0: no difference; a line for each file, and a total. */
  @Test
  void verify_site_findsNoDifference() {
    CommandRun run =
        verify(
            CommandRun.decisions("tiny", "role_switch"), CommandRun.decisions("tiny", "login_as"));
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines().map(line -> line.strip().split(" +", -1)[0]))
        .containsExactly("name", "role_switch", "login_as", "total");
    assertThat(run.out().lines().map(line -> line.strip().split(" +", -1)[1]))
        .containsExactly("rows", "18396", "3412", "21808");
    assertThat(run.out().lines().skip(1).map(line -> line.strip().split(" +", -1)[2]))
        .containsOnly("0");
  }

  /** Variants of a site's settings are made from its rows. */
  @Test
  void verify_variants_findsNoDifference() {
    CommandRun run = verify(CommandRun.decisions("tiny", "has_capability_variants"));
    assertThat(run.exitCode()).as(run.out()).isZero();
  }

  /** Lists and documents are kinds of their own; a question that cannot be asked is noted. */
  @Test
  void verify_listsAndDocuments_findsNoDifference() {
    CommandRun run =
        verify(
            CommandRun.decisions("tiny", "get_enrolled_users"),
            Oracle.dataset("tiny")
                .resolve("decisions/context_get_capabilities.json.gz")
                .toString());
    assertThat(run.exitCode()).as(run.out()).isZero();
    assertThat(run.out())
        .containsPattern("get_enrolled_users +82 +0 ")
        .containsPattern("context_get_capabilities +68 +0 ")
        .contains("  not asked: context 70 is younger than the site's tables");
  }

  /** --now: what time it is taken to be for enrolments. */
  @Test
  void verify_now_decidesWhatIsActive() {
    String[] arguments = {
      "verify",
      "--site",
      TINY,
      "--capabilities",
      CAPABILITIES,
      "--now",
      "2200-01-01T00:00:00Z",
      "--decisions",
      CommandRun.decisions("tiny", "get_enrolled_users")
    };
    assertThat(CommandRun.of(arguments).exitCode()).isEqualTo(ExitCode.NO);
    arguments[6] = "2026-11-20T08:00:00Z";
    assertThat(CommandRun.of(arguments).exitCode()).isZero();
    arguments[6] = "yesterday";
    assertThat(CommandRun.of(arguments).exitCode()).isEqualTo(ExitCode.BAD_INPUT);
  }

  /** 1: differences; the first 20 are explained, the others counted. */
  @Test
  void verify_wrongAnswers_areExplained() throws Exception {
    List<String> rows = rows("tiny", "login_as");
    Path file = folder.resolve("login_as.csv");
    Files.write(file, rows.stream().map(row -> flipped(rows, row, 25)).toList());
    CommandRun run = verify(file.toString());
    assertThat(run.exitCode()).isEqualTo(ExitCode.NO);
    assertThat(run.out()).contains("… and 5 more");
    assertThat(run.out().lines().filter(line -> line.contains("Moodle: "))).hasSize(20);
    assertThat(run.out())
        .contains(
            "line 2: user ", ", logged in as at context ", "Beadle: ", "passed: ", "decided: ");
    assertThat(run.out().lines().filter(line -> line.startsWith("total")).findFirst())
        .hasValueSatisfying(line -> assertThat(line).containsPattern("total +3412 +25 "));
  }

  /** --target: the same of a running server, in batches. */
  @Test
  void verify_target_asksTheServer() throws Exception {
    try (var served = ServedSite.of(Oracle.load("tiny"))) {
      CommandRun run =
          CommandRun.of(
              "verify",
              "--target",
              served.target(),
              "--decisions",
              CommandRun.decisions("tiny", "role_switch"),
              CommandRun.decisions("tiny", "login_as"));
      assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
      List<String> rows = rows("tiny", "role_switch");
      Path file = folder.resolve("role_switch.csv");
      Files.write(file, rows.stream().map(row -> flipped(rows, row, 1)).toList());
      CommandRun differing =
          CommandRun.of("verify", "--target", served.target(), "--decisions", file.toString());
      assertThat(differing.exitCode()).isEqualTo(ExitCode.NO);
      assertThat(differing.out()).contains("switched to", "Beadle: ");
    }
  }

  /** A context that the site does not have is a difference, not a failure. */
  @Test
  void verify_unknownContext_isADifference() throws Exception {
    Path file =
        Files.write(
            folder.resolve("has_capability.csv"),
            List.of(
                "userid,capability,contextid,doanything,allowed", "2,moodle/site:config,987,1,1"));
    CommandRun run = verify(file.toString());
    assertThat(run.exitCode()).isEqualTo(ExitCode.NO);
    assertThat(run.out()).contains("unanswered: ", "987");
  }

  /** 2: a file of no known kind, none at all, or one with rows that are malformed. */
  @Test
  void verify_badFile_isToldInOneLine() throws Exception {
    Path unknown = Files.writeString(folder.resolve("something.csv"), "a\n1\n");
    assertOneLine(verify(unknown.toString()), "something", "has_capability");
    Path missing = folder.resolve("login_as.csv");
    assertOneLine(verify(missing.toString()), missing.toString());
    Path malformed =
        Files.write(
            folder.resolve("has_capability.csv"),
            List.of("userid,capability,contextid,doanything,allowed", "x,a,1,1,1"));
    assertOneLine(verify(malformed.toString()), "has_capability.csv:2", "userid");
    Path lacking = Files.write(folder.resolve("role_switch.csv"), List.of("userid,capability"));
    assertOneLine(verify(lacking.toString()), "role_switch.csv:1", "missing column");
  }

  /** 2: what does not go together. */
  @Test
  void verify_badUse_isTold() {
    CommandRun nobody = CommandRun.of("verify", "--decisions", "login_as.csv");
    assertThat(nobody.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(nobody.err()).contains("--site or --target");
    CommandRun steps = verify(CommandRun.decisions("mutations", "has_capability_by_step"));
    assertThat(steps.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(steps.err()).contains("beadle replay --steps");
    CommandRun variants =
        CommandRun.of(
            "verify",
            "--target",
            "localhost:1",
            "--decisions",
            CommandRun.decisions("tiny", "has_capability_variants"));
    assertThat(variants.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(variants.err()).contains("use --site");
    CommandRun lists =
        CommandRun.of(
            "verify",
            "--target",
            "localhost:1",
            "--decisions",
            CommandRun.decisions("tiny", "get_enrolled_users"));
    assertThat(lists.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(lists.err()).contains("not asked of a server", "use --site");
  }

  /** 3: no server. */
  @Test
  void verify_noServer_isUnreachable() {
    CommandRun run =
        CommandRun.of(
            "verify",
            "--target",
            "unix:" + folder.resolve("nobody.sock"),
            "--decisions",
            CommandRun.decisions("tiny", "login_as"));
    assertThat(run.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(run.err()).startsWith("beadle: UNAVAILABLE");
  }

  private static CommandRun verify(String... files) {
    String[] arguments = new String[6 + files.length];
    System.arraycopy(
        new String[] {"verify", "--site", TINY, "--capabilities", CAPABILITIES, "--decisions"},
        0,
        arguments,
        0,
        6);
    System.arraycopy(files, 0, arguments, 6, files.length);
    return CommandRun.of(arguments);
  }

  private static void assertOneLine(CommandRun run, String... named) {
    assertThat(run.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(run.err()).startsWith("beadle: ").hasLineCount(1).contains(named);
    assertThat(run.showsStack()).isFalse();
  }

  /** The row with the other answer, if it is one of the first. */
  private static String flipped(List<String> rows, String row, int count) {
    if (rows.indexOf(row) < 1 || rows.indexOf(row) > count) {
      return row;
    }
    return row.substring(0, row.length() - 1) + (row.endsWith("1") ? "0" : "1");
  }

  private static List<String> rows(String dataset, String name) throws IOException {
    try (var reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    Files.newInputStream(Path.of(CommandRun.decisions(dataset, name)))),
                StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }
}
