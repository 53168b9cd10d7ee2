package dev.beadle.server.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Describes commands by code, for what {@link OptionList} says. Stateless. */
final class CodedCommand {
  private CodedCommand() {}

  /**
   * A command without options.
   *
   * @param command a {@code Runnable} or {@code Callable<Integer>}
   */
  static CommandSpec of(Object command, String name, String[] description, String[] footer) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(command).name(name);
    spec.usageMessage().sortOptions(false).description(description).footer(footer);
    return spec;
  }

  /** Adds the two options that every command has, as picocli words them. */
  static void addHelp(CommandSpec spec) {
    spec.addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help message and exit.")
                .build())
        .addOption(
            OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Print version information and exit.")
                .build());
  }
}
