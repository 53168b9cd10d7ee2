package dev.beadle.server.cli;

import dev.beadle.server.model.Revision;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Positions in a log, as options name them. Stateless. */
final class LogPositions {
  private LogPositions() {}

  /**
   * The position that a text names: a revision of the log, or a position alone.
   *
   * @throws ParameterException if it is neither, or of another log
   */
  static long parse(CommandSpec spec, String option, String text, String log) {
    try {
      Revision revision = Revision.parse(text.contains(".") ? text : log + "." + text);
      if (revision.log().equals(log)) {
        return revision.position();
      }
    } catch (IllegalArgumentException malformed) {
      throw new ParameterException(
          spec.commandLine(), option + ": " + malformed.getMessage(), malformed);
    }
    throw new ParameterException(
        spec.commandLine(),
        option + ": revision `" + text + "` is of another log (expected: one of " + log + ")");
  }
}
