package dev.beadle.server.cli;

import static java.util.Objects.requireNonNull;

import dev.beadle.client.CheckFailedException;
import dev.beadle.server.change.LogUnavailableException;
import dev.beadle.server.moodle.SiteReadException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The program: {@code beadle COMMAND}. */
public final class BeadleCommand implements Runnable {
  /** How many columns the help takes at most. */
  public static final int HELP_WIDTH = 100;

  private static final String[] DESCRIPTION = {
    "May this user do this here, and why? The answers of Moodle, from memory.",
    "",
    "Start with `beadle demo`."
  };

  private static final String[] FOOTER = {
    "",
    "Every option can also be set by the environment (--grpc-port by BEADLE_GRPC_PORT) or in the",
    "properties file that BEADLE_CONFIG names (grpc-port=7460). The command line wins, then the",
    "environment, then the file.",
    "",
    "Exit codes: 0 yes or success, 1 no or differences, 2 bad use or bad input, 3 no server."
  };

  /** What serves: described by code, so that a start need not wait for annotations. */
  private static final List<Map.Entry<String, Supplier<CommandSpec>>> SERVERS =
      List.of(
          Map.entry(ServeCommand.NAME, ServeCommand::describe),
          Map.entry(DemoCommand.NAME, DemoCommand::describe));

  private static final List<Class<?>> COMMANDS =
      List.of(
          CheckCommand.class,
          ExplainCommand.class,
          WhatWouldChangeCommand.class,
          WhoCanCommand.class,
          WhereCanCommand.class,
          WhatCanCommand.class,
          CompareCommands.class,
          RolesCommands.class,
          MatrixCommand.class,
          ReportCommands.class,
          ParticipationCommand.class,
          EnrolledCommand.class,
          CourseAccessCommand.class,
          GroupsCommands.class,
          MaySeeCommand.class,
          VerifyCommand.class,
          ReplayCommand.class,
          ApplyCommand.class,
          PreviewCommand.class,
          RoleCommands.class,
          CapabilityCommands.class,
          ContextCommands.class,
          AdminsCommands.class,
          ImportCommand.class,
          ExportCommand.class,
          LogCommand.class,
          HistoryCommand.class,
          ExpiringCommand.class,
          VersionCommand.class,
          RehearseCommands.class,
          HelpCommand.class);

  private final CommandSpec spec = CodedCommand.of(this, "beadle", DESCRIPTION, FOOTER);

  private BeadleCommand() {
    spec.exitCodeOnExecutionException(ExitCode.BAD_INPUT);
    CodedCommand.addHelp(spec);
  }

  /**
   * Makes the command line.
   *
   * @param environment of the process
   * @param arguments what it is to run: when they begin with a command, the others are left out
   * @throws SiteReadException if the properties file cannot be read
   */
  public static CommandLine create(Map<String, String> environment, String... arguments) {
    var program = new CommandLine(new BeadleCommand().spec);
    addCommands(program, arguments.length == 0 ? "" : arguments[0]);
    tellVersions(program);
    return program
        .setDefaultValueProvider(OptionDefaults.of(environment))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(HELP_WIDTH)
        .setParameterExceptionHandler(BeadleCommand::explainMisuse)
        .setExecutionExceptionHandler(BeadleCommand::explainFailure);
  }

  /** Making all commands takes longer than all the rest of a start. */
  private static void addCommands(CommandLine program, String first) {
    for (Map.Entry<String, Supplier<CommandSpec>> server : SERVERS) {
      if (server.getKey().equals(first)) {
        program.addSubcommand(first, server.getValue().get());
        return;
      }
    }
    Optional<Class<?>> only =
        COMMANDS.stream()
            .filter(command -> command != HelpCommand.class && nameOf(command).equals(first))
            .findFirst();
    if (only.isPresent()) {
      program.addSubcommand(only.get());
      return;
    }
    SERVERS.forEach(server -> program.addSubcommand(server.getKey(), server.getValue().get()));
    COMMANDS.forEach(program::addSubcommand);
  }

  private static String nameOf(Class<?> command) {
    return requireNonNull(command.getAnnotation(Command.class), command.getName()).name();
  }

  /** Every command has {@code --version}: all say the same. */
  private static void tellVersions(CommandLine command) {
    command.getCommandSpec().versionProvider(new VersionCommand.Provider());
    command.getSubcommands().values().forEach(BeadleCommand::tellVersions);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }

  private static int explainMisuse(ParameterException misuse, String[] arguments) {
    CommandLine command = misuse.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("beadle: " + Redaction.messageOf(misuse));
    err.println("See `" + command.getCommandSpec().qualifiedName() + " --help`.");
    return ExitCode.BAD_INPUT;
  }

  private static int explainFailure(Exception failure, CommandLine command, ParseResult parsed)
      throws Exception {
    PrintWriter err = command.getErr();
    switch (failure) {
      case SiteReadException unreadable ->
          err.println("beadle: " + Redaction.messageOf(unreadable));
      case MalformedCommandsException malformed ->
          err.println("beadle: " + Redaction.messageOf(malformed));
      case LogUnavailableException unavailable ->
          err.println("beadle: " + Redaction.messageOf(unavailable));
      case IOException refused -> err.println("beadle: " + Redaction.messageOf(refused));
      case CheckFailedException failed -> {
        err.println("beadle: " + Redaction.messageOf(failed) + hintFor(failed.status()));
        return exitCodeOf(failed.status());
      }
      case StatusRuntimeException failed -> {
        err.println("beadle: " + Redaction.messageOf(failed) + hintFor(failed.getStatus()));
        return exitCodeOf(failed.getStatus());
      }
      default -> throw failure;
    }
    return ExitCode.BAD_INPUT;
  }

  /** What to do when there was no connection: only then has UNAVAILABLE a cause on this side. */
  private static String hintFor(Status status) {
    return status.getCode() == Status.Code.UNAVAILABLE && status.getCause() != null
        ? " (does the server run? --target says which one is asked)"
        : "";
  }

  private static int exitCodeOf(Status status) {
    return switch (status.getCode()) {
      case UNAVAILABLE, DEADLINE_EXCEEDED -> ExitCode.UNREACHABLE;
      default -> ExitCode.BAD_INPUT;
    };
  }
}
