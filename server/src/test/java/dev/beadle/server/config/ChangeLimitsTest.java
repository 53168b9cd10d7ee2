package dev.beadle.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.beadle.server.config.ChangeLimits.BatchLimits;
import dev.beadle.server.config.ChangeLimits.LongCallLimits;
import dev.beadle.server.config.ChangeLimits.WatchLimits;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator sets for writing and watching: each with its range and its option's name. */
final class ChangeLimitsTest {
  /** ChangeLimits: at least 1 each; a wait may be none. */
  @ParameterizedTest
  @CsvSource({
    "0, 1, 1, 1, 0, 0, max-pending-writes",
    "1, 0, 1, 1, 0, 0, max-group-writes",
    "1, 1, 0, 1, 0, 0, recent-revisions",
    "1, 1, 1, -1, 0, 0, max-revision-waiters",
    "1, 1, 1, 1, -1, 0, max-revision-wait-seconds",
    "1, 1, 1, 1, 0, -1, max-stale-seconds"
  })
  void changeLimits_outOfRange_isRefusedByName(
      int pending,
      int group,
      int recent,
      int waiters,
      long waitSeconds,
      long staleSeconds,
      String option) {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new ChangeLimits(
                pending,
                group,
                recent,
                waiters,
                Duration.ofSeconds(waitSeconds),
                Duration.ofSeconds(staleSeconds),
                WatchLimits.DEFAULT,
                LongCallLimits.DEFAULT,
                BatchLimits.DEFAULT))
        .withMessageStartingWith(option + ": ");
  }

  /** WatchLimits: at least 1 each. */
  @ParameterizedTest
  @CsvSource({
    "0, 1, 1, 1, 1, 1, max-watchers",
    "1, 0, 1, 1, 1, 1, watch-backlog",
    "1, 1, 0, 1, 1, 1, max-merged-changes",
    "1, 1, 1, 0, 1, 1, max-merged-changes-in-all",
    "1, 1, 1, 1, 0, 1, max-watch-filter-ids",
    "1, 1, 1, 1, 1, 0, watch-heartbeat-seconds"
  })
  void watchLimits_belowOne_isRefusedByName(
      int watchers,
      int backlog,
      int merged,
      int mergedInAll,
      int ids,
      long heartbeatSeconds,
      String option) {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new WatchLimits(
                watchers, backlog, merged, mergedInAll, ids, Duration.ofSeconds(heartbeatSeconds)))
        .withMessageStartingWith(option + ": ");
  }

  /** LongCallLimits and BatchLimits: at least 1 each. */
  @ParameterizedTest
  @CsvSource({
    "0, 1, 1, max-concurrent-admin-calls",
    "1, 0, 1, max-batch-commands",
    "1, 1, 0, max-batch-preconditions"
  })
  void batchLimits_outOfRange_nameTheOption(
      int calls, int commands, int preconditions, String option) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BatchLimits(calls, commands, preconditions))
        .withMessageStartingWith(option + ": ");
  }

  /** The usual bounds are those of the contract. */
  @Test
  void defaults_areTheContracts() {
    assertThat(ChangeLimits.DEFAULT)
        .isEqualTo(
            new ChangeLimits(
                1_024,
                256,
                64,
                10_000,
                Duration.ofSeconds(5),
                Duration.ofMinutes(5),
                new WatchLimits(1_000, 1_024, 100_000, 1_000_000, 1_000, Duration.ofSeconds(10)),
                new LongCallLimits(2, 2),
                new BatchLimits(256, 1_000, 100)));
  }
}
