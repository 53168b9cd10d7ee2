package dev.beadle.server;

import dev.beadle.server.cli.BeadleCommand;
import dev.beadle.server.cli.ExitCode;
import dev.beadle.server.moodle.SiteReadException;

/** The program's entry. */
public final class Main {
  private Main() {}

  /** Runs a command; see {@code beadle --help}. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  private static int run(String[] arguments) {
    try {
      return BeadleCommand.create(System.getenv(), arguments).execute(arguments);
    } catch (SiteReadException unreadable) {
      System.err.println("beadle: " + unreadable.getMessage());
      return ExitCode.BAD_INPUT;
    }
  }
}
