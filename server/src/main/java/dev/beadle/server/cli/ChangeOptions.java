package dev.beadle.server.cli;

import dev.beadle.server.config.ChangeLimits;
import dev.beadle.server.config.ChangeLimits.BatchLimits;
import dev.beadle.server.config.ChangeLimits.LongCallLimits;
import dev.beadle.server.config.ChangeLimits.WatchLimits;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The bounds of writing, of waiting for what is written, and of watching it. */
final class ChangeOptions {
  @Option(
      names = "--max-pending-writes",
      paramLabel = "WRITES",
      defaultValue = "1024",
      description = "Writes that may wait; more are refused (default: ${DEFAULT-VALUE}).")
  private int maxPendingWrites;

  @Option(
      names = "--max-group-writes",
      paramLabel = "WRITES",
      defaultValue = "256",
      description = "Writes that go to the log at once (default: ${DEFAULT-VALUE}).")
  private int maxGroupWrites;

  @Option(
      names = "--recent-revisions",
      paramLabel = "REVISIONS",
      defaultValue = "64",
      description =
          "Revisions that can be asked about, the current one included (default: "
              + "${DEFAULT-VALUE}).")
  private int recentRevisions;

  @Option(
      names = "--max-revision-waiters",
      paramLabel = "CALLS",
      defaultValue = "10000",
      description = "Requests that may wait for a revision (default: ${DEFAULT-VALUE}).")
  private int maxRevisionWaiters;

  @Option(
      names = "--max-revision-wait-seconds",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description =
          "How long a call without a deadline waits for a revision (default: ${DEFAULT-VALUE}).")
  private int maxRevisionWaitSeconds;

  @Option(
      names = "--max-stale-seconds",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description =
          "How long the log may be out of reach before the server counts as not ready; 0 for ever"
              + " (default: ${DEFAULT-VALUE}). It answers all the same.")
  private int maxStaleSeconds;

  @Option(
      names = "--max-watchers",
      paramLabel = "STREAMS",
      defaultValue = "1000",
      description = "Watch streams open at once (default: ${DEFAULT-VALUE}).")
  private int maxWatchers;

  @Option(
      names = "--watch-backlog",
      paramLabel = "REVISIONS",
      defaultValue = "1024",
      description =
          "Revisions that a watcher may be behind before he gets them merged (default: "
              + "${DEFAULT-VALUE}).")
  private int watchBacklog;

  @Option(
      names = "--max-merged-changes",
      paramLabel = "CHANGES",
      defaultValue = "100000",
      description =
          "Changes that are merged for one watcher; beyond, he has to start again (default: "
              + "${DEFAULT-VALUE}).")
  private int maxMergedChanges;

  @Option(
      names = "--max-merged-changes-in-all",
      paramLabel = "CHANGES",
      defaultValue = "1000000",
      description =
          "Changes that are merged for all watchers together; beyond, one has to come again"
              + " (default: ${DEFAULT-VALUE}).")
  private int maxMergedChangesInAll;

  @Option(
      names = "--max-watch-filter-ids",
      paramLabel = "IDS",
      defaultValue = "1000",
      description = "Ids in the filter of a watcher (default: ${DEFAULT-VALUE}).")
  private int maxWatchFilterIds;

  @Option(
      names = "--watch-heartbeat-seconds",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "The time between two heartbeats of a watch (default: ${DEFAULT-VALUE}).")
  private int watchHeartbeatSeconds;

  @Option(
      names = "--max-concurrent-previews",
      paramLabel = "CALLS",
      defaultValue = "2",
      description =
          "Previews of changes at once, those that wait for a processor included; each takes"
              + " memory for every context and everybody concerned (default: ${DEFAULT-VALUE}).")
  private int maxConcurrentPreviews;

  @Option(
      names = "--max-concurrent-histories",
      paramLabel = "CALLS",
      defaultValue = "2",
      description =
          "Histories of answers at once, those that wait for a processor included; each may read a"
              + " checkpoint and hold its site (default: ${DEFAULT-VALUE}).")
  private int maxConcurrentHistories;

  @Option(
      names = "--max-concurrent-admin-calls",
      paramLabel = "CALLS",
      defaultValue = "256",
      description = "Calls of administration at once (default: ${DEFAULT-VALUE}).")
  private int maxConcurrentAdminCalls;

  @Option(
      names = "--max-batch-commands",
      paramLabel = "COMMANDS",
      defaultValue = "1000",
      description = "Commands in one batch (default: ${DEFAULT-VALUE}).")
  private int maxBatchCommands;

  @Option(
      names = "--max-batch-preconditions",
      paramLabel = "ROWS",
      defaultValue = "100",
      description = "Rows that one batch may demand or rule out (default: ${DEFAULT-VALUE}).")
  private int maxBatchPreconditions;

  /** The values together; out of range: an exception that names the option. */
  ChangeLimits limits() {
    return new ChangeLimits(
        maxPendingWrites,
        maxGroupWrites,
        recentRevisions,
        maxRevisionWaiters,
        Duration.ofSeconds(maxRevisionWaitSeconds),
        Duration.ofSeconds(maxStaleSeconds),
        new WatchLimits(
            maxWatchers,
            watchBacklog,
            maxMergedChanges,
            maxMergedChangesInAll,
            maxWatchFilterIds,
            Duration.ofSeconds(watchHeartbeatSeconds)),
        new LongCallLimits(maxConcurrentPreviews, maxConcurrentHistories),
        new BatchLimits(maxConcurrentAdminCalls, maxBatchCommands, maxBatchPreconditions));
  }
}
