package dev.beadle.server.cli;

import dev.beadle.server.store.CheckpointKeeper;
import dev.beadle.server.store.StoreSettings;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How often a served store gets a checkpoint, and how much of its log is kept. */
final class CheckpointOptions {
  private static final long BYTES_PER_MEGABYTE = 1 << 20;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--checkpoint-entries",
      paramLabel = "ENTRIES",
      defaultValue = "10000",
      description =
          "Writes a checkpoint, from which the next start begins, after so many entries of the log"
              + " (default: ${DEFAULT-VALUE}).")
  private long checkpointEntries;

  @Option(
      names = "--checkpoint-log-megabytes",
      paramLabel = "MB",
      defaultValue = "64",
      description = "Or after so much of the log (default: ${DEFAULT-VALUE}).")
  private long checkpointLogMegabytes;

  @Option(
      names = "--retained-entries",
      paramLabel = "ENTRIES",
      defaultValue = "100000",
      description =
          "Entries that the log keeps at the least, for watchers and for looking back; older ones"
              + " go once no start needs them (default: ${DEFAULT-VALUE}).")
  private long retainedEntries;

  /** When a checkpoint is due. */
  CheckpointKeeper.Limits limits() {
    try {
      return new CheckpointKeeper.Limits(
          checkpointEntries, Math.multiplyExact(checkpointLogMegabytes, BYTES_PER_MEGABYTE));
    } catch (IllegalArgumentException | ArithmeticException outOfRange) {
      throw misuse(outOfRange);
    }
  }

  /** The bounds of the store. */
  StoreSettings settings() {
    try {
      return new StoreSettings(
          StoreSettings.DEFAULT.pollInterval(),
          retainedEntries,
          StoreSettings.DEFAULT.statementTimeout());
    } catch (IllegalArgumentException outOfRange) {
      throw misuse(outOfRange);
    }
  }

  private ParameterException misuse(RuntimeException outOfRange) {
    return new ParameterException(spec.commandLine(), "--" + outOfRange.getMessage(), outOfRange);
  }
}
