package dev.beadle.server.store;

import dev.beadle.server.change.Change;
import dev.beadle.server.change.LogEntry;
import dev.beadle.server.change.LogEntry.Origin;
import dev.beadle.server.model.Revision;
import dev.beadle.server.testing.AnyChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Entries of a log, for tests. */
final class TestEntries {
  static final Instant AT = Instant.parse("2026-11-20T12:34:56.123456789Z");

  private TestEntries() {}

  /** An entry that sets one setting. */
  static LogEntry setting(String log, long position, String name, String value) {
    return entry(log, position, "", List.of(new Change.SettingChanged(name, value)));
  }

  static LogEntry entry(String log, long position, String key, List<Change> changes) {
    return new LogEntry(
        new Revision(log, position),
        AT.plusSeconds(position),
        new Origin(position % 7, "because of " + position, key, key.isEmpty() ? "" : "f" + key),
        changes);
  }

  /** Entries with changes of any kind. */
  static List<LogEntry> any(String log, long first, int count, Random random) {
    List<LogEntry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(
          entry(
              log,
              first + i,
              random.nextBoolean() ? "key" + (first + i) : "",
              AnyChange.some(random, 5)));
    }
    return entries;
  }
}
