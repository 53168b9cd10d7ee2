package dev.beadle.server.cli;

import dev.beadle.client.AdminRefusedException;
import dev.beadle.server.change.RefusedChangeException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Says why administration was refused. Stateless. */
final class AdminRefusals {
  private AdminRefusals() {}

  /** Tells what a server or a store refused; returns the exit code. */
  static int tell(CommandSpec spec, AdminRefusedException refused) {
    return tell(spec, "", refused);
  }

  /**
   * Tells what a server or a store refused; returns the exit code.
   *
   * @param where the command is that was refused; empty for nowhere in particular
   */
  static int tell(CommandSpec spec, String where, AdminRefusedException refused) {
    print(spec, where, refused.getMessage());
    return switch (refused.kind()) {
      case FORBIDDEN, FAILED_PRECONDITION -> ExitCode.NO;
      case INVALID, NOT_FOUND, KEY_REUSED, OTHER -> ExitCode.BAD_INPUT;
      case OVERLOADED, UNAVAILABLE -> ExitCode.UNREACHABLE;
    };
  }

  /**
   * Tells what is malformed and was never sent; returns the exit code.
   *
   * @param where the command is that is malformed; empty for nowhere in particular
   */
  static int tell(CommandSpec spec, String where, RefusedChangeException refused) {
    print(spec, where, refused.getMessage());
    return ExitCode.BAD_INPUT;
  }

  private static void print(CommandSpec spec, String where, @Nullable String message) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("beadle: " + (where.isEmpty() ? "" : where + ": ") + message);
    err.flush();
  }
}
