/**
 * The durable change log and its checkpoints, in an embedded SQLite or on a PostgreSQL. Imports
 * {@code model}, {@code graph}, {@code change} and {@code moodle}.
 */
@NullMarked
package dev.beadle.server.store;

import org.jspecify.annotations.NullMarked;
