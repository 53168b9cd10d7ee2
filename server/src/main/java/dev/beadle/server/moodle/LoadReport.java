package dev.beadle.server.moodle;

import dev.beadle.server.graph.Oddity;
import dev.beadle.server.model.SiteTable;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What was read of a site.
 *
 * @param source what was read, without credentials
 * @param rows by table
 * @param oddities rows that a clean site would not have, by kind
 * @param duration how long it took
 */
public record LoadReport(
    String source, Map<SiteTable, Long> rows, Map<Oddity, Long> oddities, Duration duration) {
  public LoadReport {
    rows = sorted(SiteTable.class, rows);
    oddities = sorted(Oddity.class, oddities);
  }

  /** The rows of all tables. */
  public long totalRows() {
    return rows.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Copies into the order of the enum, unmodifiable; {@code Map.copyOf} would lose the order. */
  private static <K extends Enum<K>> Map<K, Long> sorted(Class<K> type, Map<K, Long> map) {
    Map<K, Long> copy = new EnumMap<>(type);
    copy.putAll(map);
    return Collections.unmodifiableMap(copy);
  }
}
