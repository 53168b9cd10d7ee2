package dev.beadle.benchmarks.load;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks very many checks and tells whether memory grows. */
@Command(
    name = "soak",
    mixinStandardHelpOptions = true,
    description = {
      "Asks very many checks in batches of 1,000 and tells whether the server's memory grows.",
      "",
      "Heap and resident memory are looked at 40 times, after full collections; the slopes are"
          + " those",
      "of the last three quarters. The exit code is 1 if memory grows. 10^9 checks take some"
          + " minutes."
    })
public final class SoakCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(
      names = "--checks",
      paramLabel = "N",
      defaultValue = "1e9",
      description = "How many (default: ${DEFAULT-VALUE}).")
  private double checks;

  @Option(
      names = "--results",
      paramLabel = "FOLDER",
      defaultValue = CompareCommand.RESULTS,
      description = "Where the result is kept for a comparison (default: ${DEFAULT-VALUE}).")
  private Path results = Path.of(CompareCommand.RESULTS);

  @Mixin private LoadOptions options = new LoadOptions();

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = command.commandLine().getOut();
    SoakResult result = soak(out).run(options);
    Properties kept = result.toProperties();
    kept.setProperty(Machine.KEY, Machine.now(options.jvmOptions()));
    new Results(results).put(Scenario.SOAK, kept);
    out.println(result.text());
    return result.isFlat() ? 0 : 1;
  }

  private Soak soak(PrintWriter out) {
    return Misuse.named(command.commandLine(), "--", () -> new Soak(checks, out));
  }
}
