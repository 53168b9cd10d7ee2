package dev.beadle.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "version",
    mixinStandardHelpOptions = true,
    description = "Prints the versions of Beadle and of the Java that runs it.",
    footer = {"", "Example:", "  beadle version"})
final class VersionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    for (String line : new Provider().getVersion()) {
      spec.commandLine().getOut().println(line);
    }
    return ExitCode.YES;
  }

  /** The lines of a version. */
  static final class Provider implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Provider.class.getPackage().getImplementationVersion();
      return new String[] {
        "beadle " + (version == null ? "(not from a jar)" : version),
        "java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")"
      };
    }
  }
}
