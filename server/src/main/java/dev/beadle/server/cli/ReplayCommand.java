package dev.beadle.server.cli;

import dev.beadle.server.decision.DecisionPoint;
import dev.beadle.server.graph.PolicySnapshot;
import dev.beadle.server.moodle.LoadProgress;
import dev.beadle.server.moodle.MemoryTables;
import dev.beadle.server.moodle.SiteLoader;
import dev.beadle.server.moodle.TableSource;
import dev.beadle.server.verification.Engine;
import dev.beadle.server.verification.EngineAnswerer;
import dev.beadle.server.verification.RecordingTime;
import dev.beadle.server.verification.StepReplay;
import dev.beadle.server.verification.TraceReplay;
import dev.beadle.server.verification.Verifier;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Applies recorded changes to a site and answers in between.",
      "",
      "--trace: calls and changes in one file; each test starts again from the site.",
      "--steps: changes step by step, and the answers after each step in --decisions.",
      "Functions of access, roles, enrolment and groups are answered; calls of others, and calls",
      "in a form that is not understood, are counted as not yet supported. Without --now a trace",
      "is answered at the time at which it was written, if the compressed file tells it."
    },
    footer = {
      "",
      "Examples:",
      "  beadle replay --site ./stock --trace accesslib_has_capability_test.jsonl.gz",
      "  beadle replay --site ./before --steps steps.jsonl.gz \\",
      "    --decisions has_capability_by_step.csv.gz",
      "",
      "Exit codes: 0 no difference, 1 differences, 2 bad use or bad input."
    })
final class ReplayCommand implements Callable<Integer> {
  private static final int QUESTIONS_AT_ONCE = 10_000;

  @Mixin private SiteOptions site = new SiteOptions();
  @Mixin private NowOption now = new NowOption();

  @Option(
      names = "--trace",
      arity = "1..*",
      paramLabel = "FILE",
      description = "Traces (.jsonl or .jsonl.gz).")
  private List<Path> traces = new ArrayList<>();

  @Option(names = "--steps", paramLabel = "FILE", description = "The steps (.jsonl or .jsonl.gz).")
  private @Nullable Path steps;

  @Option(
      names = "--decisions",
      arity = "1..*",
      paramLabel = "FILE",
      description = "The answers after each step (.csv or .csv.gz).")
  private List<Path> decisions = new ArrayList<>();

  @Spec private CommandSpec spec;

  private final InstantSource clock = InstantSource.system();
  private final DecisionPoint decisionPoint = LocalDecisions.forRecording();

  @Override
  public Integer call() {
    LogFormat.quiet();
    requireSense();
    SiteLoader loader = site.loader(clock, LoadProgress.SILENT);
    Function<MemoryTables, PolicySnapshot> load =
        tables -> loader.load(tables, Revisions.first()).snapshot();
    MemoryTables base;
    try (TableSource source = site.open()) {
      base = MemoryTables.copyOf(source);
    }
    var printer = new ReportPrinter(spec.commandLine().getOut());
    for (Path trace : traces) {
      var engine = new Engine(decisionPoint, now.clock(RecordingTime.of(trace, clock)));
      printer.print(new TraceReplay(base, load, engine, clock).replay(trace));
    }
    Path stepsFile = steps;
    if (stepsFile != null) {
      for (Path file : decisions) {
        try (var replay = new StepReplay(stepsFile, base, load)) {
          var engine = new Engine(decisionPoint, now.clock(clock));
          var answerer = new EngineAnswerer(replay, engine);
          printer.print(new Verifier(answerer, QUESTIONS_AT_ONCE, clock).verify(file));
        }
      }
    }
    return printer.finish();
  }

  private void requireSense() {
    if (!site.isGiven()) {
      throw new ParameterException(spec.commandLine(), "--site: required");
    }
    if (traces.isEmpty() && steps == null) {
      throw new ParameterException(spec.commandLine(), "--trace or --steps: required");
    }
    if ((steps == null) != decisions.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--steps and --decisions: one needs the other");
    }
  }
}
