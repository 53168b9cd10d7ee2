package dev.beadle.benchmarks;

import dev.beadle.server.testing.generator.GeneratedSite;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a made-up site of any size as table files, to be served or loaded. */
@Command(
    name = "generate-site",
    mixinStandardHelpOptions = true,
    description =
        "Writes a made-up Moodle site as one compressed CSV file for each table,"
            + " to be tried with: ./beadle serve --site FOLDER")
public final class GenerateSite implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Mixin private ShapeOptions options;

  @Parameters(paramLabel = "FOLDER", description = "where to; made when it does not exist")
  private Path folder;

  private GenerateSite() {}

  /** Runs the command; the exit code is 0 if all was written, 2 if the options are wrong. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new GenerateSite()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    try (var site = siteAskedFor()) {
      site.writeTo(folder);
      command.commandLine().getOut().println(folder + ": " + site.description());
      return 0;
    }
  }

  private GeneratedSite siteAskedFor() {
    try {
      return new GeneratedSite(options.shape());
    } catch (IllegalArgumentException impossible) {
      throw new ParameterException(command.commandLine(), impossible.getMessage(), impossible);
    }
  }
}
