package dev.beadle.server.graph;

/**
 * One row of Moodle's table {@code context}.
 *
 * @param id context.id
 * @param level context.contextlevel
 * @param instanceId context.instanceid
 * @param path context.path, empty when it is null
 * @param depth context.depth
 * @param locked whether context.locked is not 0
 */
public record ContextRow(
    long id, int level, long instanceId, String path, long depth, boolean locked) {
  /** A level that a table may hold. */
  static int requireLevel(long level) {
    if (level < 1 || level > Integer.MAX_VALUE) {
      throw new InvalidFactException(
          "contextlevel", "context level " + level + " (expected: 1 to " + Integer.MAX_VALUE + ")");
    }
    return (int) level;
  }
}
