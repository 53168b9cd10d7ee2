package dev.beadle.server.cli;

import dev.beadle.server.cli.OptionList.OptionValue;
import dev.beadle.server.config.ChangeLimits;
import dev.beadle.server.config.ChangeLimits.BatchLimits;
import dev.beadle.server.config.ChangeLimits.LongCallLimits;
import dev.beadle.server.config.ChangeLimits.WatchLimits;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;

/** The bounds of writing, of waiting for what is written, and of watching it. */
final class ChangeOptions {
  private final OptionList options = new OptionList();

  private final OptionValue<Integer> maxPendingWrites =
      options.ofInt(
          "--max-pending-writes",
          "WRITES",
          ChangeLimits.DEFAULT.pendingWrites(),
          "Writes that may wait; more are refused (default: ${DEFAULT-VALUE}).");

  private final OptionValue<Integer> maxGroupWrites =
      options.ofInt(
          "--max-group-writes",
          "WRITES",
          ChangeLimits.DEFAULT.groupWrites(),
          "Writes that go to the log at once (default: ${DEFAULT-VALUE}).");

  private final OptionValue<Integer> recentRevisions =
      options.ofInt(
          "--recent-revisions",
          "REVISIONS",
          ChangeLimits.DEFAULT.recentRevisions(),
          "Revisions that can be asked about, the current one included (default: "
              + "${DEFAULT-VALUE}).");

  private final OptionValue<Integer> maxRevisionWaiters =
      options.ofInt(
          "--max-revision-waiters",
          "CALLS",
          ChangeLimits.DEFAULT.revisionWaiters(),
          "Requests that may wait for a revision (default: ${DEFAULT-VALUE}).");

  private final OptionValue<Integer> maxRevisionWaitSeconds =
      options.ofInt(
          "--max-revision-wait-seconds",
          "SECONDS",
          (int) ChangeLimits.DEFAULT.revisionWait().toSeconds(),
          "How long a call without a deadline waits for a revision (default: ${DEFAULT-VALUE}).");

  private final OptionValue<Integer> maxStaleSeconds =
      options.ofInt(
          "--max-stale-seconds",
          "SECONDS",
          (int) ChangeLimits.DEFAULT.maxStale().toSeconds(),
          "How long the log may be out of reach before the server counts as not ready; 0 for "
              + "ever (default: ${DEFAULT-VALUE}). It answers all the same.");

  private final OptionValue<Integer> maxWatchers =
      options.ofInt(
          "--max-watchers",
          "STREAMS",
          ChangeLimits.DEFAULT.watch().watchers(),
          "Watch streams open at once (default: ${DEFAULT-VALUE}).");

  private final OptionValue<Integer> watchBacklog =
      options.ofInt(
          "--watch-backlog",
          "REVISIONS",
          ChangeLimits.DEFAULT.watch().backlog(),
          "Revisions that a watcher may be behind before he gets them merged (default: "
              + "${DEFAULT-VALUE}).");

  private final OptionValue<Integer> maxMergedChanges =
      options.ofInt(
          "--max-merged-changes",
          "CHANGES",
          ChangeLimits.DEFAULT.watch().mergedChanges(),
          "Changes that are merged for one watcher; beyond, he has to start again (default: "
              + "${DEFAULT-VALUE}).");

  private final OptionValue<Integer> maxMergedChangesInAll =
      options.ofInt(
          "--max-merged-changes-in-all",
          "CHANGES",
          ChangeLimits.DEFAULT.watch().mergedInAll(),
          "Changes that are merged for all watchers together; beyond, one has to come again "
              + "(default: ${DEFAULT-VALUE}).");

  private final OptionValue<Integer> maxWatchFilterIds =
      options.ofInt(
          "--max-watch-filter-ids",
          "IDS",
          ChangeLimits.DEFAULT.watch().filterIds(),
          "Ids in the filter of a watcher (default: ${DEFAULT-VALUE}).");

  private final OptionValue<Integer> watchHeartbeatSeconds =
      options.ofInt(
          "--watch-heartbeat-seconds",
          "SECONDS",
          (int) ChangeLimits.DEFAULT.watch().heartbeat().toSeconds(),
          "The time between two heartbeats of a watch (default: ${DEFAULT-VALUE}).");

  private final OptionValue<Integer> maxConcurrentPreviews =
      options.ofInt(
          "--max-concurrent-previews",
          "CALLS",
          ChangeLimits.DEFAULT.longCalls().previews(),
          "Previews of changes at once, those that wait for a processor included; each takes "
              + "memory for every context and everybody concerned (default: ${DEFAULT-VALUE}).");

  private final OptionValue<Integer> maxConcurrentHistories =
      options.ofInt(
          "--max-concurrent-histories",
          "CALLS",
          ChangeLimits.DEFAULT.longCalls().histories(),
          "Histories of answers at once, those that wait for a processor included; each may "
              + "read a checkpoint and hold its site (default: ${DEFAULT-VALUE}).");

  private final OptionValue<Integer> maxConcurrentAdminCalls =
      options.ofInt(
          "--max-concurrent-admin-calls",
          "CALLS",
          ChangeLimits.DEFAULT.batches().calls(),
          "Calls of administration at once (default: ${DEFAULT-VALUE}).");

  private final OptionValue<Integer> maxBatchCommands =
      options.ofInt(
          "--max-batch-commands",
          "COMMANDS",
          ChangeLimits.DEFAULT.batches().commands(),
          "Commands in one batch (default: ${DEFAULT-VALUE}).");

  private final OptionValue<Integer> maxBatchPreconditions =
      options.ofInt(
          "--max-batch-preconditions",
          "ROWS",
          ChangeLimits.DEFAULT.batches().preconditions(),
          "Rows that one batch may demand or rule out (default: ${DEFAULT-VALUE}).");

  /** Gives a command these options; once. */
  void addTo(CommandSpec command) {
    options.addTo(command);
  }

  /** The values together; out of range: an exception that names the option. */
  ChangeLimits limits() {
    return new ChangeLimits(
        maxPendingWrites.get(),
        maxGroupWrites.get(),
        recentRevisions.get(),
        maxRevisionWaiters.get(),
        Duration.ofSeconds(maxRevisionWaitSeconds.get()),
        Duration.ofSeconds(maxStaleSeconds.get()),
        new WatchLimits(
            maxWatchers.get(),
            watchBacklog.get(),
            maxMergedChanges.get(),
            maxMergedChangesInAll.get(),
            maxWatchFilterIds.get(),
            Duration.ofSeconds(watchHeartbeatSeconds.get())),
        new LongCallLimits(maxConcurrentPreviews.get(), maxConcurrentHistories.get()),
        new BatchLimits(
            maxConcurrentAdminCalls.get(), maxBatchCommands.get(), maxBatchPreconditions.get()));
  }
}
