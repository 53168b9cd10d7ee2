package dev.beadle.benchmarks.load;

import dev.beadle.benchmarks.Bench;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A short comparison with the echo before a change of the hot path. */
@Command(
    name = "gate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures Beadle beside the echoes, in turn, for some four minutes and compares the ratios",
      "with the bars of a file. The exit code is 1 if one is missed, 2 if the file or an option is",
      "wrong, 3 if something could not be measured.",
      "",
      "Only ratios and differences are looked at, so that it can run on any machine; one on which",
      "others are at work still makes it noisy: run it again before believing a near miss."
    })
public final class GateCommand implements Callable<Integer> {
  /** What can be measured in a short time. */
  private static final Set<String> SCENARIOS =
      Set.of(
          Scenario.UNARY,
          Scenario.PLAIN_UNARY,
          Scenario.LONELY,
          Scenario.BATCH,
          Scenario.PLAIN_BATCH,
          Scenario.MATRIX,
          Scenario.PLAIN_MATRIX,
          Scenario.CLIENT,
          Scenario.PLAIN_CLIENT);

  @Spec private CommandSpec command;

  @Option(
      names = "--bars",
      paramLabel = "FILE",
      defaultValue = "benchmarks/gate.properties",
      description = "The bars, a line KEY = NUMBER each (default: ${DEFAULT-VALUE}).")
  private Path bars = Bars.FILE;

  @Option(
      names = "--pace",
      paramLabel = "FACTOR",
      defaultValue = "0.5",
      description = "How long to measure, compared with a comparison (default: ${DEFAULT-VALUE}).")
  private double pace;

  @Mixin private LoadOptions options = new LoadOptions();

  @Override
  public Integer call() throws Exception {
    PrintWriter out = command.commandLine().getOut();
    Map<Bar, Double> targets = targets();
    var results = new Results(Path.of("benchmarks", "target", "load", "gate"));
    Recorder.Wish wish = wish();
    var recorder = new Recorder(results, wish, Machine.now(options.jvmOptions()), out);
    try (Stage stage =
        Stage.of(options.questions(false), options.jvmOptions(), options.serveOptions(false))) {
      new WireScenarios(recorder, options).runGated(stage);
    }
    if (!recorder.failures().isEmpty()) {
      return Bench.NOT_MEASURED;
    }
    boolean isMissed = false;
    out.println();
    for (Map.Entry<Bar, Double> target : targets.entrySet()) {
      isMissed |= !report(target.getKey(), target.getValue(), results.all(), out);
    }
    out.flush();
    return isMissed ? 1 : 0;
  }

  /** The bars that can be measured here. */
  private Map<Bar, Double> targets() {
    try {
      Map<Bar, Double> targets = new EnumMap<>(Bar.class);
      Bars.read(bars)
          .targets()
          .forEach((bar, target) -> {
            if (SCENARIOS.contains(bar.scenario())) {
              targets.put(bar, target);
            }
          });
      if (targets.isEmpty()) {
        throw new IllegalArgumentException(bars + ": no bar that is measured here");
      }
      return targets;
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(command.commandLine(), "--bars: " + wrong.getMessage(), wrong);
    } catch (IOException unreadable) {
      throw new ParameterException(
          command.commandLine(), "--bars: cannot be read: " + unreadable, unreadable);
    }
  }

  private Recorder.Wish wish() {
    return Misuse.named(
        command.commandLine(), "--", () -> new Recorder.Wish(SCENARIOS, false, pace));
  }

  private static boolean report(
      Bar bar, double target, Map<String, Properties> results, PrintWriter out) {
    Properties result = results.get(bar.scenario());
    Spread measured = result == null ? null : bar.findMeasured(Summary.of(result));
    if (measured == null) {
      throw new IllegalStateException("not measured: " + bar.key());
    }
    boolean isMet = bar.isMet(measured.median(), target);
    out.printf(
        "%-7s %s: %s (bar: %s)%n",
        isMet ? "met" : "MISSED", bar.key(), measured.text(bar.decimals()), bar.targetText(target));
    return isMet;
  }
}
