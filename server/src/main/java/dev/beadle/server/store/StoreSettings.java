package dev.beadle.server.store;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * The bounds of a store.
 *
 * @param pollInterval how often to look for entries of others when nobody tells of them; at least
 *     10 ms
 * @param retainedEntries how many entries of the log to keep at least when it is truncated
 * @param statementTimeout how long one statement may take, at least 1 s
 */
public record StoreSettings(
    Duration pollInterval, long retainedEntries, Duration statementTimeout) {
  /** What is used unless somebody says otherwise. */
  public static final StoreSettings DEFAULT =
      new StoreSettings(Duration.ofSeconds(1), 100_000, Duration.ofSeconds(30));

  public StoreSettings {
    requireNonNull(pollInterval, "pollInterval");
    requireNonNull(statementTimeout, "statementTimeout");
    if (pollInterval.compareTo(Duration.ofMillis(10)) < 0) {
      throw new IllegalArgumentException(
          "poll-interval: " + pollInterval + " (expected: at least 10 ms)");
    }
    if (retainedEntries < 0) {
      throw new IllegalArgumentException(
          "retained-entries: " + retainedEntries + " (expected: at least 0)");
    }
    if (statementTimeout.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException(
          "statement-timeout: " + statementTimeout + " (expected: at least 1 s)");
    }
  }
}
