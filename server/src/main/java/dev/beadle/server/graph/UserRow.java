package dev.beadle.server.graph;

/**
 * One row of Moodle's table {@code user}.
 *
 * @param id user.id
 * @param username user.username; looked at to find the guest account, and not kept
 * @param deleted whether user.deleted is not 0
 * @param suspended whether user.suspended is not 0
 */
public record UserRow(long id, String username, boolean deleted, boolean suspended) {}
