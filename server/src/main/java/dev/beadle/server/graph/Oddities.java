package dev.beadle.server.graph;

import java.util.EnumMap;
import java.util.Map;

/** How many odd rows of each kind were met while a snapshot was built. Not thread-safe. */
final class Oddities {
  private final Map<Oddity, Long> counts = new EnumMap<>(Oddity.class);

  void count(Oddity oddity) {
    counts.merge(oddity, 1L, Long::sum);
  }

  /** The kinds that were met, with their counts. */
  Map<Oddity, Long> counts() {
    return Map.copyOf(counts);
  }
}
