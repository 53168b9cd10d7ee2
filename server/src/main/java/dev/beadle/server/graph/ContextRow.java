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
    long id, int level, long instanceId, String path, long depth, boolean locked) {}
