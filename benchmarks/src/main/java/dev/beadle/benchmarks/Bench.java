package dev.beadle.benchmarks;

import dev.beadle.benchmarks.load.CompareCommand;
import dev.beadle.benchmarks.load.GateCommand;
import dev.beadle.benchmarks.load.LoadCommand;
import dev.beadle.benchmarks.load.QuietLog;
import dev.beadle.benchmarks.load.SoakCommand;
import dev.beadle.server.cli.BeadleCommand;
import dev.beadle.server.moodle.SiteReadException;
import java.io.IOException;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The entry of everything that measures. */
@Command(
    name = "beadle bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measures Beadle: the engine alone with JMH, and the wire beside the ceiling and the peers.",
      "",
      "Files and folders are those of the repository, wherever it is called from.",
      "",
      "Whatever does not begin with one of the commands below is handed to JMH:",
      "  beadle bench 'CheckBenchmark.byIds$' -p site=medium -f 1",
      "  beadle bench jmh -h            JMH's own options"
    },
    subcommands = {LoadCommand.class, CompareCommand.class, GateCommand.class, SoakCommand.class})
public final class Bench {
  /** The exit code of what was asked rightly and could not be measured. */
  public static final int NOT_MEASURED = 3;

  private static final String JMH = "jmh";

  private Bench() {}

  /**
   * Runs a command; the exit code is 0 if all was measured, 2 if the options are wrong, 3 if
   * something could not be measured.
   */
  public static void main(String[] arguments) throws IOException {
    CommandLine command = commandLine();
    boolean isOurs =
        arguments.length == 0
            || command.getSubcommands().containsKey(arguments[0])
            || arguments[0].equals("--help")
            || arguments[0].equals("-h");
    if (arguments.length == 0) {
      command.usage(System.out);
    } else if (isOurs) {
      QuietLog.set();
      System.exit(command.execute(arguments));
    } else {
      boolean isNamed = arguments[0].equals(JMH);
      org.openjdk.jmh.Main.main(
          isNamed ? Arrays.copyOfRange(arguments, 1, arguments.length) : arguments);
    }
  }

  /** The commands, and what they end with when they fail. */
  public static CommandLine commandLine() {
    return new CommandLine(new Bench())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(BeadleCommand.HELP_WIDTH)
        .setParameterExceptionHandler(Bench::explainMisuse)
        .setExecutionExceptionHandler(Bench::explainFailure);
  }

  private static int explainMisuse(ParameterException misuse, String[] arguments) {
    CommandLine command = misuse.getCommandLine();
    command.getErr().println("beadle bench: " + misuse.getMessage());
    command.getErr().println("See `" + command.getCommandSpec().qualifiedName() + " --help`.");
    return CommandLine.ExitCode.USAGE;
  }

  /** What a caller can put right is told in words, what only a programmer can with its trace. */
  private static int explainFailure(Exception failure, CommandLine command, ParseResult parsed) {
    boolean isPlain = failure instanceof IllegalStateException && failure.getCause() == null;
    if (isPlain || failure instanceof SiteReadException || failure instanceof IOException) {
      command.getErr().println("beadle bench: " + failure.getMessage());
    } else {
      failure.printStackTrace(command.getErr());
    }
    return NOT_MEASURED;
  }
}
