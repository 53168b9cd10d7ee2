package dev.beadle.server.search.people;

import java.util.Map;
import java.util.TreeMap;

/**
 * Contexts in which a user has a capability, by level and then by the id of the thing that each
 * belongs to. Immutable and so thread-safe.
 */
public final class CapableContexts {
  /** Moodle's {@code false}: no path at all. */
  static final CapableContexts NOWHERE = new CapableContexts(true, Map.of());

  private final boolean isNowhere;
  private final int[] levels;
  private final long[][] instanceIds;
  // By index in levels: how many contexts come before.
  private final int[] begins;
  private final int size;

  private CapableContexts(boolean isNowhere, Map<Integer, long[]> instanceIdsOfLevels) {
    this.isNowhere = isNowhere;
    var byLevel = new TreeMap<>(instanceIdsOfLevels);
    this.levels = byLevel.keySet().stream().mapToInt(Integer::intValue).toArray();
    this.instanceIds = byLevel.values().toArray(new long[0][]);
    this.begins = new int[levels.length];
    int count = 0;
    for (int i = 0; i < levels.length; i++) {
      begins[i] = count;
      count += instanceIds[i].length;
    }
    this.size = count;
  }

  /**
   * Takes the arrays over.
   *
   * @param instanceIdsOfLevels context.instanceid of each context.contextlevel, ascending
   */
  static CapableContexts of(Map<Integer, long[]> instanceIdsOfLevels) {
    return new CapableContexts(false, instanceIdsOfLevels);
  }

  /** Whether Moodle says {@code false}: see {@link CapablePlaces#isNowhere}. */
  public boolean isNowhere() {
    return isNowhere;
  }

  /** How many there are. */
  public int size() {
    return size;
  }

  /** context.contextlevel of the one at {@code index}, 0 to {@link #size()} - 1. */
  public int levelAt(int index) {
    return levels[runOf(index)];
  }

  /** context.instanceid of the one at {@code index}, 0 to {@link #size()} - 1. */
  public long instanceIdAt(int index) {
    int run = runOf(index);
    return instanceIds[run][index - begins[run]];
  }

  /** The last level that begins at or before an index: those without contexts come before it. */
  private int runOf(int index) {
    int run = levels.length - 1;
    while (run > 0 && begins[run] > index) {
      run--;
    }
    return run;
  }
}
