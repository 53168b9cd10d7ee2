package dev.beadle.server.config;

import java.time.Duration;

/**
 * The bounds of writing, of waiting for what is written, and of watching it.
 *
 * @param pendingWrites writes that may wait; more are refused ({@code --max-pending-writes})
 * @param groupWrites writes that go to the log at once ({@code --max-group-writes})
 * @param recentRevisions revisions that can be asked about, the current one included ({@code
 *     --recent-revisions})
 * @param revisionWaiters requests that may wait for a revision ({@code --max-revision-waiters})
 * @param revisionWait how long a call without a deadline waits for one ({@code
 *     --max-revision-wait-seconds})
 * @param maxStale how long the site may be stale before it counts as not ready; zero for ever
 *     ({@code --max-stale-seconds})
 * @param watch the bounds of watching
 * @param longCalls the bounds of previews and histories
 * @param batches the bounds of administration
 */
public record ChangeLimits(
    int pendingWrites,
    int groupWrites,
    int recentRevisions,
    int revisionWaiters,
    Duration revisionWait,
    Duration maxStale,
    WatchLimits watch,
    LongCallLimits longCalls,
    BatchLimits batches) {
  /** The bounds unless set otherwise. */
  public static final ChangeLimits DEFAULT =
      new ChangeLimits(
          1_024,
          256,
          64,
          10_000,
          Duration.ofSeconds(5),
          Duration.ofMinutes(5),
          WatchLimits.DEFAULT,
          LongCallLimits.DEFAULT,
          BatchLimits.DEFAULT);

  public ChangeLimits {
    WatchLimits.requirePositive(pendingWrites, "max-pending-writes");
    WatchLimits.requirePositive(groupWrites, "max-group-writes");
    WatchLimits.requirePositive(recentRevisions, "recent-revisions");
    WatchLimits.requirePositive(revisionWaiters, "max-revision-waiters");
    if (revisionWait.isNegative()) {
      throw new IllegalArgumentException("max-revision-wait-seconds: must not be negative");
    }
    if (maxStale.isNegative()) {
      throw new IllegalArgumentException("max-stale-seconds: must not be negative");
    }
  }

  /**
   * The bounds of watching.
   *
   * @param watchers streams open at once ({@code --max-watchers})
   * @param backlog entries that a watcher may be behind before they are merged ({@code
   *     --watch-backlog})
   * @param mergedChanges changes that are merged for one watcher; beyond, it starts again ({@code
   *     --max-merged-changes})
   * @param mergedInAll changes that are merged for all watchers together; beyond, one has to come
   *     again ({@code --max-merged-changes-in-all})
   * @param filterIds ids in one filter ({@code --max-watch-filter-ids})
   * @param heartbeat the time between two heartbeats ({@code --watch-heartbeat-seconds})
   */
  public record WatchLimits(
      int watchers,
      int backlog,
      int mergedChanges,
      int mergedInAll,
      int filterIds,
      Duration heartbeat) {
    /** The bounds unless set otherwise. */
    public static final WatchLimits DEFAULT =
        new WatchLimits(1_000, 1_024, 100_000, 1_000_000, 1_000, Duration.ofSeconds(10));

    public WatchLimits {
      requirePositive(watchers, "max-watchers");
      requirePositive(backlog, "watch-backlog");
      requirePositive(mergedChanges, "max-merged-changes");
      requirePositive(mergedInAll, "max-merged-changes-in-all");
      requirePositive(filterIds, "max-watch-filter-ids");
      if (!heartbeat.isPositive()) {
        throw new IllegalArgumentException(
            "watch-heartbeat-seconds: " + heartbeat.toSeconds() + " (expected: at least 1)");
      }
    }

    // Here, so that neither class needs the other one's defaults before they are made.
    private static void requirePositive(int value, String name) {
      if (value < 1) {
        throw new IllegalArgumentException(name + ": " + value + " (expected: at least 1)");
      }
    }
  }

  /**
   * The bounds of calls that take long.
   *
   * @param previews at once, waiting for a processor or being worked out ({@code
   *     --max-concurrent-previews})
   * @param histories at once, waiting for a processor or being worked out ({@code
   *     --max-concurrent-histories})
   */
  public record LongCallLimits(int previews, int histories) {
    /** The bounds unless set otherwise. */
    public static final LongCallLimits DEFAULT = new LongCallLimits(2, 2);

    public LongCallLimits {
      WatchLimits.requirePositive(previews, "max-concurrent-previews");
      WatchLimits.requirePositive(histories, "max-concurrent-histories");
    }
  }

  /**
   * The bounds of administration.
   *
   * @param calls being worked on at once ({@code --max-concurrent-admin-calls})
   * @param commands in one batch ({@code --max-batch-commands})
   * @param preconditions on rows in one batch ({@code --max-batch-preconditions})
   */
  public record BatchLimits(int calls, int commands, int preconditions) {
    /** The bounds unless set otherwise. */
    public static final BatchLimits DEFAULT = new BatchLimits(256, 1_000, 100);

    public BatchLimits {
      WatchLimits.requirePositive(calls, "max-concurrent-admin-calls");
      WatchLimits.requirePositive(commands, "max-batch-commands");
      WatchLimits.requirePositive(preconditions, "max-batch-preconditions");
    }
  }
}
