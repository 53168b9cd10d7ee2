package dev.beadle.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.beadle.server.testing.Oracle;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** beadle replay: recorded changes, and the answers in between. */
final class ReplayCommandTest {
  private static final Path TRACE =
      Oracle.unitTests().resolve("accesslib_has_capability_test.jsonl.gz");
  private static final Path STEPS = Oracle.dataset("mutations").resolve("steps.jsonl.gz");

  @TempDir private Path folder;

  /** --trace: Moodle's own unit tests, answered as Moodle did. */
  @Test
  void replay_trace_findsNoDifference() {
    CommandRun run = trace(TRACE);
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).as(run.out()).isZero();
    assertThat(run.out()).contains("accesslib_has_capability_test", "total");
  }

  /** --steps: the answers after each of a series of changes. */
  @Test
  void replay_steps_findsNoDifference() {
    CommandRun run =
        replay(
            CommandRun.csv("mutations", "csv_before"),
            "--steps",
            STEPS.toString(),
            "--decisions",
            CommandRun.decisions("mutations", "has_capability_by_step"));
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("has_capability_by_step");
  }

  /** 1: a trace that says otherwise; the difference is explained. */
  @Test
  void replay_wrongTrace_isExplained() throws Exception {
    List<String> lines = lines(TRACE);
    String last =
        lines.stream()
            .filter(line -> line.contains("\"call\":\"has_capability\""))
            .filter(line -> line.contains("\"result\":true"))
            .findFirst()
            .orElseThrow();
    Path file = folder.resolve("wrong.jsonl");
    Files.write(
        file,
        lines.stream()
            .map(line ->
                line.equals(last) ? line.replace("\"result\":true", "\"result\":false") : line)
            .toList());
    CommandRun run = trace(file);
    assertThat(run.exitCode()).isEqualTo(ExitCode.NO);
    assertThat(run.out()).contains("Moodle: no, Beadle: yes", "passed: ", "wrong.jsonl:");
  }

  /** Calls of other functions are counted, not answered. */
  @Test
  void replay_otherFunctions_areNoted() throws Exception {
    Path file =
        Files.write(
            folder.resolve("other.jsonl"),
            List.of(
                "{\"test\": \"a\"}",
                "{\"call\": \"role_switch\", \"args\": [], \"result\": []}",
                "{\"call\": \"role_switch\", \"args\": [], \"result\": []}",
                "{\"end\": \"a\"}"));
    CommandRun run = trace(file);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("not yet supported: role_switch, calls: 2");
  }

  /** 2: a line that is none of a trace; told with its file and number. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "no json",
        "[]",
        "3",
        "",
        "{\"nothing\": 1}",
        "{\"call\": \"has_capability\"}",
        "{\"call\": \"has_capability\", \"args\": [\"a\", \"x\"], \"result\": true}",
        "{\"call\": \"has_capability\", \"args\": [[], 1, 2], \"result\": true}",
        "{\"call\": \"has_capability\", \"args\": [null, 1, 2], \"result\": true}",
        "{\"call\": \"has_any_capability\", \"args\": [\"a\", 1, 2], \"result\": true}",
        "{\"call\": \"has_capability\", \"args\": {}, \"result\": true}",
        "{\"call\": []}",
        "{\"changes\": 1}",
        "{\"changes\": [{\"table\": \"user\", \"op\": \"explode\", \"row\": {\"id\": 1}}]}",
        "{\"changes\": [{\"table\": \"user\", \"op\": \"insert\", \"row\": 1}]}",
        "{\"changes\": [{\"table\": \"user\", \"op\": \"insert\", \"row\": {\"id\": \"x\"}}]}"
      })
  void replay_malformedTrace_isToldInOneLine(String line) throws Exception {
    Path file =
        Files.write(
            folder.resolve("bad.jsonl"), List.of("{\"test\": \"a\"}", line, "{\"end\": \"a\"}"));
    CommandRun run = trace(file);
    assertThat(run.showsStack()).as(run.err()).isFalse();
    assertThat(run.err()).startsWith("beadle: ").hasLineCount(1).contains("bad.jsonl:2");
    assertThat(run.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
  }

  /** 2: steps that end too early, are not in order, or are none. */
  @Test
  void replay_badSteps_isToldInOneLine() throws Exception {
    Path empty = Files.writeString(folder.resolve("empty.jsonl"), "");
    Path numberless = Files.writeString(folder.resolve("numberless.jsonl"), "{\"changes\": []}\n");
    Path decisions =
        Files.write(
            folder.resolve("has_capability_by_step.csv"),
            List.of("step,userid,capability,contextid,doanything,allowed", "1,2,a,1,1,0"));
    Path backwards = Files.createDirectory(folder.resolve("b"));
    Path unsorted =
        Files.write(
            backwards.resolve("has_capability_by_step.csv"),
            List.of(
                "step,userid,capability,contextid,doanything,allowed",
                "2,2,a,1,1,0",
                "1,2,a,1,1,0"));
    assertOneLine(steps(empty, decisions), "empty.jsonl", "end before step 1");
    assertOneLine(steps(numberless, decisions), "numberless.jsonl:1", "no `step`");
    assertOneLine(steps(STEPS, unsorted), "step 1", "after step 2");
    assertOneLine(steps(folder.resolve("missing.jsonl"), decisions), "missing.jsonl");
  }

  /** 2: what does not go together. */
  @Test
  void replay_badUse_isTold() {
    String site = CommandRun.csv("stock", "csv");
    for (CommandRun run :
        List.of(
            CommandRun.of("replay", "--trace", TRACE.toString()),
            replay(site),
            replay(site, "--steps", STEPS.toString()),
            replay(
                site,
                "--decisions",
                CommandRun.decisions("mutations", "has_capability_by_step")))) {
      assertThat(run.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
      assertThat(run.err()).startsWith("beadle: --").contains("See `beadle replay --help`");
    }
  }

  private static void assertOneLine(CommandRun run, String... named) {
    assertThat(run.showsStack()).as(run.err()).isFalse();
    assertThat(run.err()).startsWith("beadle: ").hasLineCount(1).contains(named);
    assertThat(run.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
  }

  private static CommandRun trace(Path file) {
    return replay(CommandRun.csv("stock", "csv"), "--trace", file.toString());
  }

  private static CommandRun steps(Path steps, Path decisions) {
    return replay(
        CommandRun.csv("mutations", "csv_before"),
        "--steps",
        steps.toString(),
        "--decisions",
        decisions.toString());
  }

  private static CommandRun replay(String site, String... options) {
    String[] first = {"replay", "--site", site, "--capabilities", Oracle.capabilities().toString()};
    return CommandRun.of(
        Stream.concat(Stream.of(first), Stream.of(options)).toArray(String[]::new));
  }

  private static List<String> lines(Path file) throws IOException {
    try (var reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }
}
