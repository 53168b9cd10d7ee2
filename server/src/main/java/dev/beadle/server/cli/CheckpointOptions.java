package dev.beadle.server.cli;

import dev.beadle.server.cli.OptionList.OptionValue;
import dev.beadle.server.store.CheckpointKeeper;
import dev.beadle.server.store.StoreSettings;
import picocli.CommandLine.Model.CommandSpec;

/** How often a served store gets a checkpoint, and how much of its log is kept. */
final class CheckpointOptions {
  private static final long BYTES_PER_MEGABYTE = 1 << 20;

  private final OptionList options = new OptionList();

  private final OptionValue<Long> checkpointEntries =
      options.ofLong(
          "--checkpoint-entries",
          "ENTRIES",
          10_000,
          "Writes a checkpoint, from which the next start begins, after so many entries of the "
              + "log (default: ${DEFAULT-VALUE}).");

  private final OptionValue<Long> checkpointLogMegabytes =
      options.ofLong(
          "--checkpoint-log-megabytes",
          "MB",
          64,
          "Or after so much of the log (default: ${DEFAULT-VALUE}).");

  private final OptionValue<Long> retainedEntries =
      options.ofLong(
          "--retained-entries",
          "ENTRIES",
          100_000,
          "Entries that the log keeps at the least, for watchers and for looking back; older "
              + "ones go once no start needs them (default: ${DEFAULT-VALUE}).");

  /** Gives a command these options; once. */
  void addTo(CommandSpec command) {
    options.addTo(command);
  }

  /** When a checkpoint is due. */
  CheckpointKeeper.Limits limits() {
    try {
      return new CheckpointKeeper.Limits(
          checkpointEntries.get(),
          Math.multiplyExact(checkpointLogMegabytes.get(), BYTES_PER_MEGABYTE));
    } catch (IllegalArgumentException | ArithmeticException outOfRange) {
      throw options.misuse(outOfRange);
    }
  }

  /** The bounds of the store. */
  StoreSettings settings() {
    try {
      return new StoreSettings(
          StoreSettings.DEFAULT.pollInterval(),
          retainedEntries.get(),
          StoreSettings.DEFAULT.statementTimeout());
    } catch (IllegalArgumentException outOfRange) {
      throw options.misuse(outOfRange);
    }
  }
}
