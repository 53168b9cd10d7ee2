package dev.beadle.benchmarks.load;

import dev.beadle.benchmarks.Bench;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures everything beside the ceiling and the peers and writes what came out. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures Beadle beside the echo (the ceiling) and beside Cerbos, jCasbin, Cedar and SAPL,",
      "and writes a page with tables and a picture. It takes half an hour; nothing else",
      "should run meanwhile. The first time, the peers are fetched from Maven Central and npm",
      "(160 MB).",
      "",
      "What a scenario gives is kept at once: --resume goes on after a run that was cut off."
    },
    footer = {
      "",
      "Scenarios:",
      "  unary unary-unix-1 batch matrix stream client half-peak",
      "  curve-10 curve-25 curve-40 curve-50 curve-60 curve-70 curve-80 curve-90",
      "  plain-unary plain-batch plain-matrix plain-client",
      "  deny-unary deny-batch cold-unary cold-batch unlike-matrix new-server",
      "  cerbos-single cerbos-batch jcasbin cedar sapl soak",
      "",
      "Examples:",
      "  beadle bench compare",
      "  beadle bench compare --resume",
      "  beadle bench compare --only unary,half-peak --pace 0.5"
    })
public final class CompareCommand implements Callable<Integer> {
  /** Where results are kept. */
  static final String RESULTS = "benchmarks/target/load/results";

  @Spec private CommandSpec command;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "SCENARIO",
      description = "Measure these; the page still tells of all that are kept.")
  private Set<String> only = new HashSet<>();

  @Option(names = "--resume", description = "Do not measure again what is kept.")
  private boolean isResuming;

  @Option(
      names = "--pace",
      paramLabel = "FACTOR",
      defaultValue = "1",
      description = "How long to measure, compared with the usual (default: ${DEFAULT-VALUE}).")
  private double pace;

  @Option(
      names = "--soak-checks",
      paramLabel = "N",
      defaultValue = "1e9",
      description = "Checks of the scenario soak (default: ${DEFAULT-VALUE}); 0 leaves it out.")
  private double soakChecks;

  @Option(
      names = "--results",
      paramLabel = "FOLDER",
      defaultValue = RESULTS,
      description = "Where results are kept (default: ${DEFAULT-VALUE}).")
  private Path results = Path.of(RESULTS);

  @Option(
      names = "--report",
      paramLabel = "FOLDER",
      defaultValue = "docs/performance",
      description = "Where page and picture are written (default: ${DEFAULT-VALUE}).")
  private Path report = Path.of("docs", "performance");

  @Mixin private LoadOptions options = new LoadOptions();

  @Override
  public Integer call() throws Exception {
    PrintWriter out = command.commandLine().getOut();
    requireKnown();
    Recorder.Wish wish = wish();
    Soak soak = soakChecks > 0 ? soak(out) : null;
    String machine = Machine.now(options.jvmOptions());
    var recorder = new Recorder(new Results(results), wish, machine, out);
    Bars bars = Bars.read(Bars.FILE);
    try {
      new WireScenarios(recorder, options).run();
      new PeerScenarios(recorder, options.snapshot()).run(options);
      if (soak != null) {
        recorder.attempt(
            List.of(Scenario.SOAK),
            () -> recorder.keep(Scenario.SOAK, soak.run(options).toProperties()));
      }
    } finally {
      new ComparisonReport(recorder.results().all(), bars).write(report);
    }
    out.printf("%nwritten to %s; failed: %s%n", report, recorder.failures());
    return recorder.failures().isEmpty() ? 0 : Bench.NOT_MEASURED;
  }

  private void requireKnown() {
    for (String scenario : only) {
      if (!Scenario.isKnown(scenario)) {
        throw new ParameterException(
            command.commandLine(), "--only: `" + scenario + "` (expected: see --help)");
      }
    }
  }

  private Recorder.Wish wish() {
    return Misuse.named(
        command.commandLine(), "--", () -> new Recorder.Wish(only, isResuming, pace));
  }

  private Soak soak(PrintWriter out) {
    return Misuse.named(command.commandLine(), "--soak-", () -> new Soak(soakChecks, out));
  }
}
